"""Fits how articles are ordered in what is shown (`RelevanceWeights`), and reports on questions of other folds.

usage: python tests/benchmarks/fit_relevance.py QUESTIONS.jsonl [--cache FILE] --corpus DIR --index DIR

QUESTIONS: {"question", "answer", "gold": [article ids], "weak": [article ids]}. A question is reported on by weights
that were fitted to the four fifths (by a hash of the question) that it is not in, ten times with other fifths; the
figures are means of the ten. The weights that are printed are fitted to all. A
question with a `gold` article counts three times: what its publisher linked is surer than what has the words.
"""

import argparse
import hashlib
import json
import pickle
import statistics
import sys
from dataclasses import fields, replace
from pathlib import Path

import torch
from measure import machine
from ranking import scores

from qabot.answering.display_order import display_order
from qabot.answering.short_answers.candidates import collect_candidates
from qabot.answering.weights import CandidateWeights, RelevanceWeights
from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot
from qabot.question.understand import understand
from qabot.ranking.passages import SCORED_PASSAGES, rank
from qabot.ranking.weights import RANK_SIGNALS, RankingWeights
from qabot.search.hybrid import limit_per_article, search
from qabot.text.squad import holds_answer

FOLDS, PARTITIONS = 5, 10
GOLD_COUNTS = 3.0
ANSWER_BONUSES = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
NAMES = [field.name for field in fields(RelevanceWeights) if field.name in RANK_SIGNALS]


def fold(row: dict, partition: int) -> int:
    """Return which fold of a partition a question is in."""
    return hashlib.sha256(row["question"].encode()).digest()[partition] % FOLDS


def read(qabot: Qabot, rows: list[dict], cache: Path | None) -> list[tuple[dict, list, dict, set]]:
    """Return each question's hits, best first, their signals, and the ids of those that hold its short answer."""
    known = pickle.loads(cache.read_bytes()) if cache and cache.exists() else {}
    asked = []
    for number, row in enumerate(rows):
        asked_for = understand(row["question"], store=qabot.store, embedder=qabot.embedder, max_chars=1_000)
        asked_for = replace(asked_for, period=None)
        hits = search(asked_for, SCORED_PASSAGES, store=qabot.store, options=qabot.options.search)
        read_hits = hits[: qabot.options.read]
        key = (row["question"], tuple(hit.passage.id for hit in read_hits))
        if key not in known:
            known[key] = qabot.reader.read(row["question"], read_hits)
            sys.stderr.write(f"\r{number + 1} of {len(rows)} read")
        ranked = rank(asked_for, hits, known[key], store=qabot.store, weights=RankingWeights())
        best = collect_candidates(asked_for, ranked.read, terms=qabot.store.terms, weights=CandidateWeights())[:1]
        with_answer = {hit.passage.id for hit in hits if best and holds_answer(hit.passage.text, best[0].text)}
        asked.append((row, ranked.hits, ranked.signals, with_answer))
        if cache and number % 50 == 0:
            cache.write_bytes(pickle.dumps(known))
    if cache:
        cache.write_bytes(pickle.dumps(known))
    sys.stderr.write("\n")
    return asked


def fit(asked: list[tuple[dict, list, dict, set]], *, strength: float = 10.0) -> dict[str, float]:
    """Return weights that make right articles come first (listwise softmax, L2 on standardised signals)."""
    lists = []
    for row, hits, signals, _ in asked:
        names = list(dict.fromkeys(hit.passage.article_id for hit in hits))
        right = torch.tensor([name in (row["gold"] or row["weak"]) for name in names])
        if right.any() and not right.all():
            groups = [[signals[hit.passage.id] for hit in hits if hit.passage.article_id == n] for n in names]
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


def shown(one: tuple[dict, list, dict, set], weights: dict[str, float], answer_bonus: float) -> list[float]:
    """Return hit@1, hit@5, hit@10, reciprocal rank and answer@1 of one question's passages as they are shown."""
    row, order, signals, with_answer = one
    relevance = RelevanceWeights(**weights, answer_bonus=answer_bonus)
    hits = display_order(order, signals, weights=relevance, with_answer=with_answer)
    return scores(row, [hit.passage for hit in hits[:10]])


def best_answer_bonus(asked: list[tuple[dict, list, dict, set]], weights: dict[str, float]) -> float:
    """Return which of `ANSWER_BONUSES` gives the largest sum of MRR and answer@1."""

    def gain(answer_bonus: float) -> float:
        rows = [(GOLD_COUNTS if one[0]["gold"] else 1.0, shown(one, weights, answer_bonus)) for one in asked]
        return sum(count * (values[3] + values[4]) for count, values in rows)

    return max(ANSWER_BONUSES, key=gain)


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
    fitted = []
    for partition in range(PARTITIONS):
        for number in range(FOLDS):
            others = [one for one in asked if fold(one[0], partition) != number]
            fitted.append((weights := fit(others), best_answer_bonus(others, weights)))
    sys.stdout.write(f"{len(asked)} questions; {machine()}\n\n")
    sys.stdout.write(
        "| set | order | hit@1 | hit@5 | hit@10 | MRR | answer@1 |\n| --- | --- | --- | --- | --- | --- | --- |\n"
    )
    for name, chosen in (("gold", True), ("weak only", False)):
        found: dict[str, list[list[float]]] = {}
        for one in asked:
            row, order, *_ = one
            if bool(row["gold"]) is not chosen:
                continue
            alone = [hit.passage for hit in limit_per_article(order, 10, per_article=2)]
            found.setdefault("passages alone", []).append(scores(row, alone))
            for partition in range(PARTITIONS):
                weights, answer_bonus = fitted[FOLDS * partition + fold(row, partition)]
                for value in ANSWER_BONUSES:
                    found.setdefault(f"display order, answer_bonus {value}", []).append(shown(one, weights, value))
                found.setdefault("display order, answer_bonus as the other folds choose", []).append(
                    shown(one, weights, answer_bonus)
                )
        for label, column in found.items():
            means = " | ".join(f"{statistics.mean(values):.3f}" for values in zip(*column, strict=True))
            sys.stdout.write(f"| {name} | {label} | {means} |\n")
    weights = fit(asked)
    sys.stdout.write(f"\nanswer_bonus of each fit: {[answer_bonus for _, answer_bonus in fitted]}\n")
    sys.stdout.write(f"\n{weights}, answer_bonus {best_answer_bonus(asked, weights)}\n")


if __name__ == "__main__":
    main()
