"""Calls Milvus, from a milvus-lite file to a cluster; the only doorway to pymilvus."""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from qabot.errors import IndexMissing, IndexReplaced, StoreUnavailable
from qabot.indexing.milvus.failures import explained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from qabot.indexing.milvus.address import Address

Kind = Literal["key", "text_key", "int", "text", "vector", "words"]
"""The type of a column: a whole-number or text primary key, INT64, VARCHAR, FLOAT_VECTOR, SPARSE_FLOAT_VECTOR."""
Row = dict[str, Any]

KEY = "key"
"""The primary key of every collection."""
TEXT_BYTES = 65_535
"""The most bytes of UTF-8 that a VARCHAR holds."""
MAX_HITS = 16_384
"""The most rows that one search returns."""
_PLACEHOLDER = "unused"
"""Every collection of Milvus needs a column of vectors."""
_NOT_LOADED = 101


class Milvus:
    """A connection. Threads may share it. A call that fails in passing is repeated until its time is up."""

    def __init__(self, address: Address) -> None:
        """Connect.

        Raises:
            StoreUnavailable: by this and every other method, when Milvus does not answer in time.
            StoreDenied: likewise, when it does not accept the token.
            IndexProblem: likewise, when it refuses for another reason.
        """
        self._address = address
        self._client = self._connect()

    def close(self) -> None:
        """Close the connection."""
        with contextlib.suppress(Exception):
            self._client.close()

    def aliased(self, alias: str) -> str:
        """Return the collection that an alias stands for.

        Raises:
            IndexMissing: there is no such alias.
        """
        try:
            with self._calling():
                name: str = self._client.describe_alias(alias, timeout=self._address.patience_s)["collection_name"]
        except IndexReplaced as err:
            problem = f"There is no index {alias} in Milvus at {self._address.uri}"
            raise IndexMissing(problem, remedy="Run: qabot index --backend milvus") from err
        return name

    def point(self, alias: str, collection: str) -> None:
        """Make an alias stand for another collection, in one step."""
        with self._writing() as timeout_s:
            try:
                self.aliased(alias)
            except IndexMissing:
                self._client.create_alias(collection, alias, timeout=timeout_s)
            else:
                self._client.alter_alias(collection, alias, timeout=timeout_s)

    def collections(self) -> list[str]:
        """Return the names of all collections."""
        with self._calling():
            return sorted(self._client.list_collections(timeout=self._address.patience_s))

    def create(self, collection: str, columns: Mapping[str, Kind], *, dim: int = 2, strong: bool = False) -> None:
        """Create an empty collection.

        Args:
            collection: its name.
            columns: the kind of each column.
            dim: the length of the vectors.
            strong: whether a read sees everything that was written before it; else it may be some seconds behind, which
                is enough for data that is written once and read later.
        """
        from pymilvus import DataType, MilvusClient

        kinds: dict[Kind, tuple[Any, dict[str, Any]]] = {
            "key": (DataType.INT64, {"is_primary": True}),
            "text_key": (DataType.VARCHAR, {"is_primary": True, "max_length": 1024}),
            "int": (DataType.INT64, {}),
            "text": (DataType.VARCHAR, {"max_length": TEXT_BYTES}),
            "vector": (DataType.FLOAT_VECTOR, {"dim": dim}),
            "words": (DataType.SPARSE_FLOAT_VECTOR, {}),
        }
        schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        if "vector" not in columns.values():
            columns = {**columns, _PLACEHOLDER: "vector"}
        for name, kind in columns.items():
            datatype, parameters = kinds[kind]
            schema.add_field(name, datatype, **parameters)
        with self._writing() as timeout_s:
            self._client.create_collection(
                collection,
                schema=schema,
                consistency_level="Strong" if strong else "Bounded",
                timeout=timeout_s,
            )

    def insert(self, collection: str, rows: Sequence[Row], *, placeholder: bool, replace: bool = False) -> None:
        """Write rows, a few megabytes at most.

        Args:
            collection: its name.
            rows: each with a value for every column.
            placeholder: whether the collection has no vectors of its own.
            replace: replace rows with the same keys.
        """
        if placeholder:
            rows = [{**row, _PLACEHOLDER: [0.0, 1.0]} for row in rows]
        call = self._client.upsert if replace else self._client.insert
        with self._writing() as timeout_s:
            call(collection, list(rows), timeout=timeout_s)

    def finish(self, collection: str, indexes: Mapping[str, Mapping[str, Any]]) -> None:
        """Flush a collection to storage, index its vectors, and load it for reading; wait until all is done.

        Args:
            collection: its name.
            indexes: ``{"index_type", "metric_type", "params"}`` by column; the placeholder's is added.
        """
        parameters = self._client.prepare_index_params()
        for column, kind in (indexes or {_PLACEHOLDER: {"index_type": "FLAT", "metric_type": "IP"}}).items():
            parameters.add_index(field_name=column, **kind)
        with self._writing() as timeout_s:
            self._client.flush(collection, timeout=timeout_s)
            self._client.create_index(collection, parameters, timeout=timeout_s)
            self._client.load_collection(collection, timeout=timeout_s)

    def drop(self, collection: str) -> None:
        """Delete a collection, if it is there."""
        with self._writing() as timeout_s:
            self._client.drop_collection(collection, timeout=timeout_s)

    def remove(self, collection: str, keys: Sequence[str]) -> None:
        """Delete rows by their keys."""
        with self._writing() as timeout_s:
            self._client.delete(collection, ids=list(keys), timeout=timeout_s)

    def count(self, collection: str, where: str) -> int:
        """Return the number of rows that an expression selects, of all rows when it is empty.

        The count includes everything that was written before.
        """
        rows = self._read(
            collection,
            lambda: self._client.query(
                collection,
                filter=where,
                output_fields=["count(*)"],
                consistency_level="Strong",
                timeout=self._address.write_timeout_s,
            ),
        )
        return int(rows[0]["count(*)"])

    def get(self, collection: str, keys: Sequence[int] | Sequence[str], columns: Sequence[str]) -> list[Row]:
        """Return the rows with these keys, in any order, without those that do not exist."""
        if not keys:
            return []
        return self._read(
            collection,
            lambda: self._client.get(
                collection, ids=list(keys), output_fields=list(columns), timeout=self._address.patience_s
            ),
        )

    def query(self, collection: str, where: str, columns: Sequence[str], *, limit: int | None = None) -> list[Row]:
        """Return the rows that an expression selects, in any order, at most ``limit`` of them."""
        return self._read(
            collection,
            lambda: self._client.query(
                collection,
                filter=where,
                output_fields=list(columns),
                timeout=self._address.patience_s,
                **({"limit": limit} if limit else {}),
            ),
        )

    def search(
        self,
        collection: str,
        column: str,
        vector: list[float] | dict[int, float],
        *,
        limit: int,
        where: str,
        parameters: Mapping[str, Any],
    ) -> list[tuple[int, float]]:
        """Return the keys of the rows nearest to a vector by inner product, with that product, the nearest first."""
        found = self._read(
            collection,
            lambda: self._client.search(
                collection,
                data=[vector],
                anns_field=column,
                limit=limit,
                filter=where,
                output_fields=[KEY],
                search_params={"metric_type": "IP", "params": dict(parameters)},
                timeout=self._address.patience_s,
            )[0],
        )
        return [(int(hit[KEY]), float(hit["distance"])) for hit in found]

    def _read(self, collection: str, call: Callable[[], Sequence[Any]]) -> list[Row]:
        """Return what a call reads. Load the collection first if it is not loaded, as after a restart."""
        from pymilvus.exceptions import MilvusException

        with self._calling():
            try:
                found = call()
            except MilvusException as err:
                if err.code != _NOT_LOADED:
                    raise
                self._client.load_collection(collection, timeout=self._address.write_timeout_s)
                found = call()
            return [dict(row) for row in found]

    def _connect(self) -> Any:  # noqa: ANN401 - pymilvus is not typed
        # gRPC and pymilvus write to standard error what is reported here as errors.
        os.environ.setdefault("GRPC_VERBOSITY", "NONE")
        try:
            from pymilvus import MilvusClient
        except ImportError as err:
            raise StoreUnavailable("pymilvus is not installed", remedy='Run: pip install "qabot[milvus]"') from err
        for name in ("pymilvus", "milvus_lite"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        address = self._address
        if address.is_file:
            try:
                Path(address.uri).parent.mkdir(parents=True, exist_ok=True)
            except OSError as err:
                problem = f"{address.uri} cannot be made: {err.strerror}"
                raise StoreUnavailable(problem, remedy="Name another file in [store] uri") from err
        with self._calling():
            return MilvusClient(uri=address.uri, token=address.token, timeout=address.patience_s)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[float]:
        with self._calling():
            yield self._address.write_timeout_s

    @contextlib.contextmanager
    def _calling(self) -> Iterator[None]:
        """Turn failures into errors with a remedy. None of them contains the token."""
        import grpc
        from pymilvus.exceptions import MilvusException

        try:
            yield
        except (MilvusException, grpc.RpcError, grpc.FutureTimeoutError, ConnectionError) as err:
            raise explained(err, self._address) from err
