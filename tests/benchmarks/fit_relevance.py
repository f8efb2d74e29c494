"""Fits how articles are ordered in what is shown (`Relevance`), and reports on questions of other folds.

usage: python tests/benchmarks/fit_relevance.py QUESTIONS.jsonl [--cache FILE] --corpus DIR --index DIR

QUESTIONS: {"question", "answer", "gold": [article ids], "weak": [article ids]}. A question is reported on by weights
that were fitted to the four fifths (by a hash of the question) that it is not in; those printed are fitted to all. A
question with a `gold` article counts three times: what its publisher linked is surer than what has the words.
"""

import argparse
import hashlib
import json
import pickle
import statistics
import sys
from dataclasses import fields
from pathlib import Path

import torch
from measure import machine
from ranking import scores

from qabot.model import Scope
from qabot.retrieval.arranging import ARRANGED, Relevance, arranged
from qabot.retrieval.ranking import RANK_SIGNALS, Ranking, rank_signals, ranked, reordered
from qabot.retrieval.search import prepare, search, spread
from qabot.settings import load_settings
from qabot.wiring import Qabot

FOLDS = 5
GOLD_COUNTS = 3.0
OUTRIGHT = (0.0, 0.25, 0.5, 1.0, 2.0)
NAMES = [field.name for field in fields(Relevance) if field.name in RANK_SIGNALS]


def fold(row: dict) -> int:
    """Return which fold a question is in."""
    return hashlib.sha256(row["question"].encode()).digest()[0] % FOLDS


def read(qabot: Qabot, rows: list[dict], cache: Path | None) -> list[tuple[dict, list, list]]:
    """Return each question's hits and their signals."""
    known = pickle.loads(cache.read_bytes()) if cache and cache.exists() else {}
    asked = []
    for number, row in enumerate(rows):
        query = prepare(row["question"], store=qabot.store, embedder=qabot.embedder)
        hits = search(query, ARRANGED, store=qabot.store, scope=Scope(), options=qabot.options.search)
        read_hits = hits[: qabot.options.read]
        key = (row["question"], tuple(hit.passage.id for hit in read_hits))
        if key not in known:
            known[key] = qabot.reader.read(row["question"], read_hits)
            sys.stderr.write(f"\r{number + 1} of {len(rows)} read")
        asked.append((row, hits, rank_signals(query, hits, known[key], store=qabot.store)))
        if cache and number % 50 == 0:
            cache.write_bytes(pickle.dumps(known))
    if cache:
        cache.write_bytes(pickle.dumps(known))
    sys.stderr.write("\n")
    return asked


def fit(asked: list[tuple[dict, list, list]], *, strength: float = 10.0) -> dict[str, float]:
    """Return weights that make right articles come first (listwise softmax, L2 on standardised signals)."""
    lists = []
    for row, hits, signals in asked:
        names = list(dict.fromkeys(hit.passage.article_id for hit in hits))
        right = torch.tensor([name in (row["gold"] or row["weak"]) for name in names])
        if right.any() and not right.all():
            groups = [[s for hit, s in zip(hits, signals, strict=True) if hit.passage.article_id == n] for n in names]
            table = torch.tensor([[max(s[n] for s in group) for n in NAMES] for group in groups], dtype=torch.float64)
            lists.append((table, right, GOLD_COUNTS if row["gold"] else 1.0))
    spread_of = torch.cat([table for table, _, _ in lists]).std(0) + 1e-9
    weights = torch.zeros(len(NAMES), dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=300, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        losses = [
            -count * torch.logsumexp(torch.log_softmax(table / spread_of @ weights, dim=0)[right], dim=0)
            for table, right, count in lists
        ]
        loss = torch.stack(losses).sum() + strength * (weights**2).sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    return {name: round(float(value), 3) for name, value in zip(NAMES, weights.detach() / spread_of, strict=True)}


def main() -> None:
    """Print figures fold by fold, then the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--index", type=Path, default=Path("index"))
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.questions.read_text(encoding="utf-8").splitlines() if line.strip()]
    qabot = Qabot(load_settings(corpus=options.corpus, index=options.index))
    asked = read(qabot, [row for row in rows if row["gold"] or row["weak"]], options.cache)
    by_fold = [fit([one for one in asked if fold(one[0]) != number]) for number in range(FOLDS)]
    sys.stdout.write(f"{len(asked)} questions; {machine()}\n\n")
    sys.stdout.write(
        "| set | order | hit@1 | hit@5 | hit@10 | MRR | answer@1 |\n| --- | --- | --- | --- | --- | --- | --- |\n"
    )
    for name, chosen in (("gold", True), ("weak only", False)):
        found: dict[str, list[list[float]]] = {}
        for row, hits, signals in asked:
            if bool(row["gold"]) is not chosen:
                continue
            order = reordered(hits, ranked(signals[: qabot.options.read], ranking=Ranking()))
            by_id = {hit.passage.id: signal for hit, signal in zip(hits, signals, strict=True)}
            found.setdefault("passages alone", []).append(
                scores(row, [hit.passage for hit in spread(order, 10, per_article=2)])
            )
            for outright in OUTRIGHT:
                relevance = Relevance(**by_fold[fold(row)], outright=outright)
                shown = [hit.passage for hit in arranged(order, by_id, relevance=relevance)[:10]]
                found.setdefault(f"arranged, outright {outright}", []).append(scores(row, shown))
        for label, column in found.items():
            means = " | ".join(f"{statistics.mean(values):.3f}" for values in zip(*column, strict=True))
            sys.stdout.write(f"| {name} | {label} | {means} |\n")
    sys.stdout.write(f"\n{fit(asked)}\n")


if __name__ == "__main__":
    main()
