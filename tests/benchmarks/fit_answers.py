"""Fits how sentences are scored and how sure an answer is, and reports both on questions that fitted nothing.

usage: python tests/benchmarks/fit_answers.py SETS

SETS is what `question_sets.py` wrote, with an index in each set's folder (`qabot index --corpus SET/corpus --index
SET/index`). The `fit-*` sets fit, the `report-*` sets report. A sentence is right when the answer's words stand in it;
an answer, when they stand in one of its cited quotes. Needs scikit-learn, which sentence-transformers brings.
"""

import argparse
import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from measure import machine
from ranking import plain
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from qabot.answering.compose import compose
from qabot.answering.confidence import confidence_signals
from qabot.answering.sentences import SentenceReader, Weights
from qabot.model import Evidence, Scope
from qabot.ports import Query
from qabot.retrieval.search import prepare, search
from qabot.settings import load_settings
from qabot.wiring import Qabot

SIGNALS = ("cosine", "coverage", "context", "kind", "thing", "rank")


FEATURES = ("score", "unknown", "size")


@dataclass(frozen=True)
class Asked:
    """A question with everything that the reader found."""

    query: Query
    answer: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Found:
    """All questions of one set."""

    qabot: Qabot
    asked: list[Asked]


def load(folder: Path) -> Found:
    """Search and read for every question of a set."""
    qabot = Qabot(load_settings(corpus=folder / "corpus", index=folder / "index"))
    reader = SentenceReader(qabot.embedder, qabot.store)
    options = qabot.options
    found = []
    for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        query = prepare(row["question"], store=qabot.store, embedder=qabot.embedder)
        hits = search(query, max(options.read, 10), store=qabot.store, scope=Scope(), options=options.search)
        found.append(Asked(query, plain(row.get("answer") or ""), reader.read(query, hits[: options.read])))
    return Found(qabot, found)


def weighed(found: Found, weights: Weights) -> Found:
    """Return the same evidence in the order that these weights give."""
    asked = []
    for one in found.asked:
        scored = [replace(evidence, score=weights.score(evidence.signals)) for evidence in one.evidence]
        order = sorted(scored, key=lambda evidence: (-evidence.score, evidence.passage.id, evidence.span))
        asked.append(replace(one, evidence=tuple(order)))
    return Found(found.qabot, asked)


def fit_sentences(questions: list[Asked]) -> Weights:
    """Return weights under which sentences that hold the answer score higher."""
    pairs = [(asked, one) for asked in questions if asked.answer for one in asked.evidence]
    signals = [[one.signals[name] for name in SIGNALS] for _, one in pairs]
    right = [asked.answer in plain(one.passage.sentence(one.span)) for asked, one in pairs]
    model = LogisticRegression(max_iter=5000).fit(np.array(signals), right)
    return Weights(**dict(zip(SIGNALS, (round(float(weight), 2) for weight in model.coef_[0]), strict=True)))


def judged(found: Found) -> tuple[np.ndarray, np.ndarray]:
    """Return (n, 3) signals, and (n,) whether the answer's citations hold the expected answer."""
    rows, right = [], []
    store, options = found.qabot.store, found.qabot.options
    for one in found.asked:
        if not one.evidence:
            continue
        _, citations = compose(one.evidence, article=store.article, terms=store.terms, options=options.compose)
        signals = confidence_signals(one.query, one.evidence, passage_count=store.passage_count)
        rows.append([signals[name] for name in FEATURES])
        right.append(bool(one.answer) and any(one.answer in plain(citation.quote) for citation in citations))
    return np.array(rows), np.array(right)


def first_right(sets: list[Found]) -> float:
    """Return the share of answerable questions whose best sentence holds the answer."""
    firsts = [(one.answer, one.evidence[0]) for found in sets for one in found.asked if one.answer and one.evidence]
    return float(np.mean([answer in plain(best.passage.sentence(best.span)) for answer, best in firsts]))


def together(sets: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """Return several sets as one."""
    return np.concatenate([x for x, _ in sets]), np.concatenate([y for _, y in sets])


def calibration_error(probability: np.ndarray, right: np.ndarray) -> float:
    """Return the expected calibration error over ten equal bins (Guo et al., ICML 2017)."""
    bins = np.minimum((probability * 10).astype(int), 9)
    gaps = [abs(probability[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins)]
    return float(sum(gaps))


def main() -> None:
    """Fit on one half of the sets, report on the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=Path)
    folder = parser.parse_args().sets
    say = sys.stdout.write
    fitting = [load(path) for path in sorted(folder.glob("fit-*"))]
    weights = fit_sentences([one for found in fitting for one in found.asked])
    say(f"{machine()}\n{weights}\n")
    x, y = together([judged(weighed(found, weights)) for found in fitting])
    model = LogisticRegression(max_iter=5000).fit(x, y)
    fields = ", ".join(f"{name}={value:.2f}" for name, value in zip(FEATURES, model.coef_[0], strict=True))
    say(f"Confidence(intercept={model.intercept_[0]:.2f}, {fields})\n")
    groups: dict[str, list] = {}
    for path in sorted(folder.glob("report-*")):
        groups.setdefault(path.name.split("-")[1], []).append(weighed(load(path), weights))
    for name, found in {**groups, "all": [one for group in groups.values() for one in group]}.items():
        x, y = together([judged(one) for one in found])
        sure = model.predict_proba(x)[:, 1]
        say(f"\n{name}: {len(y)} questions that fitted nothing, {y.mean():.2f} with a right sentence; ")
        say(f"the first sentence is right for {first_right(found):.3f} of those that can be answered; ")
        say(f"AUROC {roc_auc_score(y, sure):.3f}, expected calibration error {calibration_error(sure, y):.3f}\n\n")
        say("| threshold | wrong answers let through | right answers withheld | answers that are right |\n")
        say("| --- | --- | --- | --- |\n")
        for threshold in (0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
            given = sure >= threshold
            say(f"| {threshold} | {given[~y].mean():.3f} | {(~given[y]).mean():.3f} | {y[given].mean():.3f} |\n")


if __name__ == "__main__":
    main()
