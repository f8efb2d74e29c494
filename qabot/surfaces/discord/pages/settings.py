"""The page of /settings: all settings of a server in one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.surfaces.discord.pages.escape import escape_markdown

if TYPE_CHECKING:
    from collections.abc import Collection

    from qabot.surfaces.discord.permissions.channel_context import Collections
    from qabot.surfaces.discord.permissions.servers import ServerSettings

_LISTED = 30


def settings_lines(settings: ServerSettings, bound: Collections, cooldown_s: float) -> str:
    """Return the settings of a server.

    Args:
        settings: the settings of the server.
        bound: the collections that the server may ask at most.
        cooldown_s: the bot's own cooldown in seconds.
    """
    wait = f"{cooldown_s:g} s, as everywhere" if settings.cooldown_s is None else f"{settings.cooldown_s:g} s"
    lines = [
        f"**I answer in:** {_listed([f'<#{one}>' for one in settings.channels]) or 'every channel that I can see'}",
        f"**May ask:** {_listed([f'<@&{one}>' for one in settings.roles]) or 'everybody'}",
        f"**Between two questions of a person:** {wait}",
        f"**Answers:** {'private' if settings.private else 'public'} unless /ask says otherwise",
        *(["**Pages from the web:** managers may add them with /add"] if settings.adding else []),
        f"**Collections:** {_named(settings.collections)}",
    ]
    channels = sorted(settings.channel_collections.items())
    lines += [f"- <#{channel}>: {_named(names)}" for channel, names in channels[:_LISTED]]
    if len(channels) > _LISTED:
        lines.append(f"- and {len(channels) - _LISTED} more channels")
    if bound is not None:
        lines.append(f"Whoever runs me lets this server ask {_named(sorted(bound))} at most.")
    return "\n".join(lines)


def _named(names: Collection[str] | None) -> str:
    if names is None:
        return "all articles"
    return _listed([f"“{escape_markdown(name)}”" for name in names]) or "nothing"


def _listed(shown: list[str]) -> str:
    more = [f"and {len(shown) - _LISTED} more"] if len(shown) > _LISTED else []
    return ", ".join([*shown[:_LISTED], *more])
