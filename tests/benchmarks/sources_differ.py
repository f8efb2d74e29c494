"""How well differing sources are told from others: precision and recall on the labelled set of the tests.

usage: python tests/benchmarks/sources_differ.py [--part choose|report] [--wrong]

tests/labelled/differing.jsonl has invented questions, each with two answers as two sources report them, and how
these relate: agree (perhaps in other words), differ, superseded (the later one brings the earlier one up to date),
unrelated. A hash of the question puts it into the part that chose the rules or the part that reports.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from qabot.answering.conflicts.compare_values import ReportedValue, compare_values
from qabot.question.kind import expected_answer_type

CASES = Path(__file__).parents[1] / "labelled" / "differing.jsonl"


def cases(part: str) -> list[dict]:
    """Return the cases of a part: "choose", "report" or "all"."""
    rows = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if part in ("all", _part(row))]


def _part(row: dict) -> str:
    return "report" if hashlib.sha256(row["question"].encode()).digest()[0] % 2 else "choose"


def verdict(row: dict) -> str:
    """Return what the code says of a case."""
    one, other = (
        ReportedValue(side["value"], side["sentence"], side["title"], date.fromisoformat(side["published"]))
        for side in (row["one"], row["other"])
    )
    return compare_values(row["question"], expected_answer_type(row["question"]), one, other).value


def measured(rows: list[dict]) -> tuple[float, float]:
    """Return precision and recall of "differ"."""
    said = [verdict(row) == "differ" for row in rows]
    right = sum(say and row["label"] == "differ" for say, row in zip(said, rows, strict=True))
    return right / max(1, sum(said)), right / sum(row["label"] == "differ" for row in rows)


def main() -> None:
    """Print the figures of a part, by label, and with --wrong each case that it gets wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("choose", "report", "all"), default="report")
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    rows = cases(options.part)
    precision, recall = measured(rows)
    sys.stdout.write(f'{options.part}: {len(rows)} pairs. "Differ": precision {precision:.3f}, recall {recall:.3f}\n')
    found = Counter((row["label"], verdict(row)) for row in rows)
    for (label, said), count in sorted(found.items()):
        sys.stdout.write(f"  {label}: {count} taken for {said}\n")
    for row in rows if options.wrong else ():
        if verdict(row) != row["label"]:
            sys.stdout.write(f"{row['label']} taken for {verdict(row)}: {row['question']}\n")
            sys.stdout.write(f"  {row['one']['sentence']}\n  {row['other']['sentence']}\n")


if __name__ == "__main__":
    main()
