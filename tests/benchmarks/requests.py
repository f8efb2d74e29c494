"""How often what is asked for is recognised, over labelled phrasings.

Run: python tests/benchmarks/requests.py [--typed] [--held]

The phrasings are those of tests/labelled/requests.jsonl, or with --typed those of requests-typed.jsonl, which are
written as people type: in small letters, with slips and shortened words.

The wordings of ``qabot.question.wordings.families`` were written with one half of the phrasings in sight. ``--held``
scores the other half and shows only counts.
"""

import argparse
import json
from collections import Counter
from pathlib import Path

import typer

from qabot.question.request import recognise

LABELLED = Path(__file__).parents[1] / "labelled"


def main():
    """Print the share that is right, and what is taken for what."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", action="store_true", help="score the half that is held back")
    parser.add_argument("--typed", action="store_true", help="score the phrasings of requests-typed.jsonl")
    options = parser.parse_args()
    part = "held" if options.held else "fit"
    file = LABELLED / ("requests-typed.jsonl" if options.typed else "requests.jsonl")
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["part"] == part]
    wrong = Counter()
    for row in rows:
        found = recognise(row["text"]).kind.value
        if found != row["kind"]:
            wrong[row["kind"], found] += 1
            if part == "fit":
                typer.echo(f"{row['kind']} taken for {found}: {row['text']}")
    right = len(rows) - wrong.total()
    typer.echo(f"{part}: {right} of {len(rows)} right, {right / len(rows):.1%}")
    for (kind, found), count in wrong.most_common():
        typer.echo(f"  {kind} taken for {found}: {count}")


if __name__ == "__main__":
    main()
