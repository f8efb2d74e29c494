"""Fits how passages are ordered, how short answers are weighed and how sure they are, and reports on other questions.

usage: python tests/benchmarks/fit_answers.py SETS [--cache DIR] [--unanswered .1] [--read 12] [--confidence-only]

SETS is what `question_sets.py` wrote: `fit-*` sets choose every weight and the threshold, `report-*` sets give the
figures. Prints the weights as the code has them, and a table for each kind of set. --cache keeps what the reader read.
"""

import argparse
import json
import math
import pickle
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from measure import machine

from qabot.answering.confidence import confidence_signals
from qabot.answering.short_answers.candidates import collect_candidates
from qabot.answering.short_answers.how_many import count_asked_for
from qabot.answering.short_answers.parts import choose_parts, with_list_items
from qabot.answering.weights import (
    CANDIDATE_SIGNALS,
    CONFIDENCE_SIGNALS,
    LARGE_BUILD,
    CandidateWeights,
    ConfidenceWeights,
    SignalWeights,
    large_share,
)
from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot
from qabot.evaluate import weighted
from qabot.evaluate.logistic import fit_logistic
from qabot.model import Asked, Candidate, Form, Hit, Reading
from qabot.question.understand import understand
from qabot.ranking.passages import apply_scores, rank_signals
from qabot.ranking.second_reading import SECOND_PASSAGES, best_windows, merge, read_until_answered
from qabot.ranking.weights import RANK_SIGNALS, RankingWeights
from qabot.search.hybrid import search
from qabot.surfaces.terminal.progress import show_progress
from qabot.text.squad import holds_answer, overlap_f1, plain_answer

CANDIDATES = 20
RIGHT_F1 = 0.5
STRENGTH = 10.0
"""Of the hold on each weight of the confidence, when its signal has variance 1; chosen by ten folds of the fit sets."""

LARGE_ENOUGH = 0.9
"""Share of the large builds' weights from which on a set tells something of them."""


@dataclass(eq=False)
class Case:
    """One question of a set, searched and read."""

    kind: str
    expected: tuple[str, ...]
    gold: frozenset[str]
    asked: Asked
    hits: list[Hit]
    readings: Sequence[Reading]
    signals: list[dict[str, float]]
    qabot: Qabot

    def holds(self, text: str) -> bool:
        """Return whether a passage has an expected answer in it."""
        return any(holds_answer(text, one) for one in self.expected)

    def f1(self, text: str) -> float:
        """Return the best F1 of a short answer against those expected."""
        return max((overlap_f1(text, one) for one in self.expected), default=0.0)

    def order(self, ranking: RankingWeights) -> list[Hit]:
        """Return the hits in the order that some weights give."""
        return apply_scores(self.hits, [math.fsum(ranking.contributions(row).values()) for row in self.signals])

    def answer(self, candidates: Sequence[Candidate]) -> str:
        """Return the parts of the answer, as `decide` chooses them, in a row."""
        options = self.qabot.options.decide
        chosen = choose_parts(
            candidates,
            self.asked.form,
            most=options.parts,
            margin=options.part_margin,
            count=count_asked_for(self.asked.text),
        )
        return " ".join(part.text for part in with_list_items(chosen, candidates, self.asked))

    def candidates(self, ranking: RankingWeights, scoring: CandidateWeights) -> tuple[Candidate, ...]:
        """Return the short answers with some weights."""
        by_id = {hit.passage.id: reading for hit, reading in zip(self.hits, self.readings, strict=True)}
        read = [(hit, by_id[hit.passage.id]) for hit in self.order(ranking)]
        return collect_candidates(self.asked, read, terms=self.qabot.store.terms, weights=scoring)


def load(folder: Path, cache: Path | None, *, read: int | None) -> list[Case]:
    """Index a set's corpus, and search and read for each of its questions; as many passages as the settings say."""
    from rich.console import Console

    qabot = Qabot(load_settings(corpus=folder / "corpus", index=folder / "index"))
    asked = []
    with show_progress(Console(stderr=True)) as progress:
        if not (folder / "index" / "CURRENT").exists():
            qabot.index(progress=progress)
        rows = [json.loads(line) for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
        stored = cache / f"{folder.name}.pickle" if cache else None
        known = pickle.loads(stored.read_bytes()) if stored and stored.exists() else {}
        progress.stage(folder.name, len(rows), "questions")
        for row in rows:
            one = understand(row["question"], store=qabot.store, embedder=qabot.embedder, max_chars=1_000)
            one = replace(one, period=None)
            options = qabot.options
            hits = search(one, read or options.read, store=qabot.store, options=options.search)
            key = (row["question"], tuple(hit.passage.id for hit in hits))
            if key not in known:
                known[key] = qabot.reader.read(row["question"], hits)
            expected = tuple(row.get("answers") or ([row["answer"]] if row.get("answer") else []))
            gold = frozenset(row.get("gold") or row.get("weak") or ())
            signals = rank_signals(one, hits, known[key], store=qabot.store)
            kind = folder.name.split("-")[1]
            asked.append(Case(kind, expected, gold, one, hits, known[key], signals, qabot))
            progress.advance()
    if stored:
        stored.write_bytes(pickle.dumps(known))
    return asked


def read_again(some: list[Case], ranking: RankingWeights, cache: Path | None) -> list[Case]:
    """Return the cases with what the second reader makes of the best passages, as `ask` does it."""
    from rich.console import Console

    stored = cache / "second.pickle" if cache else None
    known = pickle.loads(stored.read_bytes()) if stored and stored.exists() else {}
    again = []
    with show_progress(Console(stderr=True)) as progress:
        progress.stage("second reading", len(some), "questions")
        for one in some:
            by_id = {hit.passage.id: reading for hit, reading in zip(one.hits, one.readings, strict=True)}
            order = [(hit, by_id[hit.passage.id]) for hit in one.order(ranking)]
            windows = best_windows(order, SECOND_PASSAGES)
            key = (one.asked.text, tuple(window.passage.id for window in windows))
            if key not in known:
                known[key] = read_until_answered(one.asked.text, windows, one.qabot.second_reader)
            merged = [merge(reading, second) for (_, reading), second in zip(order, known[key], strict=False)]
            readings = [*merged, *(reading for _, reading in order[len(merged) :])]
            hits = [hit for hit, _ in order]
            signals = rank_signals(one.asked, hits, readings, store=one.qabot.store)
            again.append(replace(one, hits=hits, readings=readings, signals=signals))
            progress.advance()
    if stored:
        stored.write_bytes(pickle.dumps(known))
    return again


def fit_ranking(asked: list[Case], *, steps: int = 400) -> RankingWeights:
    """Return weights that make the passages with the answer likeliest to come first (ListNet: Cao et al., ICML 2007).

    The answer's passages in a gold article count; where there are none, all passages that hold it.
    """
    lists = []
    for one in asked:
        holding = [one.holds(hit.passage.text) for hit in one.hits]
        right = [holds and hit.passage.article_id in one.gold for holds, hit in zip(holding, one.hits, strict=True)]
        chosen = right if any(right) else holding
        if any(chosen) and not all(chosen):
            rows = [[row[name] for name in RANK_SIGNALS] for row in one.signals]
            lists.append((torch.tensor(rows, dtype=torch.float64), torch.tensor(chosen)))
    weights = torch.zeros(len(RANK_SIGNALS), dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=steps, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        losses = []
        for rows, chosen in lists:
            chances = torch.log_softmax(rows @ weights, dim=0)
            losses.append(-torch.logsumexp(chances[chosen], dim=0))
        loss = torch.stack(losses).sum() + 0.5 * (weights**2).sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    return RankingWeights(
        **{name: round(float(value), 3) for name, value in zip(RANK_SIGNALS, weights.detach(), strict=True)}
    )


def fit_scoring(asked: list[Case], ranking: RankingWeights) -> CandidateWeights:
    """Return weights that tell right candidates from wrong ones; a half right one counts as half of each."""
    scoring = CandidateWeights()
    for _ in range(2):  # the best by the first fit are what the second learns from
        rows, labels = [], []
        for one in asked:
            for candidate in one.candidates(ranking, scoring)[:CANDIDATES]:
                rows.append([*(candidate.signals[name] for name in CANDIDATE_SIGNALS), 1.0])
                labels.append(one.f1(candidate.text))
        columns = len(CANDIDATE_SIGNALS) + 1
        fitted = fit_logistic(
            np.array(rows), np.array(labels), prior=np.zeros(columns), strength=np.array([*[1.0] * (columns - 1), 1e-6])
        )
        names = [*CANDIDATE_SIGNALS, "intercept"]
        scoring = CandidateWeights(**{name: round(float(value), 3) for name, value in zip(names, fitted, strict=True)})
    return scoring


@dataclass(frozen=True, eq=False)
class Judged:
    """What the confidence is fitted to.

    Attributes:
        rows: (questions, signals) in the order of `CONFIDENCE_SIGNALS`.
        counts: (questions,) passages of each question's build.
        right: (questions,) whether the best answer is right.
        answerable: (questions,) whether there is any.
    """

    rows: np.ndarray
    counts: np.ndarray
    right: np.ndarray
    answerable: np.ndarray


def judged(asked: list[Case], ranking: RankingWeights, scoring: CandidateWeights) -> Judged:
    """Return the signals and the outcome of each question that has a candidate."""
    rows, counts, right, answerable = [], [], [], []
    for one in asked:
        candidates = one.candidates(ranking, scoring)
        if candidates:
            store = one.qabot.store
            signals = confidence_signals(
                one.asked.query,
                candidates,
                best_answers=max(reading.answers for reading in one.readings),
                terms=store.terms,
                article=store.article,
            )
            rows.append([signals[name] for name in CONFIDENCE_SIGNALS])
            counts.append(store.passage_count)
            right.append(_right(one, candidates))
            answerable.append(bool(one.expected))
    return Judged(np.array(rows), np.array(counts), np.array(right), np.array(answerable))


def _right(one: Case, candidates: Sequence[Candidate]) -> bool:
    if one.asked.form in (Form.SENTENCES, Form.EVIDENCE):
        return one.holds(candidates[0].evidence[0].text)
    return one.f1(one.answer(candidates)) >= RIGHT_F1


def fit_confidence(some: Judged) -> ConfidenceWeights:
    """Return weights that make the confidence the chance of being right, for small and for large builds.

    Each weight is held towards 0, the more the wider its signal varies. `unknown` is held to -1 and `qualified` to
    -.66: these sets have next to no questions that differ in nothing else. Without a large build among the sets, the
    weights of large builds stay as they ship.
    """
    large = np.array([large_share(count) for count in some.counts])[:, None]
    rows = np.column_stack([some.rows, np.ones(len(some.rows))])
    x = np.hstack([rows * (1 - large), rows * large])
    names = [*CONFIDENCE_SIGNALS, "intercept"]
    prior = np.array([{"unknown": -1.0, "qualified": -0.66}.get(name, 0.0) for name in names] * 2)
    held = {"unknown": 50.0, "qualified": 1e4, "intercept": 1e-6}
    strength = np.array(
        [held.get(name, STRENGTH * max(x[:, column].var(), 1e-3)) for column, name in enumerate(names * 2)]
    )
    if large.max() < LARGE_ENOUGH:
        prior[len(names) :] = [getattr(LARGE_BUILD, name) for name in names]
        strength[len(names) :] = 1e7
    fitted = fit_logistic(x, some.right.astype(float), prior=prior, strength=strength)
    values = [round(float(value), 3) for value in fitted]
    half = len(names)
    return ConfidenceWeights(
        small=SignalWeights(**dict(zip(names, values[:half], strict=True))),
        large=SignalWeights(**dict(zip(names, values[half:], strict=True))),
    )


def sureness(some: Judged, confidence: ConfidenceWeights) -> np.ndarray:
    """Return the confidence of each question."""
    return np.array(
        [
            confidence.probability(dict(zip(CONFIDENCE_SIGNALS, row, strict=True)), passage_count=count)
            for row, count in zip(some.rows, some.counts, strict=True)
        ]
    )


def report(
    name: str, asked: list[Case], ranking: RankingWeights, scoring: CandidateWeights, confidence: ConfidenceWeights
) -> str:
    """Return what the weights do on some questions."""
    able = [one for one in asked if one.expected]
    hits = [one.order(ranking) for one in able]
    table = {}
    for label, orders in (("fused", [one.hits for one in able]), ("final", hits)):
        first = [one.holds(order[0].passage.text) for one, order in zip(able, orders, strict=True)]
        ranks = []
        for one, order in zip(able, orders, strict=True):
            articles = list(dict.fromkeys(hit.passage.article_id for hit in order))
            ranks.append(next((place for place, name in enumerate(articles, 1) if name in one.gold), math.inf))
        table[label] = [
            np.mean([rank <= 1 for rank in ranks]),
            np.mean([rank <= 5 for rank in ranks]),
            np.mean([1 / rank for rank in ranks]),
            np.mean(first),
        ]
    short = [one for one in able if one.asked.form in (Form.THING, Form.THINGS)]
    best = [(one, one.candidates(ranking, scoring)) for one in short]
    exact = np.mean([any(plain_answer(c[0].text) == plain_answer(e) for e in one.expected) for one, c in best if c])
    f1 = np.mean([one.f1(c[0].text) for one, c in best if c])
    oracle = np.mean([max(one.f1(k.text) for k in c) for one, c in best if c])
    outcome = judged(asked, ranking, scoring)
    right, answerable, sure = outcome.right, outcome.answerable, sureness(outcome, confidence)
    once = np.ones((1, len(sure)))
    text = f"\n{name}: {len(asked)} questions, {len(able)} answerable\n"
    for label, figures in table.items():
        text += (
            f"  {label}: hit@1 {figures[0]:.3f} hit@5 {figures[1]:.3f} MRR {figures[2]:.3f} answer@1 {figures[3]:.3f}\n"
        )
    text += f"  nothing withheld: EM {exact:.3f} F1 {f1:.3f} (best of all candidates {oracle:.3f})\n"
    text += f"  AUROC of confidence {weighted.auroc(sure, right, counts=once)[0]:.3f}, "
    text += f'of "answerable" {weighted.auroc(sure, answerable, counts=once)[0]:.3f}, '
    text += f"expected calibration error {weighted.calibration_error(sure, right, counts=once)[0]:.3f}, "
    text += f"right {right.mean():.3f}, mean confidence {sure.mean():.3f}\n"
    for threshold in (0.15, 0.2, 0.25, 0.3, 0.35, 0.42, 0.5, 0.6):
        given = sure >= threshold
        let, held = given[~answerable], ~given[answerable]
        text += f"  {threshold:.2f}: unanswerable answered {let.mean() if len(let) else 0:.3f}, "
        text += f"answerable refused {held.mean():.3f}, right answers withheld {(~given[right]).mean():.3f}, "
        text += f"answers that are right {right[given].mean():.3f}\n"
    return text


def main() -> None:
    """Fit on the one half of the sets, report on the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--unanswered", type=float, default=0.1, help="share that the threshold lets through")
    parser.add_argument("--read", type=int, help="passages read for a question, in place of what ships")
    parser.add_argument("--confidence-only", action="store_true", help="keep the weights of ranking and short answers")
    options = parser.parse_args()
    if options.cache:
        options.cache.mkdir(parents=True, exist_ok=True)
    say = sys.stdout.write
    fitting = [
        one for path in sorted(options.sets.glob("fit-*")) for one in load(path, options.cache, read=options.read)
    ]
    reported = [
        one for path in sorted(options.sets.glob("report-*")) for one in load(path, options.cache, read=options.read)
    ]
    ranking = RankingWeights() if options.confidence_only else fit_ranking(fitting)
    say(f"{machine()}\n{ranking}\n")
    for reading in ("FIRST_READING", "SECOND_READING"):
        if reading == "SECOND_READING":
            fitting = read_again(fitting, ranking, options.cache)
            reported = read_again(reported, ranking, options.cache)
        if reading == "FIRST_READING":
            # The weights of short answers serve both readings: fitted anew on the merged ones, they were better on
            # small corpora by .01 of F1 and worse on news by .05.
            scoring = CandidateWeights() if options.confidence_only else fit_scoring(fitting, ranking)
        confidence = fit_confidence(judged(fitting, ranking, scoring))
        say(f"\n{reading}\n{scoring}\n{confidence}\n")
        for kind in sorted({one.kind for one in fitting}):
            some = [one for one in fitting if one.kind == kind]
            outcome = judged(some, ranking, scoring)
            sure = np.sort(sureness(outcome, confidence)[~outcome.answerable])[::-1]
            if len(sure):
                threshold = sure[int(options.unanswered * len(sure))]
                say(f"threshold {threshold:.3f} lets {options.unanswered} of fit-{kind}'s unanswerable ones through\n")
            say(report(f"fit-{kind} (chose the weights)", some, ranking, scoring, confidence))
        for kind in sorted({one.kind for one in reported}):
            some = [one for one in reported if one.kind == kind]
            say(report(f"report-{kind}", some, ranking, scoring, confidence))
        say(report("report, all", reported, ranking, scoring, confidence))


if __name__ == "__main__":
    main()
