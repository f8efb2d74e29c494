"""``qabot chat``: questions one after another, each understood with what was asked and said before."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from qabot.errors import QabotError
from qabot.surfaces.cli.common import (
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
    ensure_index,
    open_console,
    open_qabot,
    read_days,
)

if TYPE_CHECKING:
    from rich.console import Console

    from qabot.app.qabot import Qabot
    from qabot.model import Conversation, Scope
    from qabot.surfaces.memory.conversations import Sessions

KEY = "terminal"
COMMANDS = {
    "/sources": "the last answer's sources, with their passages",
    "/why": "how the last answer came about",
    "/new": "begin a new conversation",
    "/save FILE": "write this conversation as Markdown",
    "/help": "this list",
    "/quit": "leave; qabot chat -c goes on from here",
}


def chat_command(
    resume: Annotated[bool, typer.Option("--continue", "-c", help="Go on with the last conversation.")] = False,
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
    """Ask question after question; "and the other one?" is understood. /help lists what else can be typed."""
    from qabot.question.resolve import names_in
    from qabot.question.scope import scope_of
    from qabot.surfaces.cli.prompt import typed_lines
    from qabot.surfaces.memory.conversations import TABLE, Sessions
    from qabot.surfaces.memory.database import open_state

    qabot = open_qabot(config, corpus, index, backend)
    days = read_days(as_of=as_of, after=after, before=before)
    ensure_index(qabot, no_color=no_color)
    scope = scope_of(
        qabot.library,
        source=source,
        collections=collection or None,
        as_of=days.as_of,
        after=days.after,
        before=days.before,
    )
    sessions = Sessions(open_state(qabot.builds.index, TABLE), expiry_days=qabot.settings.conversation.remember_days)
    talk = Chat(qabot, scope, sessions, open_console(no_color=no_color), resume=resume)
    lines = typed_lines(
        history=qabot.builds.index / "chat-history", commands=COMMANDS, names=lambda: names_in(talk.conversation)
    )
    for line in lines:
        if not talk.take(line):
            return


class Chat:
    """A conversation in a terminal: takes lines, prints answers."""

    def __init__(self, qabot: Qabot, scope: Scope, sessions: Sessions, out: Console, *, resume: bool) -> None:
        """Begin anew, or where the last conversation stopped."""
        from qabot.model import Conversation

        self._qabot, self._scope, self._sessions, self._out = qabot, scope, sessions, out
        self.conversation: Conversation = sessions.get(KEY) if resume else Conversation()
        for turn in self.conversation.turns[-1:]:
            self._say(f"Going on after: {turn.question}")

    def take(self, line: str) -> bool:
        """Answer a question or obey a command; return whether to go on."""
        text = line.strip()
        command, _, rest = text.partition(" ")
        if command in ("/quit", "/exit"):
            return False
        try:
            if text.startswith("/"):
                self._obey(command, rest.strip())
            elif text:
                self._answer(text)
        except QabotError as err:
            sys.stderr.write(f"qabot: {err}\n")
        except KeyboardInterrupt:
            self._say("Stopped.")
        return True

    def _answer(self, question: str) -> None:
        from qabot.surfaces.memory.conversations import turn_of
        from qabot.surfaces.terminal.answer import print_wide, render_answer

        self._qabot.refreshed()
        answer = self._qabot.ask(question, scope=self._scope, conversation=self.conversation)
        if answer.standalone_question != " ".join(question.split()):
            self._say(f"→ {answer.standalone_question}")
        print_wide(self._out, render_answer(answer, article=self._qabot.store.article, link=self._qabot.link))
        self.conversation = self.conversation.followed_by(turn_of(question, answer))
        self._sessions.put(KEY, self.conversation)

    def _obey(self, command: str, rest: str) -> None:
        if command == "/new":
            from qabot.model import Conversation

            self.conversation = Conversation()
            self._say("A new conversation.")
        elif command in ("/sources", "/why"):
            self._tell_more(command)
        elif command == "/save":
            self._save(rest)
        else:
            if command != "/help":
                self._say(f"There is no command {command}.")
            for name, does in COMMANDS.items():
                self._say(f"{name:12} {does}")

    def _tell_more(self, command: str) -> None:
        from qabot.surfaces.terminal.answer import print_wide, render_answer
        from qabot.surfaces.terminal.explanation import render_explanation

        last = self.conversation.turns[-1].answer if self.conversation.turns else None
        if last is None:
            self._say("Nothing was answered here yet.")
        elif command == "/why":
            print_wide(self._out, render_explanation(last, article=self._qabot.store.article))
        else:
            shown = render_answer(last, article=self._qabot.store.article, link=self._qabot.link, passages=5)
            print_wide(self._out, shown)

    def _save(self, name: str) -> None:
        from pathlib import Path

        if not name:
            self._say("Name a file: /save talk.md")
            return
        try:
            with Path(name).expanduser().open("x", encoding="utf-8") as file:
                file.write(transcript(self.conversation))
        except FileExistsError:
            self._say(f"{name} is there already; name another file.")
        except OSError as err:
            self._say(f"{name} cannot be written: {err.strerror}")
        else:
            self._say(f"Saved in {name}.")

    def _say(self, line: str) -> None:
        from rich.text import Text

        from qabot.surfaces.wording import sanitize

        self._out.print(Text("  " + sanitize(line), "dim"), soft_wrap=True)


def transcript(conversation: Conversation) -> str:
    """Return a conversation as Markdown: each question, what it was taken for, what was said, and from where."""
    parts = []
    for turn in conversation.turns:
        parts.append(f"**{turn.question}**")
        if turn.standalone_question != turn.question:
            parts.append(f"*{turn.standalone_question}*")
        parts.append(turn.said.replace("\n", "\n\n") or "The articles do not say.")
        if turn.answer is not None:
            parts += [
                f"{one.number}. {one.article.title or one.article.path}: “{one.quote}” {one.link}"
                for one in turn.answer.citations
            ]
    return "\n\n".join(parts) + "\n"
