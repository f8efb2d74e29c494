"""``qabot open``: open a source of the last answer at its quote."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from qabot.errors import ConfigError
from qabot.surfaces.cli.common import open_qabot
from qabot.surfaces.cli.completion import complete_source_numbers
from qabot.surfaces.cli.options import Backend, Config, Corpus, Index
from qabot.surfaces.wording import sanitize

_LINE = re.compile(r"(.+):(\d+)")
_WITH_PLUS = frozenset(("vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "kak", "joe", "less", "most"))
"""Programs that take a line as ``+12`` before the file."""
_WITH_COLON = {"code": ("--goto",), "codium": ("--goto",), "cursor": ("--goto",), "subl": (), "hx": (), "zed": ()}
"""Programs that take a line as ``file:12``, after these options."""


def open_command(
    number: Annotated[
        int,
        typer.Argument(
            metavar="N",
            min=1,
            help="The number of a source, as the answer shows it.",
            autocompletion=complete_source_numbers,
        ),
    ] = 1,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """Open a source of the last answer or search at its quote: a web page in the browser, a file in your editor.

    The editor is the one that VISUAL or EDITOR names, else the program that opens such files.

    Example: qabot open 2
    """
    from qabot.surfaces.memory.last_answer import last_sources

    sources = last_sources(open_qabot(config, corpus, index, backend))
    if not sources:
        raise ConfigError("The last answer has no sources", remedy='Ask first: qabot ask "who won the election?"')
    chosen = next((source for source in sources if source.number == number), None)
    if chosen is None:
        count = len(sources)
        raise ConfigError(
            f"The last answer has no source {number}",
            remedy="It has one: qabot open 1" if count == 1 else f"Name one from 1 to {count}",
        )
    sys.stdout.write(f"{sanitize(chosen.title)}\n{sanitize(chosen.link)}\n")
    sys.stdout.flush()
    _open(chosen.link)


def _open(link: str) -> None:
    """Open a web address in the browser, or the file of ``path:line`` at its line, of ``path#page=2`` in its viewer.

    Raises:
        ConfigError: there is nothing to open it with.
    """
    if link.startswith(("http://", "https://")):
        if not webbrowser.open(link):
            raise ConfigError("No browser can be opened here", remedy="Copy the address, or set BROWSER")
        return
    path, line = _split(link)
    if not Path(path).is_file():
        raise ConfigError(f"The file {path} is gone", remedy="Run: qabot index")
    editor = [] if line is None else shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "")
    if not editor:
        if typer.launch(path):
            raise ConfigError("No program opens such files here", remedy="Set EDITOR, or open the path yourself")
        return
    try:
        subprocess.run([*editor, *_at_line(editor[0], path, line or "1")], check=False)  # noqa: S603 - the user's own editor
    except OSError as err:
        raise ConfigError(f"{editor[0]} cannot be started: {err.strerror}", remedy="Correct VISUAL or EDITOR") from err


def _split(link: str) -> tuple[str, str | None]:
    """Return the path of a link to a file, and the line, or ``None`` for a link without a line."""
    found = _LINE.fullmatch(link)
    return (found[1], found[2]) if found else (link.partition("#page=")[0], None)


def _at_line(editor: str, path: str, line: str) -> list[str]:
    """Return the arguments with which an editor opens a file at a line; the file alone for an unknown editor."""
    name = Path(editor).stem
    if name in _WITH_PLUS:
        return [f"+{line}", path]
    return [*_WITH_COLON[name], f"{path}:{line}"] if name in _WITH_COLON else [path]
