"""Which candidates make up the answer, and which sentences prove it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from qabot.answering.short_answers.coordination import coordinated_items
from qabot.model import AnswerType, Form, Span
from qabot.text.squad import plain_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import Asked, Candidate, Evidence

_LIST_SEPARATOR = re.compile(r"[,;]|\b(?:and|or|as well as)\b|&")
_MOST_WORDS = 12
"""Of a part beside the best one: a longer stretch is a clause."""
_ITEM_WORDS = 8
"""Of an item of a list, at most."""
_OTHER_WORDS = 3
"""That an item and the best candidate need not share: "the Khmeimim air base", "Khmeimim airbase"."""


def choose_parts(
    candidates: Sequence[Candidate], form: Form, *, most: int, margin: float, count: int | None = None
) -> tuple[Candidate, ...]:
    """Return the candidates that make up the answer, best first: one, or several where several are asked for.

    Args:
        candidates: best first.
        form: the form of answer that the question wants.
        count: how many things the question asks for, at least 2: a list of so many near the best candidate is the
            answer alone; ``None`` if the question does not say.
        most: how many at most where several are asked for, at least 1.
        margin: how far below the best candidate's score another may lie and still be a part.
    """
    if count and form in (Form.THING, Form.THINGS):
        near = (one for one in candidates if one.score >= candidates[0].score - margin)
        if whole := next((one for one in near if len(_items(one, candidates)) == count), None):
            return (whole,)
        most = min(most, count)
    parts: list[Candidate] = []
    least = candidates[0].score - margin if candidates else 0.0
    if form is Form.THINGS and (whole := _list_with_best(candidates, margin=2 * margin)):
        candidates = [whole, *candidates]
    for one in candidates:
        if len(parts) == (most if form is Form.THINGS else 1):
            break
        if parts and (one.score < least or len(one.text.split()) > _MOST_WORDS):
            continue
        words = set(plain_answer(one.text).split())
        if not any(words & set(plain_answer(part.text).split()) or not _can_stand_beside(one, part) for part in parts):
            parts.append(one)
    return tuple(parts)


def _list_with_best(candidates: Sequence[Candidate], *, margin: float) -> Candidate | None:
    """Return the best candidate that lists the best candidate among its items, ``None`` if there is no such list.

    Where several things are asked for, "Tartous and the Khmeimim air base" answers more than "Khmeimim airbase". A
    clause with a comma in it is no list: an item has a few words, and one of them is the best candidate but for a few
    words.
    """
    best = set(plain_answer(candidates[0].text).split()) if candidates else set()
    for one in candidates[1:]:
        items = [set(plain_answer(item).split()) for item in _LIST_SEPARATOR.split(one.text)]
        items = [item for item in items if item]
        if one.score < candidates[0].score - margin or any(len(item) > _ITEM_WORDS for item in items):
            continue
        shared = [bool(item & best) for item in items]
        if any(item & best and len(item ^ best) <= _OTHER_WORDS for item in items) and not all(shared):
            return one
    return None


def with_list_items(parts: Sequence[Candidate], candidates: Sequence[Candidate], asked: Asked) -> tuple[Candidate, ...]:
    """Return the parts, each that belongs to a list in its sentence replaced by the items of the list, none twice.

    A question for one thing by its name ("which city"), for a number or for a day keeps its part as it is.

    Args:
        parts: what makes up the answer, best first.
        candidates: all short answers; where the reader found an item itself, its words are taken.
        asked: the question.
    """
    names_one_thing = asked.form is Form.THING and bool(asked.focus)
    if asked.form not in (Form.THING, Form.THINGS) or names_one_thing:
        return tuple(parts)
    if asked.answer_type in (AnswerType.NUMBER, AnswerType.DATE):
        return tuple(parts)
    kept: list[Candidate] = []
    for part in parts:
        items = _items(part, candidates)
        # "Jody (Jonas Wray) and Buffy (Anna Joss)" played Jody and Buffy; of bases in Syria, Syria is none.
        items = [item for item in items if not _repeats(asked, item)] or [part]
        kept += [item for item in items if not any(_overlap(item, other) for other in kept)]
    return tuple({plain_answer(one.text): one for one in reversed(kept)}.values())[::-1]


def _items(part: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return a part as the items of the list that it belongs to; the part alone if it belongs to none."""
    best = part.evidence[0]
    if not best.highlights:
        return [part]
    start, (place, *_) = best.span.start, best.highlights
    spans = coordinated_items(best.text, Span(place.start - start, place.end - start))
    if len(spans) == 1:
        return [part]
    items = []
    for span in spans:
        evidence = replace(best, highlights=(Span(span.start + start, span.end + start),))
        text = " ".join(best.text[span.start : span.end].split())
        items.append(replace(part, text=text, evidence=(evidence, *part.evidence[1:])))
    return [_as_read(item, items, candidates) for item in items]


def _repeats(asked: Asked, item: Candidate) -> bool:
    """Return whether a part only says words of the question."""
    return set(plain_answer(item.text).split()) <= set(plain_answer(asked.text).split())


def _as_read(item: Candidate, items: Sequence[Candidate], candidates: Sequence[Candidate]) -> Candidate:
    """Return the candidate that is this item and no other item of its list, with the reader's own bounds, if any."""
    for one in candidates:
        if _overlap(one, item) and sum(_overlap(one, other) for other in items) == 1:
            return one
    return item


def _overlap(one: Candidate, other: Candidate) -> bool:
    """Return whether the best places of two candidates share characters."""
    here, there = one.evidence[0], other.evidence[0]
    if here.passage.article_id != there.passage.article_id or not (here.highlights and there.highlights):
        return False
    return here.highlights[0].start < there.highlights[0].end and there.highlights[0].start < here.highlights[0].end


def _can_stand_beside(one: Candidate, part: Candidate) -> bool:
    """Return whether two candidates can be parts of one answer: in one sentence, only as members of a list.

    "The air base near Latakia" is one thing, and where it is; "an air base and a port" are two.
    """
    here, there = one.evidence[0], part.evidence[0]
    if (here.passage.id, here.span) != (there.passage.id, there.span) or not (here.highlights and there.highlights):
        return True
    first, second = sorted((here.highlights[0], there.highlights[0]))
    start = here.passage.start
    return bool(_LIST_SEPARATOR.search(here.passage.text[first.end - start : second.start - start]))


def short_answer(parts: Sequence[Candidate], form: Form) -> str | None:
    """Return the parts as one phrase ("A", "A and B", "A, B and C"); ``None`` if sentences answer, or nothing does."""
    if not parts or form in (Form.SENTENCES, Form.EVIDENCE):
        return None
    texts = [part.text for part in parts]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def proving_sentences(parts: Sequence[Candidate], candidates: Sequence[Candidate], form: Form) -> list[Evidence]:
    """Return the sentences that prove the parts, best first: the best one of each part, then all others.

    If the form is sentences or evidence, the sentences of other candidates count as well.
    """
    first = [part.evidence[0] for part in parts]
    others = candidates if form in (Form.SENTENCES, Form.EVIDENCE) else parts
    rest = sorted(
        (one for candidate in others for one in candidate.evidence if one not in first),
        key=lambda one: (-one.score, one.passage.id, one.span),
    )
    return [*first, *rest]
