"""A conversation in a terminal: questions, commands, and what is printed for them."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from qabot.answering.talk import describe_articles, newest_first
from qabot.app.parts import make_endpoint
from qabot.errors import QabotError
from qabot.model import Conversation
from qabot.surfaces.memory.conversations import ASK, TERMINAL, turn_of
from qabot.surfaces.refusal import describe_refusal
from qabot.surfaces.terminal.answer import render_answer
from qabot.surfaces.terminal.explanation import render_explanation
from qabot.surfaces.terminal.hyperlinks import has_hyperlinks
from qabot.surfaces.terminal.printing import print_wide
from qabot.surfaces.terminal.writing import write_shown
from qabot.surfaces.wording import quotation_marks, sanitize
from qabot.text.titles import example_questions

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console, RenderableType

    from qabot.app.qabot import Qabot
    from qabot.model import Answer, Scope
    from qabot.surfaces.memory.conversations import Conversations

COMMANDS = {
    "/sources": "show the sources of the last answer, with their passages",
    "/why": "show how the last answer came about",
    "/write on": "let a language model write the answers; /write off: the articles' own sentences",
    "/new": "begin a new conversation",
    "/save FILE": "write this conversation to FILE as Markdown",
    "/help": "show this list",
    "/quit": "leave; qabot chat -c continues the conversation",
}
_LEAVING = re.compile(
    r"(?:(?:ok|okay|thanks|thank you|good|well|that(?:['’]s| is) all)[\s,.!]+)*"
    r"(?:quit|exit|bye|bye[ -]?bye|good ?bye|cya|see you(?: later| soon)?)[\s.!]*",
    re.I,
)
"""What people type who want to leave and do not know the command."""


class Chat:
    """Takes one line at a time, and prints an answer or obeys a command."""

    def __init__(
        self,
        qabot: Qabot,
        scope: Scope,
        conversations: Conversations,
        out: Console,
        *,
        resume: bool,
        writes: bool = False,
        typed_on: Callable[[], bool] = lambda: False,
    ) -> None:
        """Begin a new conversation, or continue the last one if ``resume`` is true.

        Args:
            qabot: answers.
            scope: which articles may answer.
            conversations: remembers this one.
            out: where answers are shown.
            resume: whether to continue.
            writes: whether a language model writes the answers, until /write says otherwise.
            typed_on: whether another line is waiting to be taken, so that no more time is spent on the last one.
        """
        self._qabot, self._scope, self._conversations, self._out = qabot, scope, conversations, out
        self._typed_on = typed_on
        self._writes = writes
        self._follow_ups: tuple[str, ...] = ()
        last = conversations.latest(TERMINAL, ASK)
        held = conversations.get(TERMINAL) if resume else Conversation()
        self.conversation: Conversation = held if held.turns else last if resume else Conversation(before=last.last_day)
        for turn in self.conversation.turns[-1:]:
            self._say(f"Continuing after: {turn.question}")
        if not self.conversation.turns:
            self._open()

    def close(self) -> None:
        """Say how to go on with this conversation, if there is one."""
        if self.conversation.turns:
            self._say("To go on with this conversation: qabot chat -c")

    def take(self, line: str) -> bool:
        """Answer a question or obey a command; return ``False`` if the command ends the conversation."""
        text = line.strip()
        command, _, rest = text.partition(" ")
        if command in ("/quit", "/exit"):
            return False
        if _LEAVING.fullmatch(text):
            self._say("Goodbye.")
            return False
        try:
            if text.startswith("/"):
                self._obey(command, rest.strip())
            elif text:
                self._answer(text)
        except QabotError as err:
            sys.stderr.write(f"qabot: {err}\n")
        except KeyboardInterrupt:
            self._say("Stopped. Ctrl-D leaves; qabot chat -c goes on with this conversation.")
        return True

    def _open(self) -> None:
        """Say what can be asked, and how to leave."""
        articles = newest_first(self._qabot.library.summaries(self._scope))
        examples = example_questions([article.title for article in articles])
        self._say(f"qabot: {describe_articles(articles)}.")
        if examples:
            self._say(f"Ask, for example: {' or '.join(f'“{example}”' for example in examples)}")
        self._say("/help lists the commands; Ctrl-D or /quit leaves.")

    def _answer(self, typed: str) -> None:
        """Answer a question; a number is the suggested question that has it."""
        suggested = int(typed) if typed.isdecimal() else 0
        question = self._follow_ups[suggested - 1] if 0 < suggested <= len(self._follow_ups) else typed
        self._follow_ups = ()
        self._qabot.refreshed()
        answer = self._qabot.ask(question, scope=self._scope, conversation=self.conversation)
        if answer.standalone_question != " ".join(typed.split()):
            self._say(f"→ {answer.standalone_question}")
        if self._writes:
            answer = write_shown(self._qabot, answer, conversation=self.conversation, out=self._out)
        self._show(self._rendered(answer))
        turn = turn_of(question, answer, asked_on=self._scope.as_of)
        self.conversation = self.conversation.followed_by(turn)
        self._conversations.put(TERMINAL, self.conversation)
        self._follow_ups = self._qabot.follow_ups(
            answer, scope=self._scope, conversation=self.conversation, enough=self._typed_on
        )
        if self._follow_ups and answer.notes:
            self._out.print()
        if self._follow_ups:
            self._say("To go on, type a number:")
        for number, one in enumerate(self._follow_ups, start=1):
            self._say(f"{number}  {one}")

    def _obey(self, command: str, rest: str) -> None:
        if command == "/new":
            self.conversation = Conversation(before=self.conversation.last_day)
            self._say("A new conversation.")
        elif command in ("/sources", "/why"):
            self._show_last(command)
        elif command == "/write" and rest in ("on", "off"):
            if rest == "on":
                make_endpoint(self._qabot.settings)
            self._writes = rest == "on"
            self._say("A language model writes." if self._writes else "Answers are the articles' own sentences.")
        elif command == "/save":
            self._save(rest)
        else:
            if command != "/help":
                self._say(f"There is no command {command}.")
            for name, meaning in COMMANDS.items():
                self._say(f"{name}: {meaning}")

    def _show_last(self, command: str) -> None:
        answers = (turn.answer for turn in reversed(self.conversation.turns))
        last = next((answer for answer in answers if answer and not answer.is_talk), None)
        article = self._qabot.store.article
        if last is None:
            self._say("Nothing was answered here yet.")
        elif command == "/why":
            self._show(render_explanation(last, article=article))
        else:
            self._show(self._rendered(last, passages=5))

    def _rendered(self, answer: Answer, *, passages: int = 0) -> RenderableType:
        refused = answer.status != "answered" and not answer.is_talk
        return render_answer(
            answer,
            article=self._qabot.store.article,
            link=self._qabot.link,
            refusal=describe_refusal(answer, scope=self._scope, library=self._qabot.library) if refused else "",
            passages=passages,
            quotes=bool(passages),
            hyperlinks=has_hyperlinks(self._out),
        )

    def _save(self, name: str) -> None:
        if not name:
            self._say("Name a file: /save talk.md")
            return
        try:
            write_private(Path(name).expanduser(), transcript(self.conversation))
        except FileExistsError:
            self._say(f"{name} is there already; name another file.")
        except OSError as err:
            self._say(f"{name} cannot be written: {err.strerror}")
        else:
            self._say(f"Saved in {name}.")

    def _show(self, renderable: RenderableType) -> None:
        print_wide(self._out, renderable)

    def _say(self, line: str) -> None:
        self._out.print(Text("  " + sanitize(line), "dim"), soft_wrap=True)


def write_private(file: Path, text: str) -> None:
    """Write a new file that only its owner can read.

    Raises:
        FileExistsError: the file exists.
        OSError: the file cannot be written.
    """
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text)


def transcript(conversation: Conversation) -> str:
    """Return a conversation as Markdown: each question, how it was understood, the answer and its citations."""
    parts = []
    for turn in conversation.turns:
        parts.append(f"**{turn.question}**")
        if turn.standalone_question != turn.question:
            parts.append(f"*{turn.standalone_question}*")
        parts.append(turn.said.replace("\n", "\n\n") or "The articles do not say.")
        if turn.answer is not None:
            parts += [
                f"{cited.number}. {cited.article.title or cited.article.path}:"
                f" {cited.quote.join(quotation_marks(cited))} {cited.link}"
                for cited in turn.answer.citations
            ]
    return "\n\n".join(parts) + "\n"
