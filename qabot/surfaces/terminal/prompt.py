"""The lines that a person types: in a terminal with editing, history and completion."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from qabot.surfaces.memory.database import make_private

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from prompt_toolkit.completion import CompleteEvent, Completer
    from prompt_toolkit.document import Document

_PROMPT = "? "
_CURRENT_WORD = re.compile(r"\w[\w'’.-]*$")
_MIN_CHARS = 2
"""Names are offered for a word from this length on."""


def read_lines(*, history: Path, commands: Collection[str], names: Callable[[], Sequence[str]]) -> Iterator[str]:
    """Yield each line that is typed; without a terminal, yield the lines of standard input.

    Ctrl-C gives a line up; on an empty line it ends the lines, like Ctrl-D.

    Args:
        history: the file that keeps what was typed, for its owner alone.
        commands: such as ``/save FILE``; completed at the beginning of a line. After ``FILE``, names of files are.
        names: returns the names that the conversation is about, best first; completed where one of their words begins.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield from sys.stdin
        return
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import FileHistory

    make_private(history)
    session: PromptSession[str] = PromptSession(
        history=FileHistory(str(history)), completer=completer(commands, names), complete_while_typing=True
    )
    while True:
        try:
            yield session.prompt(_PROMPT)
        except KeyboardInterrupt:
            if not session.default_buffer.text.strip():
                return
        except EOFError:
            return


def is_line_waiting() -> bool:
    """Return whether a line was typed on the terminal while something else was done; false where nobody can know."""
    import select

    if not sys.stdin.isatty():
        return False
    try:
        return bool(select.select([sys.stdin], [], [], 0)[0])
    except (OSError, ValueError):
        return False


def completer(commands: Collection[str], names: Callable[[], Sequence[str]]) -> Completer:
    """Return a completer for commands, for the files that they name, and for names in a question."""
    from prompt_toolkit.completion import Completer, Completion, PathCompleter, WordCompleter
    from prompt_toolkit.document import Document

    named = WordCompleter([command.split()[0] for command in commands], sentence=True)
    with_file = {command.split()[0] for command in commands if command.endswith(" FILE")}

    class LineCompleter(Completer):
        def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
            text = document.text_before_cursor
            command, space, rest = text.partition(" ")
            if not text.startswith("/"):
                yield from _complete_name(text)
            elif not space:
                yield from named.get_completions(document, complete_event)
            elif command in with_file:
                yield from PathCompleter(expanduser=True).get_completions(Document(rest), complete_event)

    def _complete_name(text: str) -> Iterator[Completion]:
        found = _CURRENT_WORD.search(text)
        begun = found.group().casefold() if found else ""
        if len(begun) < _MIN_CHARS:
            return
        for name in names():
            if any(word.startswith(begun) for word in name.casefold().split()) and begun != name.casefold():
                yield Completion(name, -len(begun))

    return LineCompleter()
