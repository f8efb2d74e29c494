"""The keys under which conversations in Discord are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qabot.surfaces.discord.permissions.access import Grant
    from qabot.surfaces.discord.permissions.channel_context import ChannelContext


def conversation_key(context: ChannelContext, grant: Grant, *, private: bool) -> str:
    """Return the key of a person's conversation in a channel or thread.

    Each set of granted collections has a conversation of its own, so that nothing from a collection that is no longer
    granted is continued. The private conversation has all turns, the public one only the public turns.
    """
    return ":".join(
        ["discord", str(context.channel), str(context.person), "private" if private else "public", grant.key]
    )


def is_conversation_of(key: str, person: int) -> bool:
    """Return whether ``conversation_key`` made this key for a person."""
    place = channel_and_person(key)
    return place is not None and place[1] == person


def channel_and_person(key: str) -> tuple[int, int] | None:
    """Return the channel and the person of a key; ``None`` for a key of another surface."""
    kind, *rest = key.split(":", 3)
    return (int(rest[0]), int(rest[1])) if kind == "discord" and len(rest) == 3 else None
