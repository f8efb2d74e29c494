"""Explains why a call of Milvus failed: what the person who asked can do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qabot.errors import IndexProblem, IndexReplaced, StoreDenied, StoreUnavailable
from qabot.indexing.milvus.address import TOKEN_REMEDY

if TYPE_CHECKING:
    from qabot.indexing.milvus.address import Address

_DENIED_WORDS = ("auth check failure", "unauthenticated", "permission deny", "permissiondenied", "permission denied")
_GONE = 100
_ALIAS_GONE = 1600
_DEADLINE_WORDS = ("deadline", "timeout", "timed out")


def explained(err: Exception, address: Address) -> IndexProblem:
    """Return a failure of pymilvus, gRPC or the connection as an error with a remedy, without the token."""
    import grpc

    code = _code(err)
    words = f"{code} {getattr(err, 'message', '')} {err}".lower()
    uri = address.uri
    denied = {grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED}
    if denied & {_code(one) for one in _causes(err)} or any(said in words for said in _DENIED_WORDS):
        given = "refuses the token" if address.token else "wants a token"
        return StoreDenied(
            f"Milvus at {uri} {given}",
            remedy=TOKEN_REMEDY,
        )
    if code in (_GONE, _ALIAS_GONE):
        return IndexReplaced("The index was replaced by a newer one while it was read", remedy="Try again")
    if address.is_file and ("open local milvus" in words or "lock" in words):
        return StoreUnavailable(
            f"{uri} cannot be opened: another process may have it open, or it is no milvus-lite file",
            remedy="Stop that process, or run a milvus-lite server on it and name that in [store] uri",
        )
    if code == grpc.StatusCode.DEADLINE_EXCEEDED or any(said in words for said in _DEADLINE_WORDS):
        return StoreUnavailable(
            f"Milvus at {uri} did not answer within {address.patience_s:g} s",
            remedy="Try again; if it is always slow, raise [store] timeout_s",
        )
    if code == grpc.StatusCode.UNAVAILABLE or "connect" in words or "unavailable" in words:
        return StoreUnavailable(
            f"Milvus at {uri} cannot be reached", remedy="Check that it runs, and [store] uri in config.toml"
        )
    said = getattr(err, "message", "") or str(err)
    return IndexProblem(f"Milvus at {uri} refuses: {said[:300]}", remedy="Check its log, then try again")


def _code(err: BaseException) -> Any:  # noqa: ANN401 - a number of Milvus's or a status of gRPC's
    code = getattr(err, "code", None)
    return code() if callable(code) else code


def _causes(err: BaseException) -> list[BaseException]:
    """Return an error and its causes: when a token is refused, pymilvus only says that it cannot connect.

    An error of pymilvus can be its own cause.
    """
    found: list[BaseException] = []
    one: BaseException | None = err
    while one and one not in found:
        found.append(one)
        one = one.__cause__ or one.__context__
        if one in found:
            one = found[-1].__context__
    return found
