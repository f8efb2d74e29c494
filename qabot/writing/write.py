"""Lets a language model write an answer from the quotes of one that is proved, and keeps what is proved again."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from qabot.errors import WriterFailed
from qabot.model import Conversation, Statement, Writing, WrittenSentence
from qabot.text.facts import facts_of
from qabot.text.squad import plain_answer
from qabot.text.words import STOP_WORDS
from qabot.writing.gate import Quote, why_unproved
from qabot.writing.grammar import groups, parse
from qabot.writing.ledger import key_of
from qabot.writing.orders import MARKUP
from qabot.writing.prompt import messages_for
from qabot.writing.sentences import sentences_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from qabot.model import Answer, Citation
    from qabot.writing.endpoint import Endpoint
    from qabot.writing.ledger import Ledger
    from qabot.writing.sentences import Written

_MOST = 6
"""Sentences that are looked at; a model that goes on is cut off."""
_CHARS_A_TOKEN = 4
_ADJACENT = 3
"""Characters between two sentences that stand one behind the other."""
_TAKES_UP = re.compile(r"(?P<word>It|He|She|They|Its|His|Her|Their|This|That|These|Those)\b")
_POSSESSIVE = frozenset(("Its", "His", "Her", "Their"))


def write(
    answer: Answer,
    *,
    endpoint: Endpoint,
    ledger: Ledger,
    day_tokens: int,
    today: date,
    conversation: Conversation | None = None,
    passed: Callable[[WrittenSentence], object] = lambda _: None,
) -> Answer:
    """Return an answer with its statements written anew, or as it was with a word on why.

    Nothing is written for a refusal, and nothing is said that the quotes of the answer do not prove.

    Args:
        answer: whose quotes may be used.
        endpoint: where the language model is.
        ledger: remembers what was written, and counts tokens.
        day_tokens: tokens of a day, at most.
        today: the day that they count for.
        conversation: what was asked before.
        passed: called with each sentence as soon as it is known to be proved.
    """
    if answer.status != "answered" or not answer.citations:
        return replace(answer, writing=Writing())
    judge = Judge(answer)
    note = ""
    try:
        pieces = _pieces(answer, endpoint, ledger, day_tokens, today, conversation or Conversation())
        for one in sentences_of(pieces):
            sentence = judge.take(one)
            if not sentence.left_out:
                passed(sentence)
            if len(judge.sentences) >= _MOST:
                break
    except WriterFailed as err:
        note = f"The language model did not answer: {err.problem}."
    sentences = tuple(judge.sentences)
    kept = [one for one in sentences if not one.left_out]
    if not sentences and not note:
        note = "The language model did not answer: it wrote no sentence."
    if not kept or not _says(answer, kept):
        return replace(answer, writing=Writing(sentences, note=note))
    return _rewritten(answer, kept, Writing(sentences, stands=True, note=note))


class Judge:
    """Takes one sentence after another, and says of each whether it is proved."""

    def __init__(self, answer: Answer) -> None:
        self.sentences: list[WrittenSentence] = []
        self._citations = {one.number: one for one in answer.citations}
        self._said: set[str] = set()

    def take(self, one: Written) -> WrittenSentence:
        """Return a sentence with the quotes that prove it, or with the reasons why it is left out."""
        cited, reasons = self._proof(one)
        sentence = WrittenSentence(one.text, cited, reasons)
        self.sentences.append(sentence)
        if not reasons:
            self._said.add(plain_answer(one.text))
        return sentence

    def _proof(self, one: Written) -> tuple[tuple[int, ...], tuple[str, ...]]:
        if MARKUP.search(one.text):
            return one.cited, ("it has a link or markup",)
        if plain_answer(one.text) in self._said:
            return one.cited, ("it was said already",)
        if any(number not in self._citations for number in one.cited):
            return one.cited, ("it cites a quote that there is not",)
        whole = self._resolved(one.text)
        if whole is None:
            return one.cited, ("it takes up a sentence that was left out",)
        earlier = self.sentences[-1].citations if whole != one.text else ()
        if one.cited:
            return one.cited, self._why((*earlier, *one.cited), whole)
        verdicts = [((number,), self._why((*earlier, number), whole)) for number in self._citations]
        return min(verdicts, key=lambda verdict: len(verdict[1]))

    def _why(self, numbers: Sequence[int], text: str) -> tuple[str, ...]:
        cited = [self._citations[number] for number in sorted(set(numbers))]
        return why_unproved(text, quotes_of(cited))

    def _resolved(self, text: str) -> str | None:
        """Return a sentence with the subject of the one before in place of a pronoun; ``None`` if that was left out."""
        found = _TAKES_UP.match(text)
        if not found:
            return text
        if not self.sentences or self.sentences[-1].left_out:
            return None
        before = parse(self.sentences[-1].text)
        subject = next(iter(groups(before.tokens)), None)
        if subject is None:
            return None
        name = before.text[before.tokens[subject.start].start : before.tokens[subject.stop - 1].end]
        if found["word"] in ("This", "That", "These", "Those"):
            return None
        return name + ("’s" if found["word"] in _POSSESSIVE else "") + text[found.end() :]


def quotes_of(citations: Sequence[Citation]) -> list[Quote]:
    """Return citations as the gate takes them."""
    quotes: list[Quote] = []
    for at, one in enumerate(citations):
        before = citations[at - 1] if at else None
        adjacent = before is not None and before.article.id == one.article.id
        near = adjacent and before is not None and 0 <= one.start - before.end <= _ADJACENT
        quotes.append(Quote(one.quote, one.article.published, follows=near))
    return quotes


def _pieces(
    answer: Answer, endpoint: Endpoint, ledger: Ledger, day_tokens: int, today: date, conversation: Conversation
) -> Iterator[str]:
    """Yield what was written for the same request before, else what the model writes now."""
    messages = messages_for(answer.standalone_question, answer.citations, conversation)
    key = key_of(
        build=answer.build,
        model=endpoint.model,
        tokens=endpoint.tokens,
        messages=messages,
    )
    known = ledger.text(key)
    if known is not None:
        yield known
        return
    asked = sum(len(one["content"]) for one in messages) // _CHARS_A_TOKEN
    if ledger.spent(today) + asked + endpoint.tokens > day_tokens:
        raise WriterFailed("the tokens of this day are used up")
    written = ""
    try:
        for piece in endpoint.write(messages):
            written += piece
            yield piece
        ledger.put(key, written)
    finally:
        ledger.spend(today, asked + len(written) // _CHARS_A_TOKEN)


def _says(answer: Answer, kept: Sequence[WrittenSentence]) -> bool:
    """Return whether written sentences say the short answer, if there is one."""
    if not answer.answer:
        return True
    said = {word for one in kept for word in plain_answer(one.text).split()}
    numbers = [number for one in kept for number in facts_of(one.text).numbers]
    if any(not any(one.agrees(other) for other in numbers) for one in facts_of(answer.answer).numbers):
        return False
    words = [word for word in plain_answer(answer.answer).split() if word not in STOP_WORDS and word.isalpha()]
    return sum(word in said for word in words) >= 0.6 * len(words)


def _rewritten(answer: Answer, kept: Sequence[WrittenSentence], writing: Writing) -> Answer:
    """Return the answer with the written sentences as its statements, and the citations that they need."""
    used = sorted({number for one in kept for number in one.citations})
    if answer.alternatives:
        used = [one.number for one in answer.citations]
    numbers = {old: new for new, old in enumerate(used, start=1)}
    return replace(
        answer,
        statements=tuple(Statement(one.text, tuple(numbers[number] for number in one.citations)) for one in kept),
        citations=tuple(replace(one, number=numbers[one.number]) for one in answer.citations if one.number in numbers),
        writing=writing,
    )
