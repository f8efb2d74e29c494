"""``qabot chat``: ask questions one after another; each is understood with those before it."""

from __future__ import annotations

from contextlib import closing, suppress
from typing import Annotated

import typer

from qabot.surfaces.cli.common import ensure_index, is_written, open_console, open_qabot, read_days, read_scope
from qabot.surfaces.cli.options import (
    After,
    AsOf,
    Backend,
    Before,
    Collections,
    Config,
    Corpus,
    Index,
    NoColor,
    Source,
    Write,
)


def chat_command(
    resume: Annotated[bool, typer.Option("--continue", "-c", help="Continue the last conversation.")] = False,
    write: Write = None,
    source: Source = None,
    collection: Collections = None,
    as_of: AsOf = None,
    after: After = None,
    before: Before = None,
    no_color: NoColor = False,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """Ask one question after another, also follow-ups such as "and the other one?". /help lists more commands.

    Example: qabot chat --collection syria
    """
    from qabot.question.follow_ups.mentions import names_in
    from qabot.surfaces.memory.conversations import TABLE, Conversations
    from qabot.surfaces.memory.database import open_state
    from qabot.surfaces.terminal.chat import COMMANDS, Chat
    from qabot.surfaces.terminal.prompt import is_line_waiting, read_lines

    qabot = open_qabot(config, corpus, index, backend)
    writes = is_written(qabot, write)
    days = read_days(as_of=as_of, after=after, before=before)
    ensure_index(qabot, no_color=no_color)
    scope = read_scope(qabot, source=source, collections=collection, days=days)
    with closing(open_state(qabot.builds.index, TABLE)) as state:
        conversations = Conversations(state, expiry_days=qabot.settings.conversation.remember_days)
        out = open_console(no_color=no_color)
        chat = Chat(qabot, scope, conversations, out, resume=resume, writes=writes, typed_on=is_line_waiting)
        history = qabot.builds.index / "chat-history"
        # Ctrl-C leaves like Ctrl-D; while an answer is computed, it only stops that.
        with suppress(KeyboardInterrupt):
            for line in read_lines(history=history, commands=COMMANDS, names=lambda: names_in(chat.conversation)):
                if not chat.take(line):
                    break
        chat.close()
