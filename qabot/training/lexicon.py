"""Makes the lexicon of the gate for written sentences from the files of WordNet 3.0.

usage: python -m qabot.training.lexicon FOLDER

FOLDER has WordNet's data.*, index.*, *.exc and cntlist.rev.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import defaultdict
from pathlib import Path

from qabot.models.embedder_export import SHIPPED_EMBEDDER
from qabot.models.onnx.exports import TOKENIZER

TARGET = Path(__file__).parents[1] / "writing" / "wordnet" / "lexicon.txt.gz"
_FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
_SENSES = {"n": 5, "v": 10, "a": 6, "r": 3}
"""Senses kept of a word, most frequent first: later ones make words alike that nobody takes for each other."""


def main() -> None:
    """Write the lexicon."""
    folder = Path(sys.argv[1])
    vocabulary = json.loads((SHIPPED_EMBEDDER / TOKENIZER).read_text(encoding="utf-8"))["model"]["vocab"]
    common = {word for word in vocabulary if re.fullmatch(r"[a-z]{2,}", word)}
    TARGET.parent.mkdir(exist_ok=True)
    lines = []
    for pos, name in _FILES.items():
        lines += _exceptions(folder / f"{name}.exc", pos, common)
    lines += _synsets(folder, common)
    lines += _counts(folder / "cntlist.rev", common)
    with TARGET.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as file:
        file.write("\n".join(lines).encode())


def _known(word: str, common: set[str]) -> bool:
    """Return whether a word, or each word of a phrase of two, is common."""
    words = word.split("_")
    return len(words) <= 2 and all(one in common for one in words)


def _exceptions(file: Path, pos: str, common: set[str]) -> list[str]:
    """Return the irregular forms of common words: ``x POS FORM LEMMA``."""
    pairs = (line.split()[:2] for line in file.read_text(encoding="utf-8").splitlines())
    return [f"x {pos} {form} {lemma}" for form, lemma in pairs if lemma in common and "_" not in form]


def _counts(file: Path, common: set[str]) -> list[str]:
    """Return how often a common word was a noun, verb, adjective and adverb in tagged text: ``c WORD N V A R``."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for line in file.read_text(encoding="utf-8").splitlines():
        key, _, count = line.split()
        word, kind = key.split("%")
        if word in common:
            counts[word][{1: 0, 2: 1, 3: 2, 4: 3, 5: 2}[int(kind[0])]] += int(count)
    return [f"c {word} {' '.join(map(str, four))}" for word, four in sorted(counts.items())]


def _synsets(folder: Path, common: set[str]) -> list[str]:
    kept: dict[str, set[str]] = defaultdict(set)
    for pos, name in _FILES.items():
        for line in (folder / f"index.{name}").read_text(encoding="utf-8").splitlines():
            if line.startswith(" "):
                continue
            parts = line.split()
            word, count, pointers = parts[0], int(parts[2]), int(parts[3])
            offsets = parts[6 + pointers : 6 + pointers + count]
            tagged = int(parts[5 + pointers]) > 0 and word.isalpha()
            if tagged or _known(word, common):
                for offset in offsets[: _SENSES[pos]]:
                    kept[pos + offset].add(word)
    above: dict[str, list[str]] = {}
    pairs: set[tuple[str, str, str]] = set()
    for pos, name in _FILES.items():
        for line in (folder / f"data.{name}").read_text(encoding="utf-8").splitlines():
            if line.startswith(" "):
                continue
            parts = line.split("|")[0].split()
            here, count = pos + parts[0], int(parts[3], 16)
            words = [re.sub(r"\(.*\)", "", one).lower() for one in parts[4 : 4 + 2 * count : 2]]
            rest = parts[5 + 2 * count : 5 + 2 * count + 4 * int(parts[4 + 2 * count])]
            for symbol, offset, kind, ends in zip(rest[0::4], rest[1::4], rest[2::4], rest[3::4], strict=False):
                other = ("a" if kind == "s" else kind) + offset
                if symbol in ("@", "@i") or (symbol in (">", "*") and pos == "v"):
                    above.setdefault(here, []).append(other)
                elif symbol in ("!", "+", "\\") and ends != "0000":
                    mine = words[int(ends[:2], 16) - 1]
                    pairs.add((symbol, f"{here}/{mine}", f"{other}/{int(ends[2:], 16)}"))
    members: dict[str, list[str]] = {}
    for pos, name in _FILES.items():
        for line in (folder / f"data.{name}").read_text(encoding="utf-8").splitlines():
            if not line.startswith(" "):
                parts = line.split()
                count = int(parts[3], 16)
                members[pos + parts[0]] = [re.sub(r"\(.*\)", "", one).lower() for one in parts[4 : 4 + 2 * count : 2]]
    numbers = {one: number for number, one in enumerate(sorted(kept))}
    lines = []
    for one in sorted(kept):
        up = [str(numbers[other]) for other in above.get(one, ()) if other in numbers]
        lines.append(f"s {one[0]} {','.join(sorted(kept[one]))} {','.join(up)}".rstrip())
    related = set()
    for symbol, mine, theirs in pairs:
        here, word = mine.split("/")
        other, place = theirs.split("/")
        that = members[other][int(place) - 1]
        if word in kept.get(here, ()) and that in kept.get(other, ()) and word != that:
            related.add(f"{'o' if symbol == '!' else 'd'} {' '.join(sorted((word, that)))}")
    return lines + sorted(related)


if __name__ == "__main__":
    main()
