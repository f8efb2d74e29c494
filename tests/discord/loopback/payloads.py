"""What Discord sends: users, servers, interactions, messages, with the keys that discord.py reads."""

from typing import Any

APPLICATION = "100"
BOT = {"id": APPLICATION, "username": "qabot", "discriminator": "0", "avatar": None, "bot": True, "global_name": None}
GUILD = "9000"
CHANNEL = "7000"
PRIVATE = "8000"
"""The channel of a direct message."""
NOW = "2026-01-01T00:00:00+00:00"
ALL_PERMISSIONS = str((1 << 50) - 1)
NOT_MANAGING = str((1 << 50) - 1 & ~(1 << 3 | 1 << 5 | 1 << 13))
"""All but Administrator, Manage Server and Manage Messages."""


def person(number: int) -> dict[str, Any]:
    """Return a user."""
    return {
        "id": str(number),
        "username": f"person{number}",
        "discriminator": "0",
        "avatar": None,
        "global_name": None,
    }


def member(number: int, *, roles: tuple[str, ...] = (), permissions: str = NOT_MANAGING) -> dict[str, Any]:
    """Return a user as a member of the server."""
    return {
        "user": person(number),
        "roles": list(roles),
        "joined_at": NOW,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "permissions": permissions,
    }


def channel(number: str = CHANNEL, *, kind: int = 0, name: str = "questions") -> dict[str, Any]:
    """Return a channel of a server."""
    return {
        "id": number,
        "type": kind,
        "name": name,
        "position": 0,
        "permission_overwrites": [],
        "parent_id": None,
        "nsfw": False,
        "guild_id": GUILD,
    }


def thread(number: str, place: str = CHANNEL, name: str = "on the bridge") -> dict[str, Any]:
    """Return a thread of a channel."""
    return channel(number, kind=11, name=name) | {
        "parent_id": place,
        "owner_id": "1",
        "message_count": 1,
        "member_count": 1,
        "thread_metadata": {
            "archived": False,
            "auto_archive_duration": 60,
            "archive_timestamp": NOW,
            "locked": False,
        },
    }


def guild(number: str = GUILD) -> dict[str, Any]:
    """Return a server with two channels, in which everybody may read and write."""
    role = {"id": number, "name": "@everyone", "permissions": NOT_MANAGING, "position": 0, "color": 0}
    role |= {"hoist": False, "managed": False, "mentionable": False, "flags": 0}
    return {
        "id": number,
        "name": "Server",
        "owner_id": "1",
        "channels": [channel(), channel("7001", name="elsewhere")],
        "roles": [role, role | {"id": "77", "name": "askers", "position": 1}],
        "members": [member(int(APPLICATION)) | {"user": BOT}],
        "emojis": [],
        "stickers": [],
        "features": [],
        "threads": [],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "member_count": 2,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "system_channel_flags": 0,
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "nsfw_level": 0,
        "afk_timeout": 0,
        "premium_progress_bar_enabled": False,
    }


def message(number: str, place: str, author: dict[str, Any], payload: dict[str, Any]) -> dict[str, Any]:
    """Return a message with every key that discord.py reads; ``payload`` is what was sent."""
    return {
        "id": number,
        "channel_id": place,
        "type": 0,
        "content": payload.get("content") or "",
        "embeds": payload.get("embeds") or [],
        "attachments": [],
        "components": payload.get("components") or [],
        "author": author,
        "timestamp": NOW,
        "edited_timestamp": None,
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
        "pinned": False,
        "tts": False,
        "flags": payload.get("flags") or 0,
        **({"nonce": payload["nonce"]} if "nonce" in payload else {}),
    }


def interaction(
    number: str,
    *,
    kind: int,
    token: str,
    data: dict[str, Any],
    user: int,
    place: str = CHANNEL,
    roles: tuple[str, ...] = (),
    permissions: str = NOT_MANAGING,
    context: str = "guild",
) -> dict[str, Any]:
    """Return an interaction.

    Args:
        number: its id.
        kind: 2 a command, 3 a button, 4 autocomplete, 5 a modal.
        token: for its callback and webhook.
        data: of the command, button or modal.
        user: who asks.
        place: the channel.
        roles: of the member.
        permissions: of the member.
        context: ``guild``, ``direct`` (with the bot), ``group`` (a private channel without it), or ``installed``
            (a server that the bot is not in, used by somebody who has it with them).
    """
    common = {
        "id": number,
        "type": kind,
        "token": token,
        "version": 1,
        "application_id": APPLICATION,
        "attachment_size_limit": 10_485_760,
        "data": data,
        "channel_id": place,
        "locale": "en-US",
        "entitlements": [],
        "app_permissions": ALL_PERMISSIONS,
    }
    if context == "guild":
        who = {"guild_id": GUILD, "member": member(user, roles=roles, permissions=permissions)}
        return common | who | {"channel": channel(place), "context": 0, "authorizing_integration_owners": {"0": GUILD}}
    if context == "installed":
        away = {"guild_id": "9999", "guild": {"id": "9999", "features": [], "locale": "en-US"}, "app_permissions": "0"}
        who = {"member": member(user), "channel": channel(place) | {"guild_id": "9999"}}
        return common | away | who | {"context": 0, "authorizing_integration_owners": {"1": str(user)}}
    direct = context == "direct"
    group = {"id": place, "type": 1 if direct else 3, "recipients": [person(user)], "name": None, "icon": None}
    owners = {"0": "0"} if direct else {"1": str(user)}
    return common | {
        "user": person(user),
        "channel": group | ({} if direct else {"owner_id": str(user)}),
        "context": 1 if direct else 2,
        "authorizing_integration_owners": owners,
    }


def application() -> dict[str, Any]:
    """Return the bot's application."""
    return {
        "id": APPLICATION,
        "name": "qabot",
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": person(1),
        "verify_key": "x",
        "flags": 0,
    }
