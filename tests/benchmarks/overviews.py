"""How much of a news article's first paragraph, held back, a choice of three later sentences says.

    python tests/benchmarks/overviews.py CORPUS.jsonl.gz INDEX [--half choose|report]

The first paragraph of a news article sums it up, so it is the reference; sentences are chosen from the rest alone.
ROUGE-L (Lin, 2004) is F1 over the longest common subsequence of stems; "cosine" is of the embeddings of reference and
choice.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import sys
import zlib
from pathlib import Path

import numpy as np

from qabot.answering.overviews.choose import choose
from qabot.answering.overviews.overview import worth_in_article
from qabot.answering.overviews.sentences import Sentence, can_be_stated
from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot
from qabot.model import Article, Passage
from qabot.text.antonyms import stem
from qabot.text.near_duplicates import tokens_of
from qabot.text.sentences import sentence_spans, starts_paragraph
from qabot.text.words import STOP_WORDS

CHOSEN = 3
_WORDS = range(15, 61)
_SENTENCES = range(12, 61)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("index", type=Path, help="any index folder: its embedding model is used")
    parser.add_argument("--half", choices=("choose", "report"), default="choose")
    parser.add_argument("--articles", type=int, default=200)
    options = parser.parse_args()
    embedder = Qabot(load_settings(None, corpus=Path("corpus"), index=options.index)).embedder
    items = list(itertools.islice(_items(options.corpus, options.half), options.articles))
    texts = [text for reference, rest in items for text in (reference, *(one.plain for one in rest))]
    vectors = embedder.embed(texts)
    place = 0
    prepared = []
    for reference, rest in items:
        prepared.append((reference, rest, vectors[place], vectors[place + 1 : place + 1 + len(rest)]))
        place += 1 + len(rest)
    sys.stdout.write(f"{len(prepared)} articles of the half '{options.half}', {CHOSEN} sentences each\n")
    for name, method in METHODS.items():
        rouge, cosine = [], []
        for reference, rest, aim, rows in prepared:
            chosen = sorted(method(rest, rows))
            mean = rows[chosen].sum(axis=0)
            rouge.append(rouge_l(reference, " ".join(rest[number].plain for number in chosen)))
            cosine.append(float(aim @ mean / (np.linalg.norm(mean) or 1)))
        sys.stdout.write(f"{name:10} ROUGE-L {_with_interval(rouge)}   cosine {_with_interval(cosine)}\n")


def _with_interval(values: list[float]) -> str:
    """Return a mean with half the width of its 95 % interval."""
    return f"{np.mean(values):.3f} ± {1.96 * np.std(values) / len(values) ** 0.5:.3f}"


def rouge_l(reference: str, said: str) -> float:
    """Return the F1 of the longest common subsequence of two texts' stems, stop words left out."""
    one, other = ([stem(word) for word in tokens_of(text) if word not in STOP_WORDS] for text in (reference, said))
    row = [0] * (len(other) + 1)
    for word in one:
        before = 0
        for number, same in enumerate(other, start=1):
            before, row[number] = row[number], before + 1 if word == same else max(row[number], row[number - 1])
    return 2 * row[-1] / ((len(one) + len(other)) or 1)


def lead(rest, _):
    """Return the first sentences."""
    return [number for number, one in enumerate(rest) if can_be_stated(one)][:CHOSEN]


def drawn(rest, _):
    """Return sentences drawn at random."""
    order = np.random.default_rng(0).permutation(len(rest))
    return [number for number in order if can_be_stated(rest[number])][:CHOSEN]


def lexrank(rest, rows):
    """Return sentences by continuous LexRank (Erkan and Radev, 2004) over the vectors, without what repeats."""
    alike = np.clip(rows @ rows.T, 0, 1)
    walk = alike / alike.sum(axis=1, keepdims=True)
    rank = np.full(len(rest), 1 / len(rest))
    for _ in range(50):
        rank = 0.15 / len(rest) + 0.85 * walk.T @ rank
    chosen: list[int] = []
    for number in np.argsort(-rank, kind="stable"):
        if can_be_stated(rest[number]) and all(alike[number, other] < 0.8 for other in chosen):
            chosen.append(int(number))
        if len(chosen) == CHOSEN:
            break
    return chosen


def overview(rest, rows):
    """Return sentences as ``overview_of_article`` chooses them."""
    parts = max(1, (rest[-1].paragraph + 1) // CHOSEN)
    return choose(
        rows,
        [worth_in_article(one) for one in rest],
        [one.paragraph // parts for one in rest],
        most=CHOSEN,
        allowed=[can_be_stated(one) for one in rest],
    )


METHODS = {"drawn": drawn, "lead": lead, "LexRank": lexrank, "overview": overview}


def _items(corpus: Path, half: str):
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if (zlib.crc32(str(row["id"]).encode()) % 2 == 0) != (half == "choose"):
                continue
            text = row["text"]
            article = Article(str(row["id"]), row["title"] or "", "", "", (), None, "x", text)
            found, paragraph = [], -1
            spans = sentence_spans(text)
            for number, span in enumerate(spans):
                if starts_paragraph(text, span.start) or text[max(0, span.start - 1)] == "\n" or paragraph < 0:
                    paragraph += 1
                passage = Passage(article.id, span.start, span.end, text[span.start : span.end], (span,))
                found.append(Sentence(passage, span, article, number, paragraph, frozenset()))
            good = next((one for one in found if can_be_stated(one)), None)
            if good is None:
                continue
            first = [one for one in found if one.paragraph == good.paragraph and can_be_stated(one)]
            reference = " ".join(one.plain for one in first)
            rest = [one for one in found if one.paragraph > good.paragraph and one.plain not in reference]
            if len(reference.split()) in _WORDS and len([one for one in rest if can_be_stated(one)]) in _SENTENCES:
                yield reference, rest


if __name__ == "__main__":
    main()
