"""What words mean for each other: base forms, synonyms, kinds and opposites, from WordNet."""

from __future__ import annotations

import gzip
from collections import defaultdict
from functools import cache
from pathlib import Path

from qabot.text.antonyms import POLES, stem
from qabot.text.words import same_stem

_FOLDER = Path(__file__).parent / "wordnet"
_FILE = _FOLDER / "lexicon.txt.gz"
_NEWS = _FOLDER / "news.txt"
"""Words that news uses for each other and that WordNet has no common meaning of: POS WORD,WORD,..."""
_ENDINGS = {
    "n": (("ies", "y"), ("ses", "s"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("men", "man"), ("s", "")),
    "v": (
        ("ies", "y"),
        ("ied", "y"),
        ("es", "e"),
        ("ses", "s"),
        ("xes", "x"),
        ("zes", "z"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("oes", "o"),
        ("s", ""),
        ("ed", "e"),
        ("ed", ""),
        ("ing", "e"),
        ("ing", ""),
    ),
    "a": (("er", ""), ("est", ""), ("er", "e"), ("est", "e"), ("ier", "y"), ("iest", "y")),
    "r": (("ly", ""),),
}
_LEVELS = {"n": 2, "v": 1, "a": 0, "r": 0}
"""How many levels a more general word may stand above a more special one: a bomber is a plane."""


class Lexicon:
    """WordNet's common words. Use ``lexicon()``, which reads the file once."""

    def __init__(self) -> None:
        """Read the file of the package."""
        self._synsets: dict[str, list[int]] = defaultdict(list)
        self._pos: list[str] = []
        self._above: list[tuple[int, ...]] = []
        self._irregular: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._derived: dict[str, set[str]] = defaultdict(set)
        self._opposite: dict[str, set[str]] = defaultdict(set)
        self._counts: dict[str, tuple[int, ...]] = {}
        news = [f"s {line}" for line in _NEWS.read_text(encoding="utf-8").splitlines()]
        for line in [*gzip.decompress(_FILE.read_bytes()).decode().splitlines(), *news]:
            kind, *parts = line.split(" ")
            if kind == "s":
                number = len(self._pos)
                self._pos.append(parts[0])
                self._above.append(tuple(map(int, parts[2].split(","))) if len(parts) > 2 else ())
                for word in parts[1].split(","):
                    self._synsets[word.replace("_", " ")].append(number)
            elif kind == "x":
                self._irregular[parts[1]].append((parts[0], parts[2]))
            elif kind == "c":
                self._counts[parts[0]] = tuple(map(int, parts[1:]))
            else:
                pairs = self._derived if kind == "d" else self._opposite
                one, other = (word.replace("_", " ") for word in parts)
                pairs[one].add(other)
                pairs[other].add(one)

    @cache  # noqa: B019 - one lexicon lives as long as the process
    def bases(self, word: str) -> frozenset[tuple[str, str]]:
        """Return the (part of speech, base form) pairs that a lower-case word may be a form of."""
        first, _, particle = word.partition(" ")
        if particle:
            phrases = ((pos, f"{base} {particle}") for pos, base in self.bases(first))
            return frozenset((pos, phrase) for pos, phrase in phrases if phrase in self._synsets)
        found = set(self._irregular.get(word, ()))
        for number in self._synsets.get(word, ()):
            found.add((self._pos[number], word))
        for pos, endings in _ENDINGS.items():
            if pos == "a" and word in self._synsets:
                continue  # an owner is not more own
            for ending, instead in endings:
                if word.endswith(ending) and len(word) > len(ending) + 1:
                    base = word[: -len(ending)] + instead
                    short = base[:-1] if len(base) > 2 and base[-1] == base[-2] and not instead else base
                    for form in {base, short}:
                        if any(self._pos[number] == pos for number in self._synsets.get(form, ())):
                            found.add((pos, form))
        return frozenset(found)

    def parts_of_speech(self, word: str) -> frozenset[str]:
        """Return the parts of speech that a word may have: n, v, a, r."""
        return frozenset(pos for pos, _ in self.bases(word))

    def share(self, word: str, pos: str) -> float:
        """Return how often a word was this part of speech in tagged text, as a share; 0 if it is unknown."""
        counts = [0] * 4
        for kind, base in self.bases(word):
            if base in self._counts:
                counts["nvar".index(kind)] += self._counts[base]["nvar".index(kind)]
        return counts["nvar".index(pos)] / max(1, sum(counts))

    @cache  # noqa: B019
    def _family(self, word: str) -> frozenset[str]:
        bases = {base for _, base in self.bases(word)} | {word}
        return frozenset(bases | {other for base in bases for other in self._derived.get(base, ())})

    @cache  # noqa: B019
    def _meanings(self, word: str, pos: str) -> frozenset[int]:
        """Return the meanings of a word as a part of speech."""
        bases = {base for kind, base in self.bases(word) if kind == pos}
        return frozenset(n for base in bases for n in self._synsets.get(base, ()) if self._pos[n] == pos)

    @cache  # noqa: B019
    def _derived_meanings(self, word: str, pos: str) -> frozenset[int]:
        """Return the meanings of the words of other parts of speech that a word is derived from, or that are of it."""
        bases = {base for kind, base in self.bases(word) if kind == pos}
        others = {other for base in bases for other in self._derived.get(base, ())}
        return frozenset(n for other in others for n in self._synsets.get(other, ()) if self._pos[n] != pos)

    def _above_all(self, meanings: frozenset[int]) -> frozenset[int]:
        """Return some meanings and the more general ones."""
        found: set[int] = set(meanings)
        for number in meanings:
            level = {number}
            for _ in range(_LEVELS[self._pos[number]]):
                level = {other for one in level for other in self._above[one]}
                found |= level
        return frozenset(found)

    @cache  # noqa: B019
    def follows(self, said: str, shown: str, *, pos: str, shown_pos: str) -> bool:
        """Return whether a word is true of what another word is true of: the same, a synonym, or more general.

        Args:
            said: a word in lower case.
            shown: another.
            pos: the first one's part of speech: n, v, a or r.
            shown_pos: the other's.
        """
        if said == shown or self._family(said) & self._family(shown):
            return True
        if stem(said) == stem(shown) or (len(said) > 4 and same_stem(stem(said), {stem(shown)})):
            return True
        if self.opposed(said, shown):
            return False
        mine, theirs = self._meanings(said, pos), self._meanings(shown, shown_pos)
        return bool(
            mine & self._above_all(theirs)
            or self._derived_meanings(said, pos) & theirs
            or mine & self._derived_meanings(shown, shown_pos)
        )

    def opposed(self, one: str, other: str) -> bool:
        """Return whether two words are opposites: open, shut."""
        mine, theirs = self._family(one), self._family(other)
        if any(self._opposite.get(word, frozenset()) & theirs for word in mine):
            return True
        first, second = stem(one), stem(other)
        return any((first in a and second in b) or (first in b and second in a) for a, b in POLES)


@cache
def lexicon() -> Lexicon:
    """Return the lexicon, read once a process."""
    return Lexicon()
