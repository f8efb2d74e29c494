"""Finds for each word of a written sentence its counterpart in a quote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.text.words import same_stem
from qabot.writing.grammar import group_at, groups
from qabot.writing.lexicon import lexicon
from qabot.writing.wording import is_report, reports_in, reports_in_general

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.writing.grammar import Parsed
    from qabot.writing.tokens import Token

_TAKES_UP = frozenset("its his her their that this these those one ones it he she they him them".split())  # noqa: SIM905
_PLACED = frozenset(
    """off from under over behind before after against without outside inside beyond despite until since above
    below""".split()  # noqa: SIM905 - a word list reads better as words
)
"""Prepositions that say where or when; "in", "at" and the like are often changed for each other."""
_ALIKE = (
    {"over", "above"},
    {"under", "below"},
    {"before", "until"},
    {"after", "since"},
    {"from", "by"},
    {"from", "of"},
)
_POS = {"N": "n", "V": "v", "A": "a", "Y": "r"}


class Counterparts:
    """Where the words of a main clause stand in a sentence of a quote.

    Attributes:
        home: the counterpart's token number for each token number that has one.
        main: the main clause of the quote that has most of them.
        missing: what has no counterpart, in words.
        taken_up: the tokens that stand before, and that a pronoun takes up.
    """

    def __init__(self, said: Parsed, own: Sequence[int], shown: Parsed, before: Parsed | None) -> None:
        """Align some tokens of a written sentence with a sentence of a quote.

        Args:
            said: the written sentence.
            own: the tokens that need a counterpart.
            shown: the sentence of the quote.
            before: the sentence that stands before it, whose nouns a pronoun may take up.
        """
        self._said, self._shown, self._before = said, shown, before
        self.home: dict[int, int] = {}
        self.missing: list[str] = []
        self.taken_up: set[int] = set()
        options = {at: self._places(at) for at in own}
        votes: dict[int, float] = {}
        reporting = {
            at
            for one in said.actions
            if is_report(said.tokens[one.verb])
            for at in (one.verb, *one.doer, *one.given_to)
        }
        for at, places in options.items():
            weight = (2 if said.tokens[at].kind == "V" else 1) * (0.5 if at in reporting else 1)
            for main in {shown.tokens[to].main for to in places}:
                votes[main] = votes.get(main, 0) + weight
        self.main = max(votes, key=lambda main: (votes[main], -main), default=0)
        last = 0
        for at in own:
            if options[at]:
                self.home[at] = last = self._nearest(at, options[at], last)
        self.missing += self._without(options)
        if not self.missing:
            self.missing += self._attached_elsewhere() or self._done_elsewhere() or self._placed_elsewhere()

    def _places(self, at: int) -> list[int]:
        one = self._said.tokens[at]
        there = self._shown.tokens
        if is_report(one) and reports_in_general(one):
            return reports_in(there)
        return [to for to, other in enumerate(there) if means(one, other)]

    def _nearest(self, at: int, places: list[int], last: int) -> int:
        there = self._shown.tokens
        same = [to for to in places if there[to].main == self.main]
        one, words = self._said.tokens[at], lexicon()
        exact = [to for to in same or places if there[to].low == one.low]
        forms = [to for to in same or places if words.bases(there[to].low) & words.bases(one.low)]
        return min(exact or forms or same or places, key=lambda to: (abs(to - last - 1), to))

    def _without(self, options: dict[int, list[int]]) -> list[str]:
        """Return the words that have no counterpart in the right clause, and that no pronoun takes up."""
        tokens, there = self._said.tokens, self._shown.tokens
        pronouns = any(one.low in _TAKES_UP and one.kind != "C" for one in there if one.main == self.main)
        found: list[str] = []
        taken_up = self.taken_up
        for at, places in options.items():
            if not places:
                told = self._before is not None and any(means(tokens[at], other) for other in self._before.tokens)
                if told and pronouns and tokens[at].kind in "NA":
                    taken_up.add(at)
                else:
                    found.append(f"{tokens[at].text!r} is not in the quote")
            elif there[self.home[at]].main != self.main and not self._says_so(at):
                if pronouns and tokens[at].kind == "N" and there[self.home[at]].main < self.main:
                    taken_up.add(at)
                else:
                    found.append(f"{tokens[at].text!r} is said of something else")
        stretch = range(min(taken_up, default=0), max(taken_up, default=-1) + 1)
        if (taken_up and not any(tokens[at].kind == "N" for at in taken_up)) or any(
            tokens[at].kind == "V" or (at in options and at not in taken_up) for at in stretch
        ):
            found.append("what it says stands in several sentences")
        for at in taken_up:
            self.home.pop(at, None)
        return found

    def _says_so(self, at: int) -> bool:
        """Return whether a word belongs to who says so, which holds for all clauses."""
        to, there = self.home[at], self._shown.tokens
        if not any(is_report(one) for one in self._said.tokens):
            return False
        for one in self._shown.actions:
            if is_report(there[one.verb]):
                begins = min(one.doer.start, one.verb) if one.doer else one.verb
                if begins <= to <= one.verb or to in one.doer or to in one.done_to:
                    return True
        return False

    def _attached_elsewhere(self) -> list[str]:
        """Return the adjectives and adverbs whose counterparts describe something else."""
        tokens, there = self._said.tokens, self._shown.tokens
        mine, theirs = groups(tokens), groups(there)
        for at, to in self.home.items():
            group = group_at(mine, at)
            if tokens[at].kind == "A" and group:
                heads = [self.home[one] for one in group if one > at and one in self.home and tokens[one].kind == "N"]
                if heads and not any(
                    head in group_at(theirs, to) or self._stated_of(head, to) or there[to].kind == "V" for head in heads
                ):
                    return [f"{tokens[at].text!r} describes something else"]
            elif tokens[at].kind == "Y":
                verbs = [
                    self.home[one]
                    for one in self.home
                    if tokens[one].kind == "V" and tokens[one].segment == tokens[at].segment
                ]
                if verbs and not any(there[verb].segment == there[to].segment for verb in verbs):
                    return [f"{tokens[at].text!r} describes something else"]
        return []

    def _done_elsewhere(self) -> list[str]:
        """Return the places and the like that belong to another verb of the quote: born here, moved there."""
        tokens, there = self._said.tokens, self._shown.tokens
        verbs = [at for at in self.home if tokens[at].kind == "V" and there[self.home[at]].kind == "V"]
        held = {self.home[at] for at in verbs}
        for at, to in self.home.items():
            if tokens[at].kind != "N" or not at or tokens[at - 1].kind != "P" or tokens[at - 1].low == "of":
                continue
            mine = next((verb for verb in reversed(verbs) if verb < at), None)
            nearest = next((place for place in range(to - 1, -1, -1) if there[place].kind == "V"), None)
            if mine is not None and nearest is not None and nearest not in held and self.home[mine] < nearest:
                return [f"{tokens[at].text!r} is said of something else"]
        return []

    def _placed_elsewhere(self) -> list[str]:
        """Return the nouns that another preposition governs: off the coast is not of the coast."""
        for at, to in self.home.items():
            said, shown = _governing(self._said.tokens, at), _governing(self._shown.tokens, to)
            if said is None or shown is None or said.low == shown.low:
                continue
            if {said.low, shown.low} & _PLACED and not any({said.low, shown.low} <= same for same in _ALIKE):
                return [f"{self._said.tokens[at].text!r} stands behind another preposition"]
        return []

    def _stated_of(self, noun: int, adjective: int) -> bool:
        """Return whether "is" stands between a noun and an adjective, and no other noun."""
        between = self._shown.tokens[noun + 1 : adjective]
        return any(one.kind == "B" for one in between)


def means(one: Token, other: Token) -> bool:
    """Return whether a written word follows from a quoted one."""
    if one.is_name or any(letter.isdigit() for letter in one.text):
        return one.low == other.low or (len(one.low) > 3 and same_stem(one.low, {other.low}))
    if other.kind not in _POS or one.kind not in _POS:
        return one.low == other.low
    if _degree(one) and not _degree(other):
        return False
    if one.phrase and not other.phrase and one.low == other.low:
        return False
    words = lexicon()
    return any(
        words.follows(mine, theirs, pos=_POS[one.kind], shown_pos=_POS[other.kind])
        for mine in {one.phrase or one.low}
        for theirs in {other.phrase or other.low}
    )


def _governing(tokens: Sequence[Token], at: int) -> Token | None:
    """Return the preposition that governs a noun, if one does."""
    at -= 1
    while at >= 0 and tokens[at].kind in "DAN#":
        at -= 1
    return tokens[at] if at >= 0 and tokens[at].kind == "P" else None


def _degree(one: Token) -> bool:
    """Return whether a word is a superlative."""
    return one.kind == "A" and one.low.endswith("est") and ("a", one.low) not in lexicon().bases(one.low)
