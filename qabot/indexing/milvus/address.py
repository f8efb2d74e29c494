"""Where Milvus is and with which token: from settings, the environment or a file, never in a log."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from qabot.errors import ConfigError

VARIABLE = "MILVUS_TOKEN"
TOKEN_REMEDY = f"Set {VARIABLE}, or name a file in [store] token_file, to user:password or an API key"


def read_token(token_file: str) -> str:
    """Return Milvus's token; the environment comes before the file, and no token is fine.

    Raises:
        ConfigError: the file cannot be read, or what is there is no token. The token is never in the error.
    """
    token, where = os.environ.get(VARIABLE, "").strip(), VARIABLE
    if not token and token_file:
        where = token_file
        try:
            token = Path(token_file).expanduser().read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as err:
            reason = err.strerror if isinstance(err, OSError) else "it is not UTF-8"
            raise ConfigError(f"The token file {token_file} cannot be read: {reason}", remedy=TOKEN_REMEDY) from err
        if not token:
            raise ConfigError(f"The token file {token_file} is empty", remedy=TOKEN_REMEDY)
    if token and not re.fullmatch(r"[!-~]+", token):
        raise ConfigError(f"What {where} holds is not a token", remedy=TOKEN_REMEDY)
    return token


@dataclass(frozen=True, slots=True)
class Address:
    """How Milvus is reached.

    Attributes:
        uri: ``http://host:19530``, ``https://...``, or a path that ends in ``.db`` for milvus-lite.
        token: ``user:password`` or an API key; ``""`` for none. Never shown.
        timeout_s: the most that one call of a reader may take at a server, retries and all.
        write_timeout_s: likewise of a writer, above all for building indexes.
    """

    uri: str
    token: str = field(repr=False)
    timeout_s: float
    write_timeout_s: float

    @property
    def is_file(self) -> bool:
        """Return whether this is a milvus-lite file, which one process at a time may open."""
        return self.uri.endswith(".db")

    @property
    def patience_s(self) -> float:
        """Return how long a call of a reader may take: the first search in a file reads all of it, 13 s for 61,746."""
        return self.write_timeout_s if self.is_file else self.timeout_s
