"""Reads a sentence roughly: its noun groups, its main clauses, and its verbs with who does what."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from qabot.writing.tokens import Token, tokens_of
from qabot.writing.wording import is_report

_OPENS = frozenset("as after before since until than like".split())  # noqa: SIM905
"""Prepositions that open a clause where a subject and a verb follow."""
_BREAKS = frozenset("while whereas although though but because when where after before if unless until".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Action:
    """A verb and who does it to whom; each a range of token numbers, empty when unknown."""

    verb: int
    doer: range
    done_to: range
    passive: bool
    given_to: range = range(0)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A sentence as it was read."""

    text: str
    tokens: tuple[Token, ...]
    actions: tuple[Action, ...] = ()
    negated: frozenset[int] = field(default=frozenset())


def parse(text: str) -> Parsed:
    """Return the words of a sentence with their kinds, clauses and actions."""
    tokens = _clauses(tokens_of(text))
    return Parsed(text, tuple(tokens), tuple(_actions(tokens)), _negated(tokens))


def _clauses(tokens: list[Token]) -> list[Token]:
    """Number the segments, and the main clauses: those with a subject and a verb of their own, side by side."""
    tokens = [
        replace(one, kind="C") if one.low in _OPENS and _has_subject_and_verb(tokens, at + 1) else one
        for at, one in enumerate(tokens)
    ]
    segment = main = 0
    placed: list[Token] = []
    for at, one in enumerate(tokens):
        cuts = one.text in ",;:—–()“”" or one.low in _BREAKS or one.kind == "R" or one.low in ("and", "that")
        cuts = cuts or (one.kind == "C" and one.low in _OPENS)
        if cuts:
            segment += 1
        if (
            one.text == ";"
            or one.low in ("while", "whereas", "but")
            or (
                one.low in ("and", ",")
                and not _joins_nouns(tokens, at)
                and not _only_reports(tokens, at + 1)
                and _has_subject_and_verb(tokens, at + 1)
                and _is_whole([one for one in placed if one.main == main])
            )
        ):
            main += 1
        placed.append(replace(one, segment=segment, main=main))
    return placed


def _has_subject_and_verb(tokens: list[Token], start: int) -> bool:
    """Return whether a noun group, and then a verb or a bare number of its own, follows directly."""
    end = group_end(tokens, start)
    if end == start:
        return (
            start < len(tokens)
            and tokens[start].kind == "U"
            and any(o.kind in "VBHM" for o in tokens[start + 1 : start + 3])
        )
    after = end
    while after < len(tokens) and tokens[after].kind in "YZP":
        after = max(after + 1, group_end(tokens, after + 1)) if tokens[after].kind == "P" else after + 1
    if after < len(tokens) and tokens[after].kind in "VBHMX" and not tokens[after].low.endswith("ing"):
        return tokens[after - 1].kind != "V"
    return False


def _is_whole(clause: list[Token]) -> bool:
    """Return whether a clause has a verb of its own already: "when the dam broke" and "built in 1611" wait for one."""
    if not clause or clause[0].low in _BREAKS | _OPENS:
        return False
    for at, one in enumerate(clause):
        helped = at > 0 and clause[at - 1].kind in "MBHX"
        follows = at > 0 and clause[at - 1].kind in "NUY#"
        by = at + 1 < len(clause) and clause[at + 1].low == "by"
        if one.kind == "B" or (one.kind == "V" and (helped or (follows and not by))):
            return True
    return False


def _joins_nouns(tokens: list[Token], at: int) -> bool:
    """Return whether "and" joins two nouns after "between" or "both"."""
    before = [one.low for one in tokens[max(0, at - 4) : at]]
    return tokens[at].low == "and" and ("between" in before or "both" in before)


def _only_reports(tokens: list[Token], start: int) -> bool:
    """Return whether nothing but "the office said" follows up to the end or a semicolon."""
    rest: list[Token] = []
    for one in tokens[start:]:
        if one.text in ";.,":
            break
        rest.append(one)
    return len(rest) <= 8 and any(is_report(one) for one in rest[-4:]) and not any(one.kind == "#" for one in rest)


def group_end(tokens: list[Token] | tuple[Token, ...], start: int) -> int:
    """Return where the noun group that begins at a token ends, with what "of" adds; the start if there is none."""
    at, has_noun = start, False
    while at < len(tokens):
        one = tokens[at]
        if one.kind in "DA#N" or (one.kind in "YZ" and at + 1 < len(tokens) and tokens[at + 1].kind in "AN#"):
            has_noun = has_noun or one.kind in "N#"
        elif one.kind == "U" and at > start and tokens[at - 1].low == "of":
            return at + 1
        elif not (one.low == "of" and has_noun):
            break
        at += 1
    return at if has_noun else start


def groups(tokens: list[Token] | tuple[Token, ...]) -> list[range]:
    """Return the noun groups in order."""
    found, at = [], 0
    while at < len(tokens):
        end = group_end(tokens, at)
        if end > at:
            found.append(range(at, end))
        at = max(end, at + 1)
    return found


def _actions(tokens: list[Token]) -> list[Action]:
    nouns = groups(tokens)
    found: list[Action] = []
    aside: set[int] = set()
    for at, one in enumerate(tokens):
        if one.kind != "V":
            continue
        begin = at
        while begin > 0 and tokens[begin - 1].kind in "MBHXGYZ":
            begin -= 1
        helpers = [other.kind for other in tokens[begin:at]]
        passive = "B" in helpers and not one.low.endswith("ing")
        apposed = begin > 0 and tokens[begin - 1].text == "," and at + 1 < len(tokens) and tokens[at + 1].low == "by"
        reduced = not helpers and begin > 0 and tokens[begin - 1].kind == "N" and _has_verb_before(tokens, at)
        infinitive = begin > 0 and tokens[begin - 1].low == "to"
        if found and one.low.endswith("ing") and begin > 0 and tokens[begin - 1].text == ",":
            subject = found[-1].doer
        elif found and (infinitive or (begin > 0 and tokens[begin - 1].low in ("and", "or"))):
            last = next((one for one in reversed(found) if one.verb not in aside), found[-1])
            subject = last.done_to if last.passive else last.doer
        else:
            subject = _subject(tokens, nouns, begin)
        after = at + 1
        while after < len(tokens) and tokens[after].kind in "YZ":
            after += 1
        behind = next((group for group in nouns if group.start == after), range(0))
        if is_report(one) and behind and behind.stop < len(tokens) and tokens[behind.stop].kind in "VBHMX":
            behind = range(0)  # "said Moscow had ..."
        agent = range(0)
        for place in range(at + 1, min(len(tokens), at + 12)):
            if tokens[place].low == "by":
                agent = _listed(tokens, nouns, next((group for group in nouns if group.start == place + 1), range(0)))
                break
            if tokens[place].kind == "V":
                break
        to = next((place for place in range(at + 1, min(len(tokens), at + 9)) if tokens[place].low == "to"), -2)
        given = next((group for group in nouns if group.start == to + 1), range(0))
        if begin > 0 and tokens[begin - 1].kind == "R":
            aside.add(at)
        if apposed and not helpers:
            subject = next((group for group in nouns if group.stop == begin - 1), range(0))
            passive = True
            aside.add(at)
        if reduced and not one.low.endswith("ing"):
            aside.add(at)
            passive = True
        if passive:
            found.append(Action(at, agent, subject, passive=True, given_to=given))
        else:
            found.append(Action(at, subject, behind, passive=False, given_to=given))
    return found


def _listed(tokens: list[Token], nouns: list[range], group: range) -> range:
    """Return a noun group with those that follow it in a list; no verb stands between."""
    last = group
    for other in nouns:
        between = tokens[last.stop : other.start]
        if (
            other.start > last.start
            and between
            and all(one.low in ("and", "or") or one.kind in ".TZYD" for one in between)
        ):
            last = other
    return range(group.start, last.stop) if group else group


def _subject(tokens: list[Token], nouns: list[range], verb: int) -> range:
    """Return the noun group before a verb that no preposition governs; that of "who" is what stands before it."""
    main = tokens[verb].main
    if verb and tokens[verb - 1].kind == "U":
        return range(verb - 1, verb)
    if verb and tokens[verb - 1].text == ",":
        opens = next((at for at in range(verb - 2, -1, -1) if tokens[at].text == ","), -1)
        inserted = next((group for group in nouns if group.stop == opens), range(0))
        if inserted:
            return inserted
    if verb and tokens[verb - 1].kind == "R":
        before = [group for group in nouns if group.stop < verb]
        return before[-1] if before else range(0)
    for group in reversed([group for group in nouns if group.stop <= verb]):
        if tokens[group.start].main != main and not any(one.kind == "R" for one in tokens[group.stop : verb]):
            break
        if not _governed(tokens, nouns, group) and not _is_object(tokens, group):
            between = tokens[group.stop : verb]
            if not any(one.kind == "V" for one in between):
                return _with_others(tokens, nouns, group)
    return range(0)


def _is_object(tokens: list[Token], group: range) -> bool:
    """Return whether a noun group is what an infinitive before it is done to: "the plan to join the union"."""
    at = group.start
    return at > 1 and tokens[at - 1].kind == "V" and tokens[at - 2].low == "to"


def _governed(tokens: list[Token], nouns: list[range], group: range) -> bool:
    """Return whether a preposition governs a noun group, perhaps together with one before it ("between A and B")."""
    before = tokens[group.start - 1] if group.start else None
    if before is None or before.kind == "P":
        return before is not None
    other = next((one for one in nouns if one.stop == group.start - 1), None)
    return before.low in ("and", "or") and other is not None and _governed(tokens, nouns, other)


def _with_others(tokens: list[Token], nouns: list[range], group: range) -> range:
    """Return a noun group with those that "and" joins to it."""
    if group.start and tokens[group.start - 1].low == "and":
        other = next((one for one in nouns if one.stop == group.start - 1), None)
        if other is not None:
            return range(other.start, group.stop)
    return group


def _has_verb_before(tokens: list[Token], at: int) -> bool:
    return any(one.kind == "V" and one.segment == tokens[at].segment for one in tokens[:at])


def _negated(tokens: list[Token]) -> frozenset[int]:
    found: set[int] = set()
    for at, one in enumerate(tokens):
        if one.low in ("no", "without", "neither", "nor"):
            found ^= set(range(at + 1, max(group_end(tokens, at + 1), at + 2)))
        elif (
            (one.low == "yet" and at + 1 < len(tokens) and tokens[at + 1].low == "to")
            or one.low in ("not", "never", "cannot", "nobody", "none", "hardly", "nothing")
            or one.low.endswith("n't")
        ):
            found ^= {i for i, other in enumerate(tokens) if other.segment == one.segment}
    return frozenset(found)


def group_at(nouns: list[range], at: int) -> range:
    """Return the noun group that has a token; an empty range if none has it."""
    return next((group for group in nouns if at in group), range(0))
