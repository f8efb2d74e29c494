"""How much of a page's article is kept, and how little else: shingle F1, as the article extraction benchmark counts it.

    python tests/benchmarks/extraction.py DATA [--worst N]

``DATA`` holds ``ground-truth.json`` ({page: {"articleBody", "url"}}) and a ``PAGE.html.gz`` for each, as those of
scrapinghub/article-extraction-benchmark. Runs of four words are counted in the true and in the read text; what both
have is right. Precision and recall are each the mean over pages (their counts scaled so that no page weighs more), and
F1 is theirs. A page that qabot refuses counts as one that was read as nothing. Headers that qabot repeats in each row
of a table count once, as they stand in the page. Pages are split by hash: the rules in ``qabot/ingest`` were chosen on
one half; the other half is the one to report.
"""

import argparse
import gzip
import hashlib
import json
import random
import re
import statistics
import sys
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from qabot.errors import ArticleError
from qabot.ingest.parsing.html.page import article_of_page
from qabot.ingest.source import Limits, Source
from qabot.text.table_rows import parse_row

WORDS = 4
DRAWS = 1_000


class Counts(NamedTuple):
    """Shingles that are right, too many, and missing, as shares of their sum (all 0 if there are none)."""

    right: float
    extra: float
    missing: float

    @property
    def precision(self) -> float | None:
        """Return the share of what was read that is right, ``None`` when nothing was read."""
        read = self.right + self.extra
        return self.right / read if read else None

    @property
    def recall(self) -> float | None:
        """Return the share of what is true that was read, ``None`` when nothing is true."""
        true = self.right + self.missing
        return self.right / true if true else None


class Figures(NamedTuple):
    """Means over pages, and F1 of the two means."""

    f1: float
    precision: float
    recall: float


def main() -> None:
    """Read the pages and print the figures of both halves and of all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument(
        "--worst", type=int, default=0, metavar="N", help="list the N worst pages of the half that chose"
    )
    options = parser.parse_args()
    truth = json.loads((options.data / "ground-truth.json").read_text("utf-8"))
    counts: dict[str, Counts] = {}
    slowest = 0.0
    for name in sorted(truth):
        began = time.perf_counter()
        read = body(gzip.decompress((options.data / f"{name}.html.gz").read_bytes()))
        slowest = max(slowest, time.perf_counter() - began)
        counts[name] = compare(truth[name]["articleBody"], read)
    chose = {name: count for name, count in counts.items() if chooses(name)}
    report = {name: count for name, count in counts.items() if not chooses(name)}
    for title, part in {"chose": chose, "report": report, "all": counts}.items():
        figures, spread = means(list(part.values())), interval(list(part.values()))
        shown = "  ".join(f"{name} {value:.3f} ± {spread[name]:.3f}" for name, value in figures._asdict().items())
        sys.stdout.write(f"{title:<7} {len(part):>3} pages  {shown}\n")
    sys.stdout.write(f"slowest page {slowest:.1f} s\n")
    for name, count in sorted(chose.items(), key=lambda pair: pair[1].right)[: options.worst]:
        shares = "  ".join(f"{share:.3f} {kind}" for kind, share in count._asdict().items())
        sys.stdout.write(f"{shares}  {name} {truth[name]['url']}\n")


def body(page: bytes) -> str:
    """Return the text that qabot would index of a page, ``""`` if it refuses the page."""
    try:
        return with_headers_once(article_of_page(page, Source(Path("page.html"), "page.html", Limits())).text)
    except ArticleError:
        return ""


def with_headers_once(text: str) -> str:
    """Return a text in which the headers of a table stand above its rows, not in each of them."""
    blocks: list[str] = []
    above: list[str] = []
    for block in text.split("\n\n"):
        cells = parse_row(block)
        labels = [cell.label for cell in cells]
        if any(labels) and not set(labels) <= set(above):
            blocks.append(" ".join(labels))
            above = labels
        elif not cells:
            above = []
        blocks.append(" ".join(cell.value for cell in cells) if any(labels) else block)
    return "\n\n".join(blocks)


def chooses(name: str) -> bool:
    """Return whether a page belongs to the half on which rules are chosen."""
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0


def compare(true: str, read: str) -> Counts:
    """Return the shingles that two texts share and do not share."""
    expected, found = shingles(true), shingles(read)
    right = (expected & found).total()
    extra, missing = (found - expected).total(), (expected - found).total()
    whole = right + extra + missing
    return Counts(right / whole, extra / whole, missing / whole) if whole else Counts(0.0, 0.0, 0.0)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return each run of four words with how often it stands; of a shorter text, all its words as one run."""
    words = re.findall(r"\w+", text)
    runs = (tuple(words[start : start + WORDS]) for start in range(max(1, len(words) - WORDS + 1)))
    return Counter(run for run in runs if run)


def means(pages: list[Counts]) -> Figures:
    """Return the figures of some pages."""
    precision = statistics.mean(page.precision for page in pages if page.precision is not None)
    recall = statistics.mean(page.recall for page in pages if page.recall is not None)
    return Figures(2 * precision * recall / (precision + recall), precision, recall)


def interval(pages: list[Counts]) -> dict[str, float]:
    """Return half the width of each figure's 95 % interval, by a bootstrap over pages."""
    draw = random.Random(0)
    drawn = [means(draw.choices(pages, k=len(pages))) for _ in range(DRAWS)]
    return {name: 1.96 * statistics.stdev(getattr(one, name) for one in drawn) for name in Figures._fields}


if __name__ == "__main__":
    main()
