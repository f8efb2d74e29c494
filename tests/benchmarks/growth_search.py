"""Opens an index, searches it, and prints what that cost: a process of its own, started by ``growth.py``.

usage: python tests/benchmarks/growth_search.py INDEX RECIPE QUESTIONS VECTORS

RECIPE and QUESTIONS are JSON; VECTORS is a file of numpy's with a row a question.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import faiss  # noqa: F401
import numpy as np
import tantivy  # noqa: F401

from qabot.indexing.local.builds import Builds
from qabot.indexing.local.store import IndexConfig, open_store
from qabot.model import Query, Scope
from qabot.search.hybrid import SearchOptions, search

OPTIONS = SearchOptions(candidates=200, rank_constant=5.0, weights={"bm25": 1.0, "dense": 0.7}, per_article=2)
WEEK = Scope(published_from=date(2022, 8, 1), published_to=date(2022, 8, 7))


def memory_mb() -> dict[str, float]:
    """Return the resident memory of this process, all of it and that of no file."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return {name: int(fields[key].split()[0]) / 1024 for name, key in (("all", "VmRSS"), ("no file", "RssAnon"))}


def timed(run: Callable[[Query], object], asked: list[Query]) -> dict[str, float]:
    """Return milliseconds a question: median and 95th percentile, and that of the processor's time alone."""
    wall, busy = [], []
    for query in asked:
        began, cpu = time.perf_counter(), time.thread_time()
        run(query)
        wall.append(1000 * (time.perf_counter() - began))
        busy.append(1000 * (time.thread_time() - cpu))
    return {
        "median_ms": float(np.median(wall)),
        "p95_ms": float(np.percentile(wall, 95)),
        "median_cpu_ms": float(np.median(busy)),
        "p95_cpu_ms": float(np.percentile(busy, 95)),
    }


def main() -> None:
    """Open, search and print."""
    folder, config, questions, vectors = sys.argv[1:]
    before = memory_mb()["all"]
    began = time.perf_counter()
    store = open_store(Builds(Path(folder)), IndexConfig(**json.loads(config)))
    opened_s = time.perf_counter() - began
    asked = []
    for text, vector in zip(json.loads(questions), np.load(vectors), strict=True):
        terms = store.terms(text)
        weights = {term.form: store.weight(term.form) for term in terms}
        asked.append(Query(text, vector, terms, weights, frozenset()))

    def whole(query: Query, scope: Scope = Scope()) -> object:  # noqa: B008
        return search(query, 24, store=store, scope=scope, options=OPTIONS)

    for query in asked:
        whole(query)
    lexical, dense = store.searchers
    figures = {
        "open_s": opened_s,
        "search": timed(whole, asked),
        "dense": timed(lambda query: dense.search(query, 200, Scope()), asked),
        "lexical": timed(lambda query: lexical.search(query, 200, Scope()), asked),
        "in a week": timed(lambda query: whole(query, WEEK), asked),
        "memory_mb": memory_mb()["all"],
        "memory before opening, mb": before,
        "memory of no file, mb": memory_mb()["no file"],
    }
    near = [[one.ordinal for one in dense.search(query, 10, Scope())] for query in asked]
    sys.stdout.write(json.dumps({"figures": figures, "near": near}) + "\n")


if __name__ == "__main__":
    main()
