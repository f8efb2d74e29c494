"""Opens an index, searches it, and prints what that cost: a process of its own, started by ``growth.py``.

usage: python tests/benchmarks/growth_search.py INDEX CONFIG QUESTIONS VECTORS

CONFIG and QUESTIONS are JSON; VECTORS is a file of numpy's with a row a question.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import faiss  # noqa: F401
import numpy as np
import tantivy  # noqa: F401

from qabot.indexing.local.builds import Builds
from qabot.indexing.local.store import IndexConfig, open_store
from qabot.model import AnswerType, Asked, Form, Kind, Query, Scope
from qabot.search.hybrid import SearchOptions, search

OPTIONS = SearchOptions(candidates=200, per_article=2)
WEEK = Scope(published_from=date(2022, 8, 1), published_to=date(2022, 8, 7))


def memory_mb() -> dict[str, float]:
    """Return the resident memory of this process, all of it and that of no file."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return {name: int(fields[key].split()[0]) / 1024 for name, key in (("all", "VmRSS"), ("no file", "RssAnon"))}


def timed(run: Callable[[Asked], object], asked: list[Asked]) -> dict[str, float]:
    """Return milliseconds a question: median and 95th percentile, and that of the processor's time alone."""
    wall, busy = [], []
    for one in asked:
        began, cpu = time.perf_counter(), time.thread_time()
        run(one)
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
        query = Query(text, vector, terms, weights, frozenset())
        asked.append(
            Asked(text, query, None, Scope(), None, None, Kind.FACT, (), Form.THING, AnswerType.OTHER, frozenset())
        )

    def whole(one: Asked) -> object:
        return search(one, 24, store=store, options=OPTIONS)

    for one in asked:
        whole(one)
    lexical, dense = store.searchers
    figures = {
        "open_s": opened_s,
        "search": timed(whole, asked),
        "dense": timed(lambda one: dense.search(one.query, 200, Scope()), asked),
        "lexical": timed(lambda one: lexical.search(one.query, 200, Scope()), asked),
        "in a week": timed(whole, [replace(one, scope=WEEK) for one in asked]),
        "memory_mb": memory_mb()["all"],
        "memory before opening, mb": before,
        "memory of no file, mb": memory_mb()["no file"],
    }
    near = [[one.ordinal for one in dense.search(one.query, 10, Scope())] for one in asked]
    sys.stdout.write(json.dumps({"figures": figures, "near": near}) + "\n")


if __name__ == "__main__":
    main()
