"""From an answer to up to two questions that go on from it, each checked by asking it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import islice, zip_longest
from typing import TYPE_CHECKING

from qabot.answering.next_questions.from_sentences import questions_from
from qabot.answering.next_questions.people import asks_who
from qabot.answering.next_questions.reworded import reworded
from qabot.answering.next_questions.things import asks_about_things
from qabot.answering.overviews.sentences import can_be_stated, sentences_of, stands_alone
from qabot.model import IN_SENTENCES, Conversation, Kind, Turn
from qabot.question.follow_ups.mentions import present
from qabot.question.request import recognise
from qabot.text.antonyms import stem
from qabot.text.words import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qabot.answering.overviews.sentences import Sentence
    from qabot.model import Answer
    from qabot.ports import Store

MOST = 2
_ASKED = 5
"""So many questions are asked at most: each takes as long as an answer."""
_ARTICLES = 3
_OF_EACH = 2
_SHARED = 1 / 3
"""The least share of a question's words that stand in what was asked and shown."""
_FAR = 40
"""So many sentences further away count as much as sharing all words."""
_DAYS = 2
_SURE = 0.75
"""The least confidence in the answer to a question that a person is led to ask."""
_SURE_OF_SENTENCE = 0.5
"""The same where the answer cites the sentence that the question was made from."""
_MOST_CHARS = 80
_OF_SOMEBODY = frozenset("his her its their our your my this that these those it them he she they".split())  # noqa: SIM905
"""Words that begin a topic which is not understood by itself."""
_SAME = 0.6
_WORD = re.compile(r"\w+")


class _Of(Enum):
    """What a question was made from."""

    QUESTION = "question"
    SENTENCE = "sentence"
    PERSON = "person"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class _Proposed:
    """A question that may go on from an answer, and the sentence that says its answer, if it was made from one."""

    question: str
    made_from: _Of
    sentence: Sentence | None = None


def suggest(
    answer: Answer,
    ask: Callable[[str], Answer],
    *,
    store: Store,
    conversation: Conversation | None = None,
    enough: Callable[[], bool] = lambda: False,
) -> tuple[str, ...]:
    """Return up to two short questions that the articles answer as well.

    Each stands alone, asks something that the answer and the conversation do not say, and was answered when it was
    asked. None is proposed where nothing was answered.

    Args:
        answer: what was just shown.
        ask: answers a question from the articles that the person may see.
        store: the build that answered.
        conversation: what was asked before.
        enough: called before each question is asked; once it returns true, no other is.
    """
    if answer.status != "answered" or not answer.citations:
        return ()
    known = [answer.question, answer.standalone_question]
    known += [turn.standalone_question for turn in (conversation or Conversation()).turns]
    found: list[_Proposed] = []
    tried = 0
    for one in _proposed(answer, store=store):
        if len(found) == MOST or tried == _ASKED:
            break
        if len(one.question) > _MOST_CHARS or any(_same(one.question, other) for other in known):
            continue
        if any(one.made_from is other.made_from is _Of.TOPIC for other in found):
            continue
        if enough():
            break
        tried += 1
        known.append(one.question)
        if _goes_on(answer, ask(one.question), one):
            found.append(one)
    return tuple(one.question for one in found)


def _proposed(answer: Answer, *, store: Store) -> Iterator[_Proposed]:
    """Yield questions by turns: with another question word, about things, from sentences nearby, about people.

    What only asks for more of the topic comes last.
    """
    shown = " ".join([answer.answer or "", *(statement.text for statement in answer.statements)])
    people = (
        question
        for statement in answer.statements
        for question in asks_who(statement.text, article=_cited_text(answer, statement.citations[0]))
        if question[:-1].partition(" is ")[2] not in answer.standalone_question
    )
    sources = (
        (_Proposed(question, _Of.QUESTION) for question in reworded(answer.standalone_question)),
        (_Proposed(question, _Of.QUESTION) for question in asks_about_things(answer.standalone_question)),
        _from_sentences(answer, shown, store=store),
        (_Proposed(question, _Of.PERSON) for question in people),
        (_Proposed(question, _Of.QUESTION) for question in asks_about_things(shown)),
    )
    for row in zip_longest(*(islice(one, _OF_EACH) for one in sources)):
        yield from (one for one in row if one)
    yield from (_Proposed(question, _Of.TOPIC) for question in _about_topic(answer))


def _from_sentences(answer: Answer, shown: str, *, store: Store) -> Iterator[_Proposed]:
    """Yield questions from sentences of the cited articles, those first that share most with question and answer."""
    said = _stems(f"{answer.standalone_question} {shown}")
    cited = {(one.article.id, one.start) for one in answer.citations}
    rows: list[tuple[float, int, _Proposed]] = []
    for place, article_id in enumerate(list(dict.fromkeys(one.article.id for one in answer.citations))[:_ARTICLES]):
        sentences = sentences_of(article_id, store=store)
        numbers = [one.number for one in sentences if (article_id, one.span.start) in cited]
        for sentence in sentences:
            if sentence.number in numbers or not can_be_stated(sentence) or not stands_alone(sentence):
                continue
            far = min((abs(sentence.number - number) for number in numbers), default=len(sentences))
            for question in questions_from(sentence.plain, article=sentence.article.text):
                words = _stems(question)
                shared = len(words & said) / len(words)
                if shared >= _SHARED:
                    rows.append(
                        (-shared + far / _FAR + place, sentence.number, _Proposed(question, _Of.SENTENCE, sentence))
                    )
    yield from (row[2] for row in sorted(rows, key=lambda row: row[:2]))


def _about_topic(answer: Answer) -> Iterator[str]:
    """Yield requests for more about the topic: its news, its timeline, or an overview."""
    topic = _topic(answer)
    if not topic:
        return
    yield f"What is new about {topic}?"
    if answer.kind in IN_SENTENCES:
        yield f"Timeline of {topic}"
    else:
        yield f"Tell me more about {topic}"


def _topic(answer: Answer) -> str:
    """Return what a question is about, as the cited articles write it; ``""`` for nothing that can be asked about.

    It is the topic that the question names, else the longest name in it, else the first thing with "the".
    """
    read = " ".join(f"{one.article.title} {one.article.text}" for one in answer.citations)
    if answer.kind in IN_SENTENCES:
        topics = recognise(answer.standalone_question).topics
        return _worded(topics[0], read) if len(topics) == 1 else ""
    asked = Turn(answer.question, answer.standalone_question, "")
    phrases = [one.phrase for one in present([asked]) if not one.is_number]
    phrases = [one for one in phrases if one.text.casefold() in read.casefold()]
    names = [one for one in phrases if one.name and one.text[0].isupper()]
    best = max(names, key=lambda one: (len(one.words), -one.span.start), default=None)
    best = best or next((one for one in phrases if one.article and not one.name), None)
    return _worded(best.article + best.text, read) if best else ""


def _worded(topic: str, read: str) -> str:
    """Return a topic as articles write it: "Tartus" for "tartus", "the tram" for "tram"; ``""`` for "her co-operative".

    Args:
        topic: as typed.
        read: the articles.
    """
    words = topic.split()
    if words[0].casefold() in _OF_SOMEBODY or not _WORD.search(topic):
        return ""
    written = re.findall(rf"(?<!\w)(?:([Tt]he) )?({re.escape(topic.removeprefix('the '))})(?!\w)", read, re.I)
    if not written:
        return topic
    forms = Counter(form for _, form in written)
    best = max(forms, key=lambda form: (forms[form], form))
    with_article = sum(bool(the) for the, _ in written) > len(written) / 2
    return f"the {best}" if with_article or topic.startswith("the ") else best


def _goes_on(answer: Answer, checked: Answer, one: _Proposed) -> bool:
    """Return whether a question was answered, from the sentence that it was made from, with what was not said yet."""
    if checked.status != "answered" or checked.confidence < (_SURE_OF_SENTENCE if one.sentence else _SURE):
        return False
    shown = {(cited.article.id, cited.start) for cited in answer.citations}
    found = {(cited.article.id, cited.start) for cited in checked.citations}
    if checked.kind is Kind.NEWS:
        return not found & shown and _newest(checked) > _newest(answer)
    if checked.kind is Kind.TIMELINE:
        return len(found - shown) > 1 and len({statement.label for statement in checked.statements}) > _DAYS
    if checked.kind in IN_SENTENCES:
        return len(found - shown) >= len(checked.citations) / 2
    if one.sentence and _key(one.sentence) not in found:
        return False
    said = " ".join([answer.answer or "", *(statement.text for statement in answer.statements)]).casefold()
    if checked.answer and _stems(checked.answer) & _stems(one.question):
        return False  # "Where was Yellowstone closed?" "Yellowstone National Park"
    return checked.answer.casefold() not in said if checked.answer else not found <= shown


def _key(sentence: Sentence) -> tuple[str, int]:
    return (sentence.article.id, sentence.span.start)


def _newest(answer: Answer) -> date:
    return max((one.article.published or date.min for one in answer.citations), default=date.min)


def _cited_text(answer: Answer, number: int) -> str:
    return next(one.article.text for one in answer.citations if one.number == number)


def _opening(question: str) -> str:
    return question.split()[0].casefold()


def _same(one: str, other: str) -> bool:
    """Return whether two questions ask nearly the same: the same question word, and most of their other words."""
    words, others = _stems(one), _stems(other)
    alike = len(words & others) > _SAME * len(words | others)
    return alike and _opening(one) == _opening(other)


def _stems(text: str) -> set[str]:
    return {stem(word) for word in _WORD.findall(text.casefold()) if word not in STOP_WORDS}
