"""Builds of given articles and vectors, on disk and in Milvus, through the same protocol."""

import contextlib
from pathlib import Path

import numpy as np
from slow_case import slow

from qabot.indexing.local.backend import LocalBackend
from qabot.indexing.local.builds import Builds
from qabot.indexing.local.dense import DenseSearcher
from qabot.indexing.local.numbers import Numbering
from qabot.indexing.local.store import IndexConfig
from qabot.indexing.milvus.address import Address
from qabot.indexing.milvus.backend import MilvusBackend
from qabot.text.header import embedded_text

BACKENDS = ("local", slow("milvus"))


class Silent:
    def stage(self, name, total, unit):
        pass

    def advance(self, count=1):
        pass


def config(dim):
    return IndexConfig(model="m", fingerprint="f", dim=dim, min_tokens=1, max_tokens=2)


def milvus_at(file: Path, *, keep_s: float = 0.0) -> MilvusBackend:
    """Return an index in a milvus-lite file."""
    return MilvusBackend(Address(str(file), token="", timeout_s=30, write_timeout_s=60), name="test", keep_s=keep_s)


@contextlib.contextmanager
def opened_backend(kind, folder):
    """Give the backend of a fresh index in ``folder``."""
    if kind == "local":
        yield LocalBackend(Builds(folder))
        return
    backend = milvus_at(folder / "milvus.db")
    yield backend
    backend.close()


def dense_over(folder, count, *, dim, select):
    """Return a search over one part whose passages are numbered from 0."""
    rows = np.stack([np.arange(count), np.arange(count)]).astype(np.int32)
    return DenseSearcher([folder], Numbering(rows[0], [rows]), rows=count, dim=dim, select=select)


def write(backend, folder, documents, vectors, *, rebuild=False):
    """Write a build of (article, passages) pairs with one row of ``vectors`` a passage; return how many were new."""
    builds = Builds(folder)
    with builds.locked():
        writer = backend.writer(config(vectors.shape[1]), builds=builds, rebuild=rebuild)
        by_text = {}
        rows = iter(vectors)
        for article, passages in documents:
            writer.add(article, passages)
            by_text.update((embedded_text(article, passage), next(rows)) for passage in passages)
        new = 0
        for texts in writer.to_embed():
            writer.put(np.array([by_text[text] for text in texts]))
            new += len(texts)
        writer.publish(Silent())
        builds.finish("{}")
    return new
