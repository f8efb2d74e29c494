"""The address and token of Milvus, from settings, the environment or a file."""

from __future__ import annotations

from dataclasses import dataclass, field

from qabot.secret import read_secret

VARIABLE = "MILVUS_TOKEN"
TOKEN_REMEDY = f"Set {VARIABLE}, or name a file in [store] token_file, to user:password or an API key"


def read_token(token_file: str) -> str:
    """Return the token for Milvus, ``""`` for none; see ``read_secret``."""
    return read_secret(VARIABLE, token_file, called="token", remedy=TOKEN_REMEDY)


@dataclass(frozen=True, slots=True)
class Address:
    """How Milvus is reached.

    Attributes:
        uri: ``http://host:19530``, ``https://...``, or a path that ends in ``.db`` for milvus-lite.
        token: ``user:password`` or an API key; ``""`` for none. It is never shown.
        timeout_s: the longest that one call of a reader to a server may take, with its retries.
        write_timeout_s: the longest that one call of a writer may take.
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
        """Return a reader's time for one call. The first search in a file reads all of it: 13 s at 61,746 rows."""
        return self.write_timeout_s if self.is_file else self.timeout_s
