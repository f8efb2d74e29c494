"""The link that adds the bot to a server, with exactly the scopes and permissions that it uses."""

from __future__ import annotations

import base64
import binascii

from qabot.errors import DiscordUnavailable

PERMISSIONS = {
    "View Channels": 1 << 10,
    "Send Messages": 1 << 11,
    "Read Message History": 1 << 16,
    "Create Public Threads": 1 << 35,
    "Send Messages in Threads": 1 << 38,
}
SCOPES = ("bot", "applications.commands")


def invite_link(token: str) -> str:
    """Return the link. The application's id is the first part of the token, in base64.

    Raises:
        DiscordUnavailable: the token has no such part.
    """
    first = token.split(".")[0]
    try:
        application = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        application = ""
    if not application.isdigit():
        raise DiscordUnavailable(
            "The token does not name an application",
            remedy="Copy it again from the developer portal (Bot, Reset Token)",
        )
    scopes = "%20".join(SCOPES)
    permissions = sum(PERMISSIONS.values())
    return f"https://discord.com/oauth2/authorize?client_id={application}&scope={scopes}&permissions={permissions}"
