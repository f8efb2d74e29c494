"""What a change of the corpus costs, now and in an earlier commit: the same articles, one after the other, in one run.

usage: python tests/benchmarks/growth_change.py --articles FILE WORK [--before COMMIT] [--sizes 10000 100000]

FILE has JSON lines {"title", "text"}, perhaps with .gz at its end. Its articles come first; beyond them, articles are
made of their sentences, each second one in a place where another stood. Vectors are made from the text, so that
embedding costs nothing; its stage is left out of the seconds. The steps: all articles; 100 more; one edited; one gone;
then a number of updates of 5 articles more and 5 edited. Bytes are those of the build's files that it shares with no
earlier one. Before and after these updates, the index is opened and searched with the titles of articles, by words and
by vectors: milliseconds of the processor for a question, resident megabytes, and the share of the ten nearest vectors
that are found.
"""

import argparse
import gzip
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from measure import machine

from qabot.build import build_index
from qabot.indexing.local.builds import Builds
from qabot.indexing.local.store import IndexConfig, open_store
from qabot.indexing.local.writer import LocalWriter
from qabot.model import Article, Passage, Query, Scope, Span
from qabot.text.sentences import sentence_spans

DIM = 384
PASSAGE_WORDS = 130
QUESTIONS = 100
CONFIG = IndexConfig("made", "made", DIM, 120, 200)
REPOSITORY = Path(__file__).parents[2]


class MadeArticles:
    """Articles by number, each with its passages; the same number and seed give the same article."""

    def __init__(self, file: Path) -> None:
        with (gzip.open if file.suffix == ".gz" else open)(file, "rt", encoding="utf-8") as stream:
            rows = [json.loads(line) for line in stream]
        self.real = [(row["title"], sentences) for row in rows if (sentences := _sentences(row["text"]))]
        self.passages: dict[str, tuple[Passage, ...]] = {}

    def article(self, number: int, seed: int = 0) -> Article:
        chance = random.Random(f"{seed} {number}")
        title, sentences = self.real[number % len(self.real)]
        name = f"{number:08}"
        text, passages, spans, words = "", [], [], 0
        for place, sentence in enumerate(sentences):
            said = sentence
            if (seed or number >= len(self.real)) and chance.random() < 0.5:
                other = self.real[chance.randrange(len(self.real))][1]
                said = other[place % len(other)]
            spans.append(Span(len(text), len(text) + len(said)))
            text += said + " "
            words += len(said.split())
            if words >= PASSAGE_WORDS or place == len(sentences) - 1:
                start, end = spans[0].start, spans[-1].end
                passages.append(Passage(name, start, end, text[start:end], tuple(spans)))
                spans, words = [], 0
        self.passages[name] = tuple(passages)
        return Article(name, title, "", "", (), None, f"{name}.txt", text)


def _sentences(text: str) -> list[str]:
    lines = text.split("\n")
    return [line[a:b] for line in lines for a, b in sentence_spans(line) if line[a:b].strip()]


class MadeVectors:
    """Unit rows that follow from the text alone."""

    def embed(self, texts, *, progress=None):  # noqa: ARG002
        rows = np.empty((len(texts), DIM), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            seed = int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
            row[:] = np.random.default_rng(seed).normal(size=DIM)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class Stages:
    """Sums up the time of all stages but embedding: on the clock, and of the processor."""

    def __init__(self) -> None:
        self.name, self.clock, self.busy = "", 0.0, 0.0
        self.at = time.perf_counter(), time.process_time()

    def stage(self, name: str, total, unit: str) -> None:  # noqa: ARG002
        now = time.perf_counter(), time.process_time()
        if self.name != "Embedding":
            self.clock, self.busy = self.clock + now[0] - self.at[0], self.busy + now[1] - self.at[1]
        self.name, self.at = name, now

    def advance(self, count: int = 1) -> None:
        pass


def brought_up_to_date(folder: Path, articles: list[Article], made: MadeArticles) -> dict[str, float]:
    """Bring an index up to date, and return what that cost."""
    builds = Builds(folder)
    known = {path.stat().st_ino for path in (folder / "builds").rglob("*")} if folder.is_dir() else set()
    stages = Stages()
    with builds.locked():
        writer = LocalWriter(builds, CONFIG, rebuild=False)
        embedder = MadeVectors()
        build_index(articles, writer, split=lambda one: made.passages[one.id], embedder=embedder, progress=stages)
        builds.finish("")
    stages.stage("", None, "")
    files = [path.stat() for path in (folder / "builds").rglob("*") if path.is_file()]
    written = sum(state.st_size for state in files if state.st_ino not in known)
    return {"s": round(stages.clock, 2), "cpu_s": round(stages.busy, 2), "mb": round(written / 1e6, 2)}


def measured(file: Path, folder: Path, passages: int, updates: int) -> dict[str, dict[str, float]]:
    """Build an index of a size, change its articles, and return what each step cost."""
    made = MadeArticles(file)
    articles: list[Article] = []
    count = 0
    while count < passages:
        articles.append(made.article(len(articles)))
        count += len(made.passages[articles[-1].id])
    found = {"all": brought_up_to_date(folder, articles, made)}
    articles += [made.article(len(articles) + more) for more in range(100)]
    found["100 more"] = brought_up_to_date(folder, articles, made)
    articles[7] = made.article(7, seed=1)
    found["1 edited"] = brought_up_to_date(folder, articles, made)
    del articles[11]
    found["1 gone"] = brought_up_to_date(folder, articles, made)
    found["search"] = searched(folder, made)
    steps = []
    for step in range(updates):
        for place in range(5 * step, 5 * step + 5):
            articles[place] = made.article(int(articles[place].id), seed=2)
        last = int(articles[-1].id) + 1
        articles += [made.article(last + more) for more in range(5)]
        steps.append(brought_up_to_date(folder, articles, made))
    if steps:
        mean = {key: round(float(np.mean([one[key] for one in steps])), 2) for key in steps[0]}
        found[f"5 more and 5 edited, mean of {updates}"] = mean
        found[f"search after {updates} updates"] = searched(folder, made)
    return found


def searched(folder: Path, made: MadeArticles) -> dict[str, float]:
    """Return how long it takes to open an index and to ask it a question."""
    opened, asked = [], []
    for _ in range(9):
        began = time.process_time()
        store = open_store(Builds(folder), CONFIG)
        opened.append(time.process_time() - began)
    vectors = MadeVectors().embed([title for title, _ in made.real[:QUESTIONS]])
    for _ in range(2):
        asked.clear()
        for (title, _), vector in zip(made.real[:QUESTIONS], vectors, strict=True):
            query = Query(title, vector, store.terms(title), {}, frozenset())
            began = time.thread_time()
            for searcher in store.searchers:
                store.passages([one.ordinal for one in searcher.search(query, 200, Scope())][:24])
            asked.append(1000 * (time.thread_time() - began))
    memory = resident_mb()
    found = [[one.ordinal for one in store.dense.search(Query("", vector, (), {}, frozenset()), 10, Scope())]
             for vector in vectors]  # fmt: skip
    figures = {
        "median_ms": np.median(asked), "p95_ms": np.percentile(asked, 95), "open_ms": 1000 * np.median(opened),
        "mb": memory, "recall@10": recall(store, vectors, found),
    }  # fmt: skip
    return {name: round(float(value), 3) for name, value in figures.items()}


def recall(store, vectors, found: list[list[int]]) -> float:
    """Return the share of the ten nearest of each vector, by comparing all, that were found."""
    nearest = []
    for first in range(0, store.passage_count, 65_536):
        ordinals = np.arange(first, min(first + 65_536, store.passage_count))
        cosines = vectors @ store.dense.vectors(ordinals).T
        best = np.argsort(-cosines, axis=1)[:, :10]
        nearest.append(list(zip(np.take_along_axis(cosines, best, axis=1), best + first, strict=True)))
    shares = []
    for number, mine in enumerate(found):
        cosines, ordinals = (np.concatenate(each) for each in zip(*(block[number] for block in nearest), strict=True))
        shares.append(len(set(ordinals[np.argsort(-cosines)[:10]].tolist()) & set(mine)) / 10)
    return float(np.mean(shares))


def resident_mb() -> float:
    """Return the memory of this process that is in use, files that are mapped among it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def main() -> None:
    """Measure each size with the code before and with this code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--before", help="a commit, checked out into WORK/before")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--updates", type=int, default=50)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        sys.stdout.write(json.dumps(measured(options.articles, options.work, options.one, options.updates)))
        return
    options.work.mkdir(parents=True, exist_ok=True)
    trees = {"now": REPOSITORY}
    if options.before:
        trees = {"before": options.work / "before", **trees}
        trees["before"].mkdir(exist_ok=True)
        archive = ["git", "-C", str(REPOSITORY), "archive", options.before, "qabot"]
        packed = subprocess.run(archive, check=True, stdout=subprocess.PIPE).stdout
        subprocess.run(["tar", "-x", "-C", str(trees["before"])], check=True, input=packed)
    for passages in options.sizes:
        for name, tree in trees.items():
            folder = options.work / f"{name}-{passages}"
            shutil.rmtree(folder, ignore_errors=True)
            command = [
                sys.executable,
                __file__,
                str(folder),
                "--articles",
                str(options.articles),
                "--one",
                str(passages),
                "--updates",
                str(options.updates),
            ]
            environment = {**os.environ, "PYTHONPATH": str(tree)}
            ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
            row = {"passages": passages, "code": name, "machine": machine(), **json.loads(ran.stdout)}
            sys.stdout.write(json.dumps(row) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
