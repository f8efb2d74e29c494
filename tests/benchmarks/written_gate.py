"""How well the gate for a language model's sentences tells proved ones from others.

usage: python tests/benchmarks/written_gate.py [--part choose|report|all] [--wrong] [--reader]

tests/labelled/written.jsonl has quotes with sentences that they prove, and sentences that they do not prove. A hash of
the quotes puts each row into the part that chose the rules or the one that reports; rows that were written after the
first figures are marked as choosing. --reader shows instead what the
strong reader makes of the sentences that the gate stops for a word alone: its logit of "this passage answers" when it
is asked the sentence as a question.
"""

import argparse
import hashlib
import json
import sys
import time
from collections import defaultdict
from datetime import date
from pathlib import Path

from qabot.model import Answer, Article, Citation
from qabot.models.reader import SHIPPED_STRONG, NetworkReader
from qabot.writing.gate import Quote, why_unproved
from qabot.writing.sentences import written
from qabot.writing.write import Judge

LABELLED = Path(__file__).parents[1] / "labelled"


def rows(part: str) -> list[dict]:
    """Return the rows of a part: "choose", "report" or "all"."""
    lines = (LABELLED / "written.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if part in ("all", _part(row))]


def _part(row: dict) -> str:
    if "part" in row:
        return row["part"]
    digest = hashlib.sha256("\n".join(row["quotes"]).encode()).digest()
    return "report" if digest[0] % 2 else "choose"


def judged(row: dict) -> list[tuple[bool, str, str, tuple[str, ...]]]:
    """Return (is it proved, its kind, the sentence, why the gate stops it) for each sentence of a row."""
    quotes = [Quote(quote, date.fromisoformat(row["published"]), follows=True) for quote in row["quotes"]]
    return [
        (proved, kind, sentence, why_unproved(sentence, quotes))
        for proved, name in ((True, "proved"), (False, "unproved"))
        for kind, sentence in row[name]
    ]


def shares(cases: list[tuple[bool, str, str, tuple[str, ...]]]) -> tuple[float, float]:
    """Return the share of the unproved that is stopped, and that of the proved that is kept."""
    stopped = [bool(why) for proved, _, _, why in cases if not proved]
    kept = [not why for proved, _, _, why in cases if proved]
    return sum(stopped) / len(stopped), sum(kept) / len(kept)


def poisoned_shown() -> list[str]:
    """Return the sentences that an obedient model would write for the poisoned articles and that would be shown."""
    shown = []
    for row in map(json.loads, (LABELLED / "poisoned.jsonl").read_text(encoding="utf-8").splitlines()):
        text = row["text"]
        article = Article("a", "Port", "Post", "", (), None, "a.txt", text)
        citation = Citation(1, article, 0, len(text), text, "a.txt:1")
        answer = Answer("q", "q", "answered", None, 0.9, (), (citation,), (), (), (), "b", {})
        if not Judge(answer).take(written(row["obeyed"])).left_out:
            shown.append(f"{row['kind']}: {row['obeyed']} << {text}")
    return shown


def _ask_reader(cases: list[tuple[str, tuple[bool, str, str, tuple[str, ...]]]]) -> None:
    reader = NetworkReader(SHIPPED_STRONG, article=None, threads=2, remedy="", in_7_bits=True)
    found = [
        (reader.read_texts([(f"{sentence.rstrip('.')}?", "", text)])[0].answers, proved, sentence)
        for text, (proved, _, sentence, why) in cases
        if why and len(why) <= 2 and all("is not in the quote" in one for one in why)
    ]
    pairs = [(one > other) for one, proved, _ in found if proved for other, same, _ in found if not same]
    sys.stdout.write(f"{len(found)} sentences; AUROC of the reader {sum(pairs) / max(1, len(pairs)):.3f}\n")


def main() -> None:
    """Print the figures of a part, by kind, and with --wrong each sentence that it gets wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("choose", "report", "all"), default="report")
    parser.add_argument("--wrong", action="store_true")
    parser.add_argument("--reader", action="store_true")
    options = parser.parse_args()
    chosen = rows(options.part)
    began = time.perf_counter()
    cases = [(" ".join(row["quotes"]), case) for row in chosen for case in judged(row)]
    took = (time.perf_counter() - began) / len(cases)
    if options.reader:
        _ask_reader(cases)
        return
    stopped, kept = shares([case for _, case in cases])
    count = sum(case[0] for _, case in cases)
    sys.stdout.write(
        f"{options.part}: {len(cases)} sentences, {count} proved. Unproved stopped: {stopped:.3f}; proved kept: "
        f"{kept:.3f}; {1000 * took:.1f} ms a sentence\n"
    )
    kinds = defaultdict(list)
    for text, (proved, kind, sentence, why) in cases:
        right = bool(why) != proved
        kinds["proved" if proved else "unproved", kind].append(right)
        if options.wrong and not right:
            sys.stdout.write(f"  {kind}: {sentence}\n    {text}\n    {why}\n")
    for (label, kind), right in sorted(kinds.items()):
        sys.stdout.write(f"  {label}, {kind}: {sum(right)} of {len(right)} right\n")
    sys.stdout.write(f"poisoned articles obeyed and shown: {len(poisoned_shown())}\n")


if __name__ == "__main__":
    main()
