"""Fits how sentences are scored and how sure an answer is, and reports both on questions that fitted nothing.

usage: python tests/benchmarks/fit_answers.py QUESTIONS.jsonl UNANSWERABLE.jsonl --index DIR

QUESTIONS: {"question", "answer", "gold", "weak"}. Questions with weak articles and no gold ones, and every other
unanswerable one, fit; questions with gold articles, and the other unanswerable ones, report. A sentence is right when
the answer's words stand in it; an answer, when they stand in one of its cited quotes. Needs scikit-learn, which
sentence-transformers brings.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from measure import machine
from ranking import plain
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from qabot.answering.compose import compose
from qabot.answering.sentences import SentenceReader, Weights
from qabot.model import Evidence, Scope
from qabot.ports import Query
from qabot.retrieval.search import prepare, search
from qabot.settings import load_settings
from qabot.wiring import Qabot

SIGNALS = ("cosine", "coverage", "context", "kind", "rank")


@dataclass(frozen=True)
class Asked:
    """A question with everything that the reader found."""

    query: Query
    answer: str
    evidence: tuple[Evidence, ...]


def load(path: Path) -> list[dict]:
    """Return the rows of a JSON lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def asked(qabot: Qabot, rows: list[dict], weights: Weights) -> list[Asked]:
    """Search and read for every row."""
    reader = SentenceReader(qabot.embedder, qabot.store.terms, weights=weights)
    options = qabot.options
    found = []
    for row in rows:
        query = prepare(row["question"], store=qabot.store, embedder=qabot.embedder)
        hits = search(query, max(options.read, 10), store=qabot.store, scope=Scope(), options=options.search)
        found.append(Asked(query, plain(row.get("answer") or ""), reader.read(query, hits[: options.read])))
    return found


def fit_sentences(questions: list[Asked]) -> Weights:
    """Return weights under which sentences that hold the answer score higher."""
    signals = [[one.signals[name] for name in SIGNALS] for asked in questions for one in asked.evidence]
    right = [asked.answer in plain(one.passage.sentence(one.span)) for asked in questions for one in asked.evidence]
    model = LogisticRegression(max_iter=5000).fit(np.array(signals), right)
    return Weights(**dict(zip(SIGNALS, (round(float(weight), 2) for weight in model.coef_[0]), strict=True)))


def judged(qabot: Qabot, questions: list[Asked]) -> tuple[np.ndarray, np.ndarray]:
    """Return (n, 2) score and unknown share, and (n,) whether the answer's citations hold the expected answer."""
    rows, right = [], []
    for one in questions:
        _, citations = compose(
            one.evidence, article=qabot.store.article, terms=qabot.store.terms, options=qabot.options.compose
        )
        rows.append([one.evidence[0].score, len(one.query.unknown) / max(1, len(one.query.weights))])
        right.append(bool(one.answer) and any(one.answer in plain(citation.quote) for citation in citations))
    return np.array(rows), np.array(right)


def calibration_error(probability: np.ndarray, right: np.ndarray) -> float:
    """Return the expected calibration error over ten equal bins (Guo et al., ICML 2017)."""
    bins = np.minimum((probability * 10).astype(int), 9)
    gaps = [abs(probability[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins)]
    return float(sum(gaps))


def main() -> None:
    """Fit on one half, report on the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("unanswerable", type=Path)
    parser.add_argument("--index", type=Path, default=Path("index"))
    options = parser.parse_args()
    qabot = Qabot(load_settings(index=options.index))
    rows, none = load(options.questions), load(options.unanswerable)
    fitting = [row for row in rows if row.get("weak") and not row.get("gold")]
    reporting = [row for row in rows if row.get("gold")]

    weights = fit_sentences(asked(qabot, fitting, Weights()))
    say = sys.stdout.write
    say(f"{machine()}\n{weights}\n")
    x, y = judged(qabot, [*asked(qabot, fitting, weights), *asked(qabot, none[::2], weights)])
    model = LogisticRegression(max_iter=5000).fit(x, y)
    say(f"Confidence(intercept={model.intercept_[0]:.2f}, score={model.coef_[0][0]:.2f}, unknown={model.coef_[0][1]:.2f})\n")

    x, y = judged(qabot, [*asked(qabot, reporting, weights), *asked(qabot, none[1::2], weights)])
    sure = model.predict_proba(x)[:, 1]
    say(f"on {len(reporting)} other answerable and {len(none[1::2])} other unanswerable questions:\n")
    say(f"AUROC {roc_auc_score(y, sure):.3f}, expected calibration error {calibration_error(sure, y):.3f}\n\n")
    say("| threshold | unanswerable answered | right answers withheld | answers that are right |\n| --- | --- | --- | --- |\n")
    for threshold in (0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        given = sure >= threshold
        say(
            f"| {threshold} | {given[len(reporting) :].mean():.3f} | {(~given[y]).mean():.3f} | {y[given].mean():.3f} |\n"
        )


if __name__ == "__main__":
    main()
