"""Drops what a passage says of another than the one that is asked about: the number of the clause next door.

"Orrin carried 3,200 passengers, Felder 1,900": a reader sees two numbers and the word Felder; which number is Felder's
is in the form of the sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.answering.short_answers.clause_values import value_in
from qabot.answering.short_answers.question_words import names_in
from qabot.model import AnswerSpan, AnswerType, Reading, Span
from qabot.text.label_words import matches_any, words_of
from qabot.text.months import MONTHS, WEEKDAYS
from qabot.text.parallel_clauses import clauses_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qabot.answering.short_answers.question_words import QuestionWords
    from qabot.model import Asked, Passage

_LIKELY = 3.0
"""Logit of what stands in the clause of the one that is asked about, if all words of the question stand there, too."""
_NOT_HERE = -9.0
_OF_NAMES = frozenset(("who", "whom", "where"))
_CALENDAR = frozenset((*WEEKDAYS, *MONTHS))
_SHARED_WORDS = 3
_MAX_SHORT_WORDS = 14


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause of a passage.

    Attributes:
        span: in the article's characters.
        text: its words.
        verb: where its verb begins in ``text``; ``None`` if it takes that of ``base``.
        verb_word: its verb, or that of ``base``.
        base: place among the clauses of the one whose verb it takes, its own if it has one, -1 for none.
        sentence: number of its sentence.
        asked: the question's words that stand in it.
        words: all its words.
    """

    span: Span
    text: str
    verb: int | None
    verb_word: str
    base: int
    sentence: int
    asked: frozenset[str]
    words: frozenset[str]


def leave_neighbours(asked: Asked, question: QuestionWords, passage: Passage, reading: Reading, title: str) -> Reading:
    """Return a reading without spans in the clause of a neighbour of the one that is asked about.

    A clause is a neighbour's if a clause beside it has words of the question that it lacks itself, and is of the same
    form: it takes the same verb, or has the same verb, or another subject by name. In place of the span comes what
    stands there in the clause of the one that is asked about, if there is such a thing.

    Args:
        asked: the question.
        question: its words.
        passage: a passage that was read.
        reading: what a reader made of it.
        title: of its article.
    """
    is_measured = asked.answer_type in (AnswerType.NUMBER, AnswerType.DATE)
    if not (is_measured or question.wh in _OF_NAMES) or not reading.spans:
        return reading
    clauses = _clauses(question, passage, reading.spans)
    kept: list[AnswerSpan] = []
    found: list[AnswerSpan] = []
    is_sure = False
    for one in reading.spans:
        touched = [number for number, clause in enumerate(clauses) if _overlap(clause.span, one.span)]
        own = _own_clause(question, clauses, touched[0], is_measured=is_measured) if touched else None
        if own is None or touched == [own]:
            kept.append(one)
            continue
        clause, there = clauses[own], clauses[touched[0]]
        value = value_in(clause, asked, question.words, there, one.span)
        if value is None:
            kept.append(one)
        elif _may_answer(question, clause, there):
            known = clause.asked | _inherited(clauses, own, there) | question.found_in(words_of(title))
            is_covered = all(word in known or question.is_named_beside(word, clause.asked) for word in question.words)
            is_sure = is_sure or (is_covered and one is reading.spans[0])
            found.append(AnswerSpan(value, max(one.score, _LIKELY) if is_covered else one.score))
    if len(kept) == len(reading.spans):
        return reading
    spans = sorted(_without_overlaps(found, kept), key=lambda one: (-one.score, one.span))
    if not spans:
        return Reading(min(reading.answers, _NOT_HERE), ())
    return Reading(max(reading.answers, _LIKELY) if is_sure else reading.answers, tuple(spans))


def _clauses(question: QuestionWords, passage: Passage, spans: Sequence[AnswerSpan]) -> list[_Clause]:
    """Return the clauses of the sentences that spans touch, and of the sentences beside them."""
    touched = {
        number for number, sentence in enumerate(passage.sentences) for one in spans if _overlap(sentence, one.span)
    }
    near = sorted({number + step for number in touched for step in (-1, 0, 1)} & set(range(len(passage.sentences))))
    clauses: list[_Clause] = []
    for number in near:
        sentence = passage.sentences[number]
        text = passage.sentence(sentence)
        if "?" in text:
            continue
        first = len(clauses)
        for clause in clauses_of(text):
            part = text[clause.span.start : clause.span.end]
            words = frozenset(words_of(part))
            verb = text[clause.verb.start : clause.verb.end] if clause.verb else ""
            base = first + clause.base if clause.base >= 0 else -1
            clauses.append(
                _Clause(
                    Span(sentence.start + clause.span.start, sentence.start + clause.span.end),
                    part,
                    clause.verb.start - clause.span.start if clause.verb else None,
                    verb or (clauses[base].verb_word if base >= 0 else ""),
                    base,
                    number,
                    question.found_in(words),
                    words,
                )
            )
    return clauses


def _own_clause(question: QuestionWords, clauses: Sequence[_Clause], here: int, *, is_measured: bool) -> int | None:
    """Return the clause of the one that is asked about, if ``here`` is that of a neighbour; else ``None``."""
    shortened = _own_in_group(question, clauses, here)
    if shortened is not None:
        return shortened
    best = [
        other
        for other in range(len(clauses))
        if other != here and _is_rather(question, clauses, other, here, is_measured=is_measured)
    ]
    return best[0] if len(best) == 1 else None


def _own_in_group(question: QuestionWords, clauses: Sequence[_Clause], here: int) -> int | None:
    """Return the same among the clauses that share one verb: "Orrin carried 3,200 passengers, Felder 1,900"."""
    base = clauses[here].base
    if base < 0:
        return None
    short = [number for number, one in enumerate(clauses) if one.base == base and number != base]
    weight = {number: _weight(question, clauses[number].asked - clauses[base].asked) for number in short}
    best = max(weight.values(), default=0)
    if best == 0:
        more = question.names & (clauses[base].asked - clauses[here].asked)
        is_other = more and clauses[here].asked < clauses[base].asked and _has_other_name(question, clauses[here].text)
        return base if here != base and is_other else None
    fitting = [number for number in short if weight[number] == best]
    words = clauses[fitting[0]].text.split()
    is_short = len(words) <= _MAX_SHORT_WORDS and not words[0].endswith("ing")
    return fitting[0] if len(fitting) == 1 and is_short else None


def _weight(question: QuestionWords, words: frozenset[str]) -> int:
    """Return how much words tell of whom a clause speaks: months and figures nothing, names most."""
    told = (word for word in words if word not in _CALENDAR and not word[0].isdigit())
    return sum(2 if word in question.names else 1 for word in told)


def _is_rather(
    question: QuestionWords, clauses: Sequence[_Clause], other: int, here: int, *, is_measured: bool
) -> bool:
    """Return whether another clause with a verb of its own is about what is asked, and this one about a neighbour.

    Both have the same verb and words in common, and the other has what is asked where this one has something else. Or
    the two have subjects of different names, the other's is asked about, and a number or day is asked for.
    """
    there, mine = clauses[other], clauses[here]
    if there.verb is None or mine.verb is None or abs(there.sentence - mine.sentence) > 1:
        return False
    more, less = there.asked - mine.asked, mine.asked - there.asked
    of_subject, of_my_subject = _subject(there), _subject(mine)
    if not more or less & question.names:
        return False
    if there.verb == 0 and there.sentence == mine.sentence:  # "was led by Ferris and paid for by the fund"
        return matches_any(there.verb_word, more) and not matches_any(mine.verb_word, question.words)
    if of_my_subject - of_subject:
        return False
    is_like = there.sentence == mine.sentence or there.text.split()[:2] == mine.text.split()[:2]
    if there.verb_word == mine.verb_word and is_like and len(there.words & mine.words) >= _SHARED_WORDS:
        return bool(of_subject - of_my_subject) or not less
    is_rival = _has_other_name(question, mine.text[: mine.verb])
    is_rival = is_rival and (there.sentence == mine.sentence or _has_namesake(question, mine.text[: mine.verb]))
    return is_measured and is_rival and bool(more & of_subject & question.names)


def _subject(clause: _Clause) -> frozenset[str]:
    """Return the question's words that stand before a clause's verb."""
    before = set(words_of(clause.text[: clause.verb or 0]))
    return frozenset(word for word in clause.asked if matches_any(word, before))


def _may_answer(question: QuestionWords, own: _Clause, there: _Clause) -> bool:
    """Return whether the verb of a clause may be the one that is asked for, and not only the neighbour's is."""
    if own.verb is None or own.verb_word == there.verb_word:
        return True
    return matches_any(own.verb_word, question.words) or not matches_any(there.verb_word, question.words)


def _inherited(clauses: Sequence[_Clause], own: int, there: _Clause) -> frozenset[str]:
    """Return the question's words that a clause need not repeat."""
    base = clauses[own].base
    return there.asked if (base != own and base >= 0) or clauses[own].verb_word == there.verb_word else frozenset()


def _has_other_name(question: QuestionWords, text: str) -> bool:
    """Return whether a text has a name with a word that the question does not have."""
    return any(not matches_any(word, question.words) for name in names_in(text) for word in name)


def _has_namesake(question: QuestionWords, text: str) -> bool:
    """Return whether a text has a name that shares only a part with one of the question's: Mats and Kerstin Larsson."""
    return any(
        not set(name).isdisjoint(group) and not set(group) <= set(name) and not set(name) <= set(group)
        for name in names_in(text)
        for group in question.groups
    )


def _without_overlaps(first: Sequence[AnswerSpan], second: Sequence[AnswerSpan]) -> Iterator[AnswerSpan]:
    taken: list[Span] = []
    for one in sorted([*first, *second], key=lambda one: (-one.score, one.span)):
        if not any(_overlap(span, one.span) for span in taken):
            taken.append(one.span)
            yield one


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
