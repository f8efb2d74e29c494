"""Reads the bot's token from the environment or a file; it is never in config.toml and never logged."""

from __future__ import annotations

from qabot.errors import DiscordUnavailable
from qabot.secret import read_secret

VARIABLE = "DISCORD_TOKEN"
_REMEDY = (
    f"Set {VARIABLE}, or name a file in [discord] token_file, to the token from the developer portal (Bot, Reset Token)"
)


def read_token(token_file: str) -> str:
    """Return the token from the environment, else from the file.

    Raises:
        DiscordUnavailable: there is no token, or it has characters that no token has. The error never contains it.
    """
    token = read_secret(VARIABLE, token_file, called="token", remedy=_REMEDY, error=DiscordUnavailable)
    if not token:
        raise DiscordUnavailable("The bot has no token", remedy=_REMEDY)
    return token
