"""Compares how sure a written clause is with its quote: denial, strength, amounts, who says so, who does it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from qabot.writing.wording import (
    QUALIFIERS,
    amounts,
    around_numbers,
    is_report,
    reports_in,
    reports_in_general,
    strength,
)

if TYPE_CHECKING:
    from qabot.writing.counterparts import Counterparts
    from qabot.writing.grammar import Parsed


_BESIDE = 6
"""Words between a noun and another name of it, at most."""


class Claims:
    """A written clause and the sentence of a quote that has all its words."""

    def __init__(self, said: Parsed, part: set[int], shown: Parsed, places: Counterparts, *, counts: bool) -> None:
        """Keep both.

        Args:
            said: the written sentence.
            part: the tokens of the clause.
            shown: the sentence of the quote.
            places: where the clause's words stand in it.
            counts: whether the clause states a number.
        """
        self._said, self._part, self._shown, self._counts = said, part, shown, counts
        self._home, self._main, self._there = places.home, places.main, shown.tokens
        self._taken_up = places.taken_up

    def differences(self) -> list[str]:
        """Return what the clause claims otherwise."""
        return [*self._denials(), *self._strengths(), *self._amounts(), *self._reports(), *self._roles()]

    def _denials(self) -> list[str]:
        heads = [at for at in self._home if self._said.tokens[at].kind in "VN"]
        if any((at in self._said.negated) != (self._home[at] in self._shown.negated) for at in heads):
            return ["it is turned round"]
        return []

    def _near(self) -> set[int]:
        """Return the quote's tokens in segments with the counterparts of a verb or of two words."""
        count: dict[int, float] = {}
        for at, to in self._home.items():
            segment = self._there[to].segment
            one = self._said.tokens[at]
            count[segment] = count.get(segment, 0) + (2 if one.kind == "V" else 0.5 if one.is_name else 1)
        return {to for to, one in enumerate(self._there) if count.get(one.segment, 0) >= 2}

    def _strengths(self) -> list[str]:
        tokens = self._said.tokens
        mine = {strength(tokens[at]) for at in self._part} - {None}
        theirs = {strength(self._there[to]) for to in self._near() if self._bears_on(to)} - {None}
        if any(one.kind == "B" and two.low == "to" for one, two in pairwise(tokens)):
            mine |= {"to come", "is meant"} if "is meant" in theirs else {"to come"}
        clause = {strength(one) for one in self._there if one.main == self._main} - {None}
        lost, gained = theirs - mine, mine - clause
        if "on a condition" in clause - mine:
            lost.add("on a condition")
        if lost == {"to come"} and not self._is_past():
            lost = set()
        if gained == {"to come"} and self._is_scheduled():
            gained = set()
        return [f"it is surer than the quote ({one})" for one in sorted(filter(None, lost))] + [
            f"the quote does not say so ({one})" for one in sorted(filter(None, gained))
        ]

    def _bears_on(self, place: int) -> bool:
        """Return whether a word such as "plans" governs a word of the clause; others bear on their whole segment."""
        if strength(self._there[place]) != "is meant":
            return True
        behind = (to for to in range(place + 1, len(self._there)) if self._there[to].content)
        return next(behind, -1) in self._home.values()

    def _is_past(self) -> bool:
        """Return whether the clause tells of something that has happened."""
        tokens = self._said.tokens
        return any(
            (tokens[at].kind == "V" and tokens[at].low.endswith("ed") and not is_report(tokens[at]))
            or tokens[at].low in ("had", "has", "have", "was", "were", "did")
            for at in self._part
        )

    def _is_scheduled(self) -> bool:
        """Return whether the quote tells in the present tense, or with "to", of what is to come."""
        verbs = [to for to in self._home.values() if self._there[to].kind == "V"]
        return any(self._there[to].low.endswith("s") or (to and self._there[to - 1].low == "to") for to in verbs)

    def _amounts(self) -> list[str]:
        near = self._near() | {to for to, one in enumerate(self._there) if one.main == self._main}
        mine, theirs = amounts(self._said, self._part), amounts(self._shown, near)
        found = [f"the quote does not say: {one}" for one in sorted(mine - theirs)]
        held = set(self._home.values())
        for to, one in enumerate(self._there):
            modified = next((at for at in (to + 1, to + 2) if at in held), None)
            if one.low in QUALIFIERS and to not in held and modified and self._there[to + 1].text != ",":
                found.append(f"it leaves out {one.text!r}")
        if self._counts:
            numbers = {self._said.tokens[at].low for at in self._part}
            around = around_numbers(self._shown, near)
            left_out = {one for one, about in around.items() if one not in mine and about & numbers}
            found += [f"it leaves out: {one}" for one in sorted(left_out)]
        return found

    def _reports(self) -> list[str]:
        """Return whether the clause says as a fact what the quote lets somebody say."""
        tokens = self._said.tokens
        left = [at for at in reports_in(tokens) if at in self._part]
        found = []
        doers = {one.verb: one.doer for one in self._shown.actions}
        said_so = set(reports_in(self._there))
        stated = [to for at, to in self._home.items() if to not in said_so and tokens[at].kind in "NVA"]
        for place in reports_in(self._there):
            one = self._there[place]
            if one.low.endswith("ing") and place and self._there[place - 1].text == ",":
                continue
            heads = [to for to in stated if to not in doers.get(place, ())]
            inside = [to for to in heads if to in self._scope(place, doers.get(place, range(0)))]
            if 2 * len(inside) < len(heads) or not inside:
                continue
            fit = [at for at in left if abs(self._home.get(at, -9) - place) <= 3 or reports_in_general(tokens[at])]
            if fit:
                left.remove(fit[0])
            else:
                found.append(f"the quote only lets somebody say so ({one.text})")
        return found

    def _scope(self, place: int, doer: range) -> set[int]:
        """Return the tokens that stand under a word such as "said"."""
        there = self._there
        first = doer.start if doer and doer.start < place else place
        behind = [one for one in there[place + 1 : place + 12] if one.low == "that"]
        comma = first > 0 and there[first - 1].text in ",”"
        inverted = there[place - 1].text in ",”" if place else False
        ends = not any(one.kind in "VB" for one in there[place + 1 :] if one.main == there[place].main)
        earlier = any(one.kind in "VB" for one in there[:first])
        inserted = place + 1 < len(there) and there[place + 1].text == "," and (comma or inverted) and earlier
        if inserted:
            return {to for to, one in enumerate(there) if one.main == there[place].main} - {place, *doer}
        if not behind and earlier and (comma or inverted) and ends:
            return {
                to for to in range(first) if there[to].main == there[place].main or there[place].main == there[-1].main
            }
        joined = (
            to
            for to in range(place + 1, len(there) - 1)
            if there[to].low in ("and", "but") and is_report(there[to + 1])
        )
        return set(range(place + 1, next(joined, len(there))))

    def _roles(self) -> list[str]:
        """Return whether somebody else does it, or it is done to somebody else."""
        theirs = {one.verb: one for one in self._shown.actions}
        for mine in self._said.actions:
            other = theirs.get(self._home.get(mine.verb, -1))
            if mine.verb not in self._part or other is None:
                continue
            if not mine.doer and not mine.passive and other.doer and self._is_finite(mine.verb):
                return ["it is not clear who does it"]
            pairs = [(mine.doer, other.doer, range(0)), (mine.done_to, other.done_to, other.given_to)]
            for ours, place, as_well in pairs:
                homes = {self._home[at] for at in ours if at in self._home}
                named = any(at in self._home or at in self._taken_up for at in ours)
                if not named or not place:
                    continue
                if any(self._there[to].kind == "U" for to in place):
                    if (
                        homes
                        and len(place) == 1
                        and place is other.doer
                        and not homes & self._subjects_before(other.verb)
                    ):
                        return ["somebody else does it, or it is done to somebody else"]
                    continue
                if not homes & {*place, *as_well} and not self._names_the_same(homes, place, other.verb):
                    return ["somebody else does it, or it is done to somebody else"]
        return []

    def _is_finite(self, verb: int) -> bool:
        """Return whether a written verb needs somebody who does it: it is no infinitive and no participle."""
        before = self._said.tokens[verb - 1].low if verb else ""
        return before != "to" and not self._said.tokens[verb].low.endswith("ing")

    def _subjects_before(self, verb: int) -> set[int]:
        """Return what a pronoun that does something may stand for: who did the last thing, by all names."""
        doers = [one.doer for one in self._shown.actions if one.verb < verb and one.doer]
        named = [doer for doer in doers if not any(self._there[to].kind == "U" for to in doer)]
        if not named:
            return set(range(verb))
        last = named[-1]
        return {to for to in range(verb) if to in last or self._names_the_same({to}, last, last.stop)}

    def _names_the_same(self, homes: set[int], place: range, verb: int) -> bool:
        """Return whether words stand beside a noun group, before the verb or behind a comma, as another name of it."""
        for to in homes:
            if min(place.start, verb) <= to <= max(place.stop, verb) and place.start < verb:
                return True
            between = self._there[min(to, place.start) : max(to, place.start)]
            if (
                len(between) <= 6
                and any(one.text in ",(" for one in between)
                and not any(o.kind == "V" for o in between)
            ):
                return True
        return False
