"""Reads the bot's token from the environment or a file; it is never in config.toml and never logged."""

from __future__ import annotations

import os
import re
from pathlib import Path

from qabot.errors import DiscordUnavailable

VARIABLE = "DISCORD_TOKEN"
_REMEDY = (
    f"Set {VARIABLE}, or name a file in [discord] token_file, to the token from the developer portal (Bot, Reset Token)"
)


def read_token(token_file: str) -> str:
    """Return the token from the environment, else from the file.

    Raises:
        DiscordUnavailable: there is no token, or it has characters that no token has. The error never contains it.
    """
    token = os.environ.get(VARIABLE, "").strip()
    where = VARIABLE
    if not token and token_file:
        where = token_file
        try:
            token = Path(token_file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as err:
            reason = err.strerror if isinstance(err, OSError) else "it is not UTF-8"
            raise DiscordUnavailable(f"The token file {token_file} cannot be read: {reason}", remedy=_REMEDY) from err
    if not token:
        raise DiscordUnavailable("The bot has no token", remedy=_REMEDY)
    if not re.fullmatch(r"[!-~]+", token):
        raise DiscordUnavailable(f"{where} does not hold a token", remedy=_REMEDY)
    return token
