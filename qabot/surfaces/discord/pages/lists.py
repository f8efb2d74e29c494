"""The lists of /sources: a select of sources, the articles of a source in pages, and a select of those on a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol, cast

import discord

from qabot.surfaces.discord.pages.escape import escape_markdown
from qabot.surfaces.discord.pages.split_messages import shorten
from qabot.surfaces.wording import format_count, format_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qabot.model import ArticleSummary

BUTTON_IDS = re.compile(r"qabot:list:(?P<source>[0-9a-f]{16}):(?P<page>\d{1,5})")
SELECT_IDS = re.compile(r"qabot:pick:(?P<what>source|article)")
ON_A_PAGE = 10
_MAX_OPTIONS = 25
_OPTION_UNITS = 100
_TITLE_UNITS = 200


class _Client(Protocol):
    async def listed(self, interaction: discord.Interaction[Any], what: str, value: str, page: int) -> None: ...


class PageButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.LayoutView]], template=BUTTON_IDS):
    """A button that shows a page of a source's articles; its id holds both."""

    def __init__(self, source: str, page: int, *, emoji: str = "▶️", disabled: bool = False) -> None:
        """Make a button; ``source`` is the digest of the source's name."""
        button: discord.ui.Button[discord.ui.LayoutView] = discord.ui.Button(
            emoji=emoji, disabled=disabled, custom_id=f"qabot:list:{source}:{page}"
        )
        super().__init__(button)
        self._place = (source, page)

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> PageButton:
        """Return the button that an id describes."""
        return cls(match["source"], int(match["page"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the press on."""
        await cast("_Client", interaction.client).listed(interaction, "source", *self._place)


class PickSelect(discord.ui.DynamicItem[discord.ui.Select[discord.ui.LayoutView]], template=SELECT_IDS):
    """A list from which a source or an article is chosen."""

    def __init__(self, what: str, options: Sequence[discord.SelectOption] = ()) -> None:
        """Make a list; without options, to handle a choice."""
        select: discord.ui.Select[discord.ui.LayoutView] = discord.ui.Select(
            custom_id=f"qabot:pick:{what}", placeholder=f"Choose {'an' if what[0] in 'aeiou' else 'a'} {what}"
        )
        for option in options[:_MAX_OPTIONS]:
            select.append_option(option)
        super().__init__(select)
        self._what = what

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> PickSelect:
        """Return the list that an id describes."""
        return cls(match["what"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the choice on."""
        data: Any = interaction.data or {}
        value = next(iter(data.get("values") or ()), "")
        await cast("_Client", interaction.client).listed(interaction, self._what, str(value), 0)


def source_select(sources: Mapping[str, int], digest_of: Mapping[str, str]) -> list[list[PickSelect]]:
    """Return a row with a list of the largest sources; nothing when there is none.

    Args:
        sources: how many articles each has.
        digest_of: of each name, by which it is found again.
    """
    largest = sorted(sources, key=lambda name: (-sources[name], name.casefold()))
    options = [
        discord.SelectOption(
            label=shorten(name, _OPTION_UNITS),
            value=digest_of[name],
            description=format_count(sources[name], "article"),
        )
        for name in largest
    ]
    return [[PickSelect("source", options)]] if options else []


def articles_text(source: str, articles: Sequence[ArticleSummary], page: int) -> str:
    """Return a page of a source's articles."""
    pages = -(-len(articles) // ON_A_PAGE)
    shown = articles[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    lines = [
        "- "
        + " · ".join(
            filter(
                None,
                (
                    escape_markdown(shorten(one.title or one.path, _TITLE_UNITS)),
                    format_day(one.published) if one.published else "",
                ),
            )
        )
        for one in shown
    ]
    of = f" · page {page + 1} of {pages}" if pages > 1 else ""
    return "\n".join([f"**{escape_markdown(source)}** · {format_count(len(articles), 'article')}{of}", *lines])


def articles_rows(
    digest: str, articles: Sequence[ArticleSummary], page: int, value_of: Mapping[str, str]
) -> list[list[PageButton] | list[PickSelect]]:
    """Return a list of the articles on a page, and the buttons that turn the pages if there are several.

    Args:
        digest: of the source's name.
        articles: of the source.
        page: from 0.
        value_of: the value of each article's choice, by its id.
    """
    last = -(-len(articles) // ON_A_PAGE) - 1
    options = [
        discord.SelectOption(
            label=shorten(one.title or one.path, _OPTION_UNITS),
            value=value_of[one.id],
            description=format_day(one.published) if one.published else None,
        )
        for one in articles[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    ]
    rows: list[list[PageButton] | list[PickSelect]] = [[PickSelect("article", options)]]
    if last > 0:
        back = PageButton(digest, max(page - 1, 0), emoji="◀️", disabled=page == 0)
        rows.append([back, PageButton(digest, min(page + 1, last), disabled=page == last)])
    return rows
