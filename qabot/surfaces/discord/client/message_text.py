"""What a message asks, and what it quotes: lines that begin with ">", or the message that it replies to."""

from __future__ import annotations

import re
from typing import NamedTuple

import discord

_QUOTED_LINE = re.compile(r"^> ?(.*)$")
_QUOTED_REST = ">>> "


class Said(NamedTuple):
    """What a message says.

    Attributes:
        question: what it asks; ``""`` for nothing.
        quote: what it quotes; ``""`` for nothing.
    """

    question: str
    quote: str


def said_in(message: discord.Message, bot_id: int) -> Said:
    """Return what a message asks, without the mention of the bot, and what it quotes.

    A message that only quotes asks what it quotes. Discord gives the bot the text of the message that is replied to
    only if that mentions the bot too, or in direct messages.
    """
    quote, question = _parted(_without_mention(message.content, bot_id))
    reference = message.reference.resolved if message.reference else None
    if not quote and isinstance(reference, discord.Message) and not reference.author.bot:
        quote = " ".join(_without_mention(reference.content, bot_id).split())
    return Said(question, quote) if question else Said(quote, "")


def _parted(text: str) -> tuple[str, str]:
    """Return the quoted lines of a text and its other lines, each on one line."""
    quoted: list[str] = []
    own: list[str] = []
    before, mark, rest = text.partition(_QUOTED_REST)
    if mark and (not before or before.endswith("\n")):
        quoted.append(rest)
        text = before
    for line in text.splitlines():
        found = _QUOTED_LINE.match(line)
        (quoted if found else own).append(found[1] if found else line)
    return " ".join(" ".join(quoted).split()), " ".join(" ".join(own).split())


def _without_mention(text: str, bot_id: int) -> str:
    return re.sub(rf"<@!?{bot_id}>[^\S\n]*", "", text)
