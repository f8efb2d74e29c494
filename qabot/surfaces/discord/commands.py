"""The slash commands, and what happens when one fails or is not known."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from qabot.surfaces.discord.asking import Request
from qabot.surfaces.discord.delivery import NOBODY, InteractionReply
from qabot.surfaces.discord.layout import shorten

if TYPE_CHECKING:
    from typing import Any

    from qabot.surfaces.discord.asking import Asking

_CHOICES = 25
_CHOICE_UNITS = 100
HELP = (
    "**/ask** answers a question from the articles; every sentence has its source. You may narrow it: `source`, "
    "`after`, `before`, `as_of` (a day: 2024-12-13, last week, 2015); `private` shows the answer to you alone.\n"
    "**/search** lists passages, to you alone.\n"
    "**Ask about this**, in the menu of a message (Apps), takes the message as the question.\n"
    "**Mention me**, or write to me directly, and that is a question too.\n"
    "**/status** says what is indexed and how many questions were answered."
)
_log = logging.getLogger(__name__)


class Tree(app_commands.CommandTree[discord.Client]):
    """A command tree whose every failure is told to the person."""

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        """Answer an unknown command, or one that failed, with a sentence."""
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            said = "I do not know this command (any more). Reload Discord, then try again."
        else:
            _log.error("Interaction %s failed", interaction.id, exc_info=error)
            said = "Something went wrong on my side. Try again; whoever runs me finds it in the log."
        try:
            if interaction.response.is_done():
                await interaction.edit_original_response(content=said, allowed_mentions=NOBODY)
            elif interaction.type is not discord.InteractionType.autocomplete:
                await interaction.response.send_message(said, ephemeral=True, allowed_mentions=NOBODY)
        except discord.HTTPException as err:
            _log.warning("Interaction %s: its failure could not be told: %s", interaction.id, err)


def add_commands(tree: Tree, asking: Asking) -> None:
    """Add all slash commands to a tree."""

    @app_commands.describe(
        question="In a sentence",
        source="Only articles from this source",
        after="Only articles published on this day or later",
        before="Only articles published on this day or earlier",
        as_of="Answer as on this day: what was published later does not exist",
        private="Show the answer to me alone",
    )
    async def ask(
        interaction: discord.Interaction[Any],
        question: app_commands.Range[str, 1, 1_000],
        source: app_commands.Range[str, 1, 200] | None = None,
        after: app_commands.Range[str, 1, 60] | None = None,
        before: app_commands.Range[str, 1, 60] | None = None,
        as_of: app_commands.Range[str, 1, 60] | None = None,
        private: bool = False,
    ) -> None:
        request = Request(question, interaction.user.id, source, after, before, as_of)
        await asking.handle(request, InteractionReply(interaction, private=private))

    async def sources(_: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=name, value=name) for name in source_choices(asking.sources, current)]

    @app_commands.describe(words="Words or a sentence", source="Only articles from this source")
    async def search(
        interaction: discord.Interaction[Any],
        words: app_commands.Range[str, 1, 1_000],
        source: app_commands.Range[str, 1, 200] | None = None,
    ) -> None:
        request = Request(words, interaction.user.id, source, search=True)
        await asking.handle(request, InteractionReply(interaction, private=True))

    async def ask_about(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        request = Request(" ".join(message.content.split()), interaction.user.id)
        await asking.handle(request, InteractionReply(interaction, private=True))

    async def status(interaction: discord.Interaction[Any]) -> None:
        said = f"{asking.indexed}\nSince I started: {asking.tally.line()}"
        await interaction.response.send_message(said, ephemeral=True, allowed_mentions=NOBODY)

    async def show_help(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message(HELP, ephemeral=True, allowed_mentions=NOBODY)

    command: app_commands.Command[Any, ..., None] = app_commands.Command(
        name="ask", description="Ask the articles a question", callback=ask
    )
    command.autocomplete("source")(sources)
    tree.add_command(command)
    found: app_commands.Command[Any, ..., None] = app_commands.Command(
        name="search", description="List passages, without an answer", callback=search
    )
    found.autocomplete("source")(sources)
    tree.add_command(found)
    tree.add_command(app_commands.ContextMenu(name="Ask about this", callback=ask_about))
    tree.add_command(
        app_commands.Command(name="status", description="What is indexed, and what was asked", callback=status)
    )
    tree.add_command(app_commands.Command(name="help", description="What I can do", callback=show_help))


def source_choices(names: list[str], typed: str) -> list[str]:
    """Return the sources that a person may mean, at most 25; those that begin with what was typed come first."""
    wanted = typed.strip().casefold()
    fitting = [name for name in names if wanted in name.casefold() and shorten(name, _CHOICE_UNITS) == name]
    return sorted(fitting, key=lambda name: not name.casefold().startswith(wanted))[:_CHOICES]


def question_in(message: discord.Message, bot_id: int) -> str:
    """Return the question of a message: its text without the mention of the bot."""
    text = message.content
    for mention in (f"<@{bot_id}>", f"<@!{bot_id}>"):
        text = text.replace(mention, " ")
    return " ".join(text.split())
