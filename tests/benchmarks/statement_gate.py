"""How well the gate tells proved statements from others: precision and recall on the labelled set of the tests.

usage: python tests/benchmarks/statement_gate.py [--part choose|report] [--wrong]

tests/labelled/gate.jsonl has invented quotes and statements: {"quotes", "statement", "stands", "kind", "published"}. A
hash of the quotes puts each quote, with all its statements, into the part that chose the rules or the one that reports.
"""

import argparse
import hashlib
import json
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

from qabot.answering.verify import Quoted, why_unproved

CASES = Path(__file__).parents[1] / "labelled" / "gate.jsonl"


def cases(part: str) -> list[dict]:
    """Return the cases of a part: "choose", "report" or "all"."""
    rows = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if part in ("all", _part(row))]


def _part(row: dict) -> str:
    digest = hashlib.sha256("\n".join(row["quotes"]).encode()).digest()
    return "report" if digest[0] % 2 else "choose"


def verdict(row: dict) -> tuple[str, ...]:
    """Return what the gate says against a case's statement."""
    published = date.fromisoformat(row["published"]) if row.get("published") else None
    return why_unproved(row["statement"], [Quoted(quote, published) for quote in row["quotes"]])


def measured(rows: list[dict]) -> tuple[float, float, float]:
    """Return the share of unproved statements dropped, theirs among the dropped, and that of proved ones kept."""
    dropped = [bool(verdict(row)) for row in rows]
    caught = sum(drop and not row["stands"] for drop, row in zip(dropped, rows, strict=True))
    kept = sum(not drop and row["stands"] for drop, row in zip(dropped, rows, strict=True))
    return (
        caught / sum(not row["stands"] for row in rows),
        caught / max(1, sum(dropped)),
        kept / sum(row["stands"] for row in rows),
    )


def main() -> None:
    """Print the figures of a part, by kind, and with --wrong each case that it gets wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("choose", "report", "all"), default="report")
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    rows = cases(options.part)
    recall, precision, kept = measured(rows)
    proved = sum(row["stands"] for row in rows)
    sys.stdout.write(
        f"{options.part}: {len(rows)} statements, {proved} proved. Unproved ones dropped: recall {recall:.3f}, "
        f"precision {precision:.3f}; proved ones kept {kept:.3f}\n"
    )
    kinds = defaultdict(list)
    for row in rows:
        wrong = bool(verdict(row)) == row["stands"]
        kinds[row["kind"]].append(not wrong)
        if wrong and options.wrong:
            sys.stdout.write(f"  {row['kind']}: {row['statement']}\n    {row['quotes']}\n    {verdict(row)}\n")
    for kind, right in sorted(kinds.items()):
        sys.stdout.write(f"  {kind}: {sum(right)} of {len(right)} right\n")


if __name__ == "__main__":
    main()
