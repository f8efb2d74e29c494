"""The slash commands that everybody has, and what happens when one fails or is not known."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord import app_commands

from qabot.surfaces.discord.asking.articles import CHOICES, value_of
from qabot.surfaces.discord.asking.delivery import NOBODY, InteractionReply, tell
from qabot.surfaces.discord.asking.question_queue import Refused
from qabot.surfaces.discord.asking.request import Request
from qabot.surfaces.discord.pages.articles import article_blocks, articles_line, several_blocks, sources_blocks
from qabot.surfaces.discord.pages.split_messages import pack, shorten, units
from qabot.surfaces.discord.permissions.place import place_of
from qabot.surfaces.wording import format_day

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from qabot.model import ArticleSummary
    from qabot.surfaces.discord.asking.service import Asking
    from qabot.surfaces.discord.permissions.place import Collections, Place

_CHOICE_UNITS = 100
EVERYWHERE: dict[str, Any] = {
    "allowed_contexts": app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
    "allowed_installs": app_commands.AppInstallationType(guild=True, user=True),
}
"""Commands that also work in direct messages, and for people who installed the app for themselves."""
HELP = (
    "**/ask** answers a question from the articles; every sentence has its source. You may narrow it: `source`, "
    "`after`, `before`, `as_of` (a day: 2024-12-13, last week, 2015); `private` shows the answer to you alone; "
    "`follow_up` goes on from your last question here.\n"
    "**Reply** to my answer, or mention me in a thread, and I understand “and when was it built?”. "
    "In direct messages every question may go on from the one before.\n"
    "**Under an answer**: *Passages* shows what I read, *Share* makes a private answer public, 👍 and 👎 say whether "
    "it is right, *Wrong citation* says which source is not, *Delete* removes your answer.\n"
    "**/search** lists passages, **/sources** shows an article; both to you alone.\n"
    "**Ask about this**, in the menu of a message (Apps), takes the message as the question.\n"
    "**Mention me**, or write to me directly, and that is a question too.\n"
    "**/status** says what is indexed and how many questions were answered; **/forget** makes me forget what "
    "you asked, what I said to you, and your votes."
)
_log = logging.getLogger(__name__)


class Tree(app_commands.CommandTree[discord.Client]):
    """A command tree whose every failure is told to the person."""

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        """Answer an unknown command, or one that failed, with a sentence."""
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            said = "I do not know this command (any more). Reload Discord, then try again."
        elif isinstance(error, app_commands.MissingPermissions):
            said = "This is for those who may manage the server (Manage Server)."
        elif isinstance(error, app_commands.NoPrivateMessage):
            said = "This works in servers only."
        else:
            _log.error("Interaction %s failed", interaction.id, exc_info=error)
            said = "Something went wrong on my side. Try again; whoever runs me finds it in the log."
        try:
            if interaction.response.is_done():
                await interaction.edit_original_response(content=said, allowed_mentions=NOBODY)
            elif interaction.type is not discord.InteractionType.autocomplete:
                await tell(interaction, said)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as err:
            _log.warning("Interaction %s: its failure could not be told: %s", interaction.id, err)


def add_commands(tree: Tree, asking: Asking) -> None:
    """Add the commands that everybody has to a tree."""

    @app_commands.describe(
        question="In a sentence",
        source="Only articles from this source",
        after="Only articles published on this day or later",
        before="Only articles published on this day or earlier",
        as_of="Answer as on this day: what was published later does not exist",
        private="Show the answer to me alone",
        follow_up="Go on from my last question here",
    )
    async def ask(
        interaction: discord.Interaction[Any],
        question: app_commands.Range[str, 1, 1_000],
        source: app_commands.Range[str, 1, 200] | None = None,
        after: app_commands.Range[str, 1, 60] | None = None,
        before: app_commands.Range[str, 1, 60] | None = None,
        as_of: app_commands.Range[str, 1, 60] | None = None,
        private: bool | None = None,
        follow_up: bool = False,
    ) -> None:
        place = place_of(interaction)
        alone = asking.private(place, private)
        request = Request(question, place, source, after, before, as_of, private=alone, follow_up=follow_up)
        await asking.handle(request, InteractionReply(interaction, private=alone))

    async def sources(interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
        try:
            collections = asking.access.grant(place_of(interaction)).collections
        except Refused:
            return []
        names = (await asking.shelf.glance()).sources(collections)
        return [app_commands.Choice(name=name, value=name) for name in source_choices(sorted(names), current)]

    async def titles(interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
        try:
            collections = asking.access.grant(place_of(interaction)).collections
        except Refused:
            return []
        found = (await asking.shelf.glance()).titles(current, collections)
        return [app_commands.Choice(name=article_choice(one), value=value_of(one)) for one in found[:CHOICES]]

    @app_commands.describe(words="Words or a sentence", source="Only articles from this source")
    async def search(
        interaction: discord.Interaction[Any],
        words: app_commands.Range[str, 1, 1_000],
        source: app_commands.Range[str, 1, 200] | None = None,
    ) -> None:
        request = Request(words, place_of(interaction), source, search=True, private=True)
        await asking.handle(request, InteractionReply(interaction, private=True))

    @app_commands.describe(article="Its title, or a part of it; without it: a list of the sources")
    async def show_sources(
        interaction: discord.Interaction[Any], article: app_commands.Range[str, 1, 200] | None = None
    ) -> None:
        await asking.show(
            InteractionReply(interaction, private=True), lambda: _shown(asking, place_of(interaction), article)
        )

    async def ask_about(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        request = Request(" ".join(message.content.split()), place_of(interaction), private=True)
        await asking.handle(request, InteractionReply(interaction, private=True))

    async def status(interaction: discord.Interaction[Any]) -> None:
        await asking.show(InteractionReply(interaction, private=True), lambda: _status(asking, place_of(interaction)))

    async def show_help(interaction: discord.Interaction[Any]) -> None:
        await tell(interaction, HELP)

    async def forget(interaction: discord.Interaction[Any]) -> None:
        await tell(interaction, asking.memory.forget(interaction.user.id))

    command: app_commands.Command[Any, ..., None] = app_commands.Command(
        name="ask", description="Ask the articles a question", callback=ask, **EVERYWHERE
    )
    command.autocomplete("source")(sources)
    tree.add_command(command)
    found: app_commands.Command[Any, ..., None] = app_commands.Command(
        name="search", description="List passages, without an answer", callback=search, **EVERYWHERE
    )
    found.autocomplete("source")(sources)
    tree.add_command(found)
    listed: app_commands.Command[Any, ..., None] = app_commands.Command(
        name="sources", description="Show an article, or list the sources", callback=show_sources, **EVERYWHERE
    )
    listed.autocomplete("article")(titles)
    tree.add_command(listed)
    tree.add_command(app_commands.ContextMenu(name="Ask about this", callback=ask_about, **EVERYWHERE))
    tree.add_command(
        app_commands.Command(
            name="status", description="What is indexed, and what was asked", callback=status, **EVERYWHERE
        )
    )
    tree.add_command(
        app_commands.Command(
            name="forget", description="Forget all that I remember of you", callback=forget, **EVERYWHERE
        )
    )
    tree.add_command(app_commands.Command(name="help", description="What I can do", callback=show_help, **EVERYWHERE))


async def _shown(asking: Asking, place: Place, article: str | None) -> list[list[str]]:
    """Return an article, or the sources.

    Raises:
        QabotError: the person may not ask here, or the index cannot be read.
    """
    collections = asking.access.grant(place).collections
    shown = await asking.shelf.renewed()
    if article is None:
        return pack(sources_blocks(shown.sources(collections), len(shown.seen(collections))))
    named = shown.named(article, collections)
    if len(named) != 1:
        return pack(several_blocks(article, named))
    corpus = str(asking.qabot.corpus)
    return await asking.shelf.read(lambda library: pack(article_blocks(named[0], library, corpus=corpus)))


async def _status(asking: Asking, place: Place) -> list[list[str]]:
    """Return what is indexed of what the person may ask, and the counts of questions.

    Raises:
        QabotError: the index cannot be read, or the person may ask nothing here.
    """
    collections: Collections = asking.access.grant(place).collections
    shown = await asking.shelf.renewed()
    lines = [
        articles_line(shown.seen(collections), shown.build, shown.made),
        f"Since I started: {asking.tally.line()}.",
    ]
    if asking.reindexing.state:
        lines.append(
            f"The articles are being indexed. {asking.reindexing.state if collections is None else ''}".rstrip()
        )
    return [["\n".join(lines)]]


def article_choice(article: ArticleSummary) -> str:
    """Return how an article is suggested: title, source and day, so that two of one title can be told apart."""
    day = format_day(article.published) if article.published else ""
    facts = "".join(f" · {fact}" for fact in (shorten(article.source, _CHOICE_UNITS // 3), day) if fact)
    return shorten(article.title or article.path, _CHOICE_UNITS - units(facts)) + facts


def source_choices(names: Collection[str], typed: str) -> list[str]:
    """Return the sources that a person may mean, at most 25; those that begin with what was typed come first."""
    wanted = typed.strip().casefold()
    fitting = [name for name in names if wanted in name.casefold() and shorten(name, _CHOICE_UNITS) == name]
    return sorted(fitting, key=lambda name: not name.casefold().startswith(wanted))[:CHOICES]


def question_in(message: discord.Message, bot_id: int) -> str:
    """Return the question of a message: its text without the mention of the bot."""
    text = message.content
    for mention in (f"<@{bot_id}>", f"<@!{bot_id}>"):
        text = text.replace(mention, " ")
    return " ".join(text.split())
