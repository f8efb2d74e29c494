"""The evidence that the report shows for each wrong answer, escaped and highlighted."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from qabot.evaluate.evaluation import Result
from qabot.model import Article, Citation, Hit
from qabot.surfaces.wording import describe_publication, sanitize
from qabot.text.squad import exact_match

_PASSAGES = 3
_MARK, _GOLD = Markup("<mark>{}</mark>"), Markup('<mark class="gold">{}</mark>')
_WORD = re.compile(r"\w+")
_FAULTS = (
    (
        "missread",
        "Wrong, although the answer was found",
        "The expected answer is in a passage that was found, but another answer was given.",
    ),
    (
        "missfound",
        "Wrong, and the answer was not found",
        "No passage that was found has the expected answer word for word.",
    ),
    (
        "false",
        "Answered, although the articles do not say",
        "The articles cannot answer these questions, but an answer was given.",
    ),
    ("withheld", "Right, but refused", "The answer that was found is right, but its confidence was too low."),
    ("refused", "Refused", "The articles have an answer, but none was found."),
    ("unranked", "Not found", "Questions for ranking only: no right article is among the best passages."),
)


@dataclass(frozen=True, slots=True)
class Source:
    """A quote or a passage as the page shows it.

    Attributes:
        marked: escaped text with the answer in ``<mark>`` and expected answers in ``<mark class="gold">``.
        href: a web address, or ``""``.
    """

    number: int
    title: str
    about: str
    href: str
    link: str
    marked: Markup


@dataclass(frozen=True, slots=True)
class Fault:
    """A question with a wrong outcome.

    Attributes:
        given: the answer that was given, or that was withheld if ``answered`` is false.
        passages: the best passages, and the first passage that has an expected answer.
    """

    result: Result
    expected: str
    given: str
    answered: bool
    quotes: tuple[Source, ...]
    passages: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The faults of one kind, the most confident first."""

    key: str
    title: str
    meaning: str
    faults: tuple[Fault, ...]


def sections_of(results: Sequence[Result], *, article: Callable[[str], Article]) -> list[Section]:
    """Return the questions with a wrong outcome, by kind of fault, with their evidence.

    Args:
        results: the results of all questions.
        article: returns an article of the index by its id.
    """
    by_key: dict[str, list[Result]] = {}
    for result in results:
        by_key.setdefault(fault_of(result) or "", []).append(result)
    return [
        Section(
            key,
            title,
            meaning,
            tuple(
                _fault(result, article) for result in sorted(by_key[key], key=lambda result: -result.marks.confidence)
            ),
        )
        for key, title, meaning in _FAULTS
        if key in by_key
    ]


def fault_of(result: Result) -> str | None:
    """Return the kind of fault, which is the key of a section, or ``None`` if the outcome is right."""
    marks = result.marks
    match marks.outcome:
        case "wrong":
            return "missread" if marks.answer_rank else "missfound"
        case "false answer":
            return "false"
        case "refused":
            return "withheld" if marks.right else "refused"
        case "not found":
            return "unranked"
    return None


def _fault(result: Result, article: Callable[[str], Article]) -> Fault:
    question, answer = result.question, result.answer
    answered = answer.status == "answered"
    said = answer.answer or " ".join(statement.text for statement in answer.statements)
    return Fault(
        result=result,
        expected=sanitize(" / ".join(question.expected)),
        given=sanitize(said if answered else answer.candidate or ""),
        answered=answered,
        quotes=tuple(_quote(citation, question.expected) for citation in answer.citations),
        passages=tuple(
            _passage(hit, rank, article(hit.passage.article_id), question.expected)
            for rank, hit in enumerate(answer.passages, start=1)
            if rank <= _PASSAGES or rank == result.marks.answer_rank
        ),
    )


def _quote(citation: Citation, expected: Sequence[str]) -> Source:
    marked = Markup("").join(_highlighted(citation, expected))
    href = citation.link if citation.link.startswith(("http://", "https://")) else ""
    return _source(citation.number, citation.article, href, citation.link, marked)


def _passage(hit: Hit, rank: int, article: Article, expected: Sequence[str]) -> Source:
    where = article.url or article.locate(hit.passage.start)
    href = article.url if article.url.startswith(("http://", "https://")) else ""
    return _source(rank, article, href, where, _with_expected(hit.passage.text, expected))


def _source(number: int, article: Article, href: str, link: str, marked: Markup) -> Source:
    return Source(
        number, sanitize(article.title or article.path), describe_publication(article), href, sanitize(link), marked
    )


def _highlighted(citation: Citation, expected: Sequence[str]) -> Iterator[Markup]:
    last = 0
    for start, end in citation.highlights:
        yield _with_expected(citation.quote[last:start], expected)
        words = sanitize(citation.quote[start:end])
        hit = any(exact_match(words, right) for right in expected)
        yield (_GOLD if hit else _MARK).format(words)
        last = end
    yield _with_expected(citation.quote[last:], expected)


def _with_expected(text: str, expected: Sequence[str]) -> Markup:
    """Return escaped text in which expected answers are highlighted, whatever stands between their words."""
    text = sanitize(text)
    runs = [r"\W+".join(map(re.escape, words)) for right in expected if (words := _WORD.findall(right))]
    if not runs:
        return escape(text)
    pieces = re.split(rf"(?i)\b({'|'.join(runs)})\b", text)
    return Markup("").join(_GOLD.format(piece) if place % 2 else escape(piece) for place, piece in enumerate(pieces))
