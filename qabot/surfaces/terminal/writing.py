"""Shows what a language model writes while it comes: only whole sentences that are proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.surfaces.terminal.wrapping import indented
from qabot.surfaces.wording import sanitize

if TYPE_CHECKING:
    from rich.console import Console

    from qabot.app.qabot import Qabot
    from qabot.model import Answer, Conversation, WrittenSentence


def write_shown(qabot: Qabot, answer: Answer, *, conversation: Conversation, out: Console | None) -> Answer:
    """Return an answer written anew; in a terminal its sentences are seen as they come, until all of it is shown.

    Args:
        qabot: has the language model.
        answer: to be written.
        conversation: what was asked before.
        out: where it is shown; ``None`` shows nothing.

    Raises:
        ConfigError: the settings name no language model, or its key cannot be read.
    """
    if out is None or not out.is_terminal:
        return qabot.write(answer, conversation=conversation)
    from rich.live import Live
    from rich.text import Text

    seen = Text("Writing …", "dim")
    with Live(indented(seen, 2), console=out, transient=True, auto_refresh=False) as live:

        def show(sentence: WrittenSentence) -> None:
            marks = "".join(f"[{number}]" for number in sentence.citations)
            seen.append(f"\n{sanitize(sentence.text)} {marks}")
            live.update(indented(seen, 2), refresh=True)

        return qabot.write(answer, conversation=conversation, passed=show)
