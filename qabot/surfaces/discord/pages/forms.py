"""The forms that buttons open. Whoever reads a form needs only its id, so that it outlives a restart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import discord
from discord.ui import Label, Modal, Select, TextInput

from qabot.surfaces.discord.pages.split_messages import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qabot.surfaces.discord.memory.stored_answer import StoredAnswer

FORM_IDS = re.compile(r"qabot:(?P<form>report|again|go):(?P<answer>[0-9a-f]{16})")
FORM_WORDS, FORM_NUMBER, FORM_REASON, FORM_QUESTION = "words", "number", "reason", "question"
REASONS = {
    "unsaid": "The source does not say this",
    "other": "The source is about something else",
    "old": "It is out of date",
    "part": "It leaves out something important",
}
MAX_QUESTION = 1_000
_FORM_S = 900
_OPTION_UNITS = 100
_MAX_OPTIONS = 25


class ReportForm(Modal):
    """Asks which citation is wrong, and what is wrong with it."""

    def __init__(self, answer: StoredAnswer, sources: Mapping[int, str]) -> None:
        """Ask for the citation only if there are several.

        Args:
            answer: the answer.
            sources: a name for each citation, by its number.
        """
        super().__init__(title="Wrong citation", custom_id=f"qabot:report:{answer.id}", timeout=_FORM_S)
        if answer.citations > 1:
            options = [
                discord.SelectOption(label=shorten(f"[{number}] {name}".rstrip(), _OPTION_UNITS), value=str(number))
                for number, name in sources.items()
            ]
            which: Select[Modal] = Select(custom_id=FORM_NUMBER, options=options[:_MAX_OPTIONS])
            self.add_item(Label(text="Which citation?", component=which))
        reasons = [discord.SelectOption(label=label, value=value) for value, label in REASONS.items()]
        why: Select[Modal] = Select(custom_id=FORM_REASON, options=reasons, required=False, placeholder="Choose")
        self.add_item(Label(text="What is wrong with it?", component=why))
        words: TextInput[Modal] = TextInput(
            custom_id=FORM_WORDS, style=discord.TextStyle.paragraph, required=False, max_length=1_000
        )
        self.add_item(Label(text="In your words, if you like", component=words))


class QuestionForm(Modal):
    """Asks for a question."""

    def __init__(self, form: str, answer: StoredAnswer, *, title: str, question: str = "") -> None:
        """Make the form.

        Args:
            form: "again" or "go".
            answer: from which it is opened.
            title: its title.
            question: what stands in it at first.
        """
        super().__init__(title=title, custom_id=f"qabot:{form}:{answer.id}", timeout=_FORM_S)
        field: TextInput[Modal] = TextInput(
            custom_id=FORM_QUESTION,
            style=discord.TextStyle.paragraph,
            default=question[:MAX_QUESTION] or None,
            max_length=MAX_QUESTION,
        )
        self.add_item(Label(text="Your question", component=field))
