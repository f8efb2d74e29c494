"""Reads what nobody may see, such as a token: from the environment or a file, never from config.toml."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from qabot.errors import ConfigError

if TYPE_CHECKING:
    from qabot.errors import QabotError


def read_secret(variable: str, file: str, *, called: str, remedy: str, error: type[QabotError] = ConfigError) -> str:
    """Return a secret, ``""`` for none. The environment comes before the file.

    Args:
        variable: of the environment.
        file: path of a file that has only the secret, ``""`` for none.
        called: what an error calls it, such as "token".
        remedy: what an error says should be done.
        error: what is raised.

    Raises:
        QabotError: the file cannot be read or is empty, or what was found has characters that no secret has. The error
            never contains the secret.
    """
    secret, where = os.environ.get(variable, "").strip(), variable
    if not secret and file:
        where = file
        try:
            secret = Path(file).expanduser().read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as err:
            reason = err.strerror if isinstance(err, OSError) else "it is not UTF-8"
            raise error(f"The {called} file {file} cannot be read: {reason}", remedy=remedy) from err
        if not secret:
            raise error(f"The {called} file {file} is empty", remedy=remedy)
    if secret and not re.fullmatch(r"[!-~]+", secret):
        raise error(f"{where} does not hold a {called}", remedy=remedy)
    return secret
