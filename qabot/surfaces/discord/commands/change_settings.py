"""Changes to a server's settings: each function returns the new settings and a sentence about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.surfaces.discord.pages.escape import escape_markdown
from qabot.surfaces.discord.permissions.refused import Refused

if TYPE_CHECKING:
    from typing import TypeAlias

    from qabot.surfaces.discord.permissions.servers import ServerSettings

    Changed: TypeAlias = tuple[ServerSettings, str]

_SHOW_LISTS = "/settings show lists what was added"


def add_channel(now: ServerSettings, channel: int) -> Changed:
    """Add a channel to those in which the bot answers."""
    added = tuple(dict.fromkeys((*now.channels, channel)))
    return now.model_copy(update={"channels": added}), f"I answer in <#{channel}>."


def remove_channel(now: ServerSettings, channel: int) -> Changed:
    """Remove a channel from those in which the bot answers.

    Raises:
        Refused: the channel was not added, or it is the only one.
    """
    left = tuple(one for one in now.channels if one != channel)
    if len(left) == len(now.channels):
        raise Refused("This channel was not added", remedy=_SHOW_LISTS)
    if not left:
        raise Refused(
            "It is the only channel in which I answer",
            remedy="Add another channel first, or send /settings channels everywhere",
        )
    return now.model_copy(update={"channels": left}), f"I no longer answer in <#{channel}>."


def add_role(now: ServerSettings, role: int) -> Changed:
    """Add a role to those that may ask."""
    added = tuple(dict.fromkeys((*now.roles, role)))
    return now.model_copy(update={"roles": added}), "People with this role may ask."


def remove_role(now: ServerSettings, role: int) -> Changed:
    """Remove a role from those that may ask.

    Raises:
        Refused: the role was not added, or it is the only one.
    """
    left = tuple(one for one in now.roles if one != role)
    if len(left) == len(now.roles):
        raise Refused("This role was not added", remedy=_SHOW_LISTS)
    if not left:
        raise Refused(
            "It is the only role that may ask", remedy="Add another role first, or send /settings roles everyone"
        )
    return now.model_copy(update={"roles": left}), "People who have only this role may no longer ask."


def allow_collection(now: ServerSettings, name: str, channel: int | None, *, known: bool) -> Changed:
    """Add a collection to the list of a channel, or to the list for all channels without their own.

    Raises:
        Refused: there is no such collection (``known`` is false).
    """
    if not known:
        raise Refused(f"There is no collection “{escape_markdown(name)}”", remedy="Choose one of the suggestions")
    names = tuple(dict.fromkeys((*(_list_of(now, channel) or ()), name)))
    return with_collections(now, channel, names), f"{channel_name(channel)} may ask {_quoted(names)} and nothing else."


def forbid_collection(now: ServerSettings, name: str, channel: int | None) -> Changed:
    """Remove a collection from the list of a channel, or from the list for all channels without their own.

    Raises:
        Refused: there is no list yet, or the collection is not in it.
    """
    names = _list_of(now, channel)
    if names is None:
        raise Refused(
            f"{channel_name(channel)} may ask all articles",
            remedy="First say what it may ask: /settings collections allow",
        )
    if name not in names:
        raise Refused(f"“{escape_markdown(name)}” was not allowed", remedy="/settings show lists what is allowed")
    left = tuple(one for one in names if one != name)
    return with_collections(now, channel, left), f"{channel_name(channel)} may now ask {_quoted(left) or 'nothing'}."


def inherit_collections(now: ServerSettings, channel: int) -> Changed:
    """Remove the list of a channel, so that the list for all other channels applies to it."""
    others = {one: names for one, names in now.channel_collections.items() if one != channel}
    return now.model_copy(update={"channel_collections": others}), f"<#{channel}> no longer has a list of its own."


def with_collections(now: ServerSettings, channel: int | None, names: tuple[str, ...] | None) -> ServerSettings:
    """Return the settings with another list of collections; ``None`` in place of a list means all articles."""
    if channel is None:
        return now.model_copy(update={"collections": names})
    return now.model_copy(update={"channel_collections": {**now.channel_collections, channel: names}})


def channel_name(channel: int | None) -> str:
    """Return what a list of collections applies to, for the beginning of a sentence."""
    return "Every channel without a list of its own" if channel is None else f"<#{channel}>"


def _list_of(now: ServerSettings, channel: int | None) -> tuple[str, ...] | None:
    """Return the list to change: that of the channel (a new one is empty), or that of all other channels."""
    return now.collections if channel is None else now.channel_collections.get(channel)


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f"“{escape_markdown(name)}”" for name in names)
