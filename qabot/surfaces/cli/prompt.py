"""What a person types, line by line: with editing, history and completion in a terminal."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from prompt_toolkit.completion import CompleteEvent, Completer
    from prompt_toolkit.document import Document

_PROMPT = "? "
_WRITTEN = re.compile(r"\w[\w'’.-]*$")
_LEAST_CHARS = 2
"""Of a word before names are offered for it."""


def typed_lines(*, history: Path, commands: Collection[str], names: Callable[[], Sequence[str]]) -> Iterator[str]:
    """Yield what is typed until it ends; the lines of standard input where this is no terminal.

    Args:
        history: the file that keeps what was typed.
        commands: such as ``/save FILE``; completed at the beginning of a line, a file's name after ``FILE``.
        names: what is spoken of at this moment, best first; completed wherever one of their words begins.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield from sys.stdin
        return
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import FileHistory

    session: PromptSession[str] = PromptSession(
        history=FileHistory(str(history)), completer=completer(commands, names), complete_while_typing=True
    )
    while True:
        try:
            yield session.prompt(_PROMPT)
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def completer(commands: Collection[str], names: Callable[[], Sequence[str]]) -> Completer:
    """Return what completes commands, the files that they name, and names in a question."""
    from prompt_toolkit.completion import Completer, Completion, PathCompleter, WordCompleter
    from prompt_toolkit.document import Document

    named = WordCompleter([one.split()[0] for one in commands], sentence=True)
    with_file = {one.split()[0] for one in commands if one.endswith(" FILE")}

    class Typed(Completer):
        def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
            text = document.text_before_cursor
            command, space, rest = text.partition(" ")
            if not text.startswith("/"):
                yield from _begun(text)
            elif not space:
                yield from named.get_completions(document, complete_event)
            elif command in with_file:
                yield from PathCompleter(expanduser=True).get_completions(Document(rest), complete_event)

    def _begun(text: str) -> Iterator[Completion]:
        found = _WRITTEN.search(text)
        written = found.group().casefold() if found else ""
        if len(written) >= _LEAST_CHARS:
            for name in names():
                if any(word.startswith(written) for word in name.casefold().split()) and written != name.casefold():
                    yield Completion(name, -len(written))

    return Typed()
