"""What ``qabot ask --json`` and ``qabot search --json`` print."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, cast

from pydantic import Field

from qabot.model import Answer, Citation, Hit, Kind, Writing
from qabot.surfaces.json_api.articles import Place, place_fields
from qabot.surfaces.json_api.base import Day, Printed, Share
from qabot.surfaces.json_api.explanation import ExplanationObject


class StatementObject(Printed):
    """A sentence of an answer."""

    text: str
    citations: list[int] = Field(description="Numbers of the citations that prove it.")
    label: str = Field(
        description="The day that it tells of, the side that it speaks of, or which way it points; or empty."
    )


class CitationObject(Printed):
    """A quote that proves a statement."""

    number: int = Field(ge=1)
    article_id: str
    title: str
    source: str
    url: str
    path: str
    collection: str | None = Field(description="The folder of the corpus that the article is in.")
    published: Day | None
    start: int = Field(ge=0, description="The first character of the quote in the article's text.")
    end: int = Field(description="The character after the quote.")
    quote: str = Field(description="The article's text[start:end], character for character.")
    link: str = Field(description="A web address that scrolls to the quote, or path:line.")
    highlights: list[tuple[int, int]] = Field(description="Spans of the quote that answer the question.")
    also: list[Place] = Field(description="Other articles with the same text.")


class PassageObject(Printed):
    """A passage that a search found."""

    rank: int = Field(ge=1)
    article_id: str
    start: int = Field(ge=0)
    end: int
    score: float = Field(description="Comparable within one question only.")
    text: str


class FoundPassageObject(PassageObject):
    """A passage with its rank in each searcher that found it."""

    ranks: dict[str, int]


class AlternativeObject(Printed):
    """A different answer that other sources give."""

    answer: str
    citations: list[int]
    earlier: bool = Field(description="It was true on an earlier day; the answer has replaced it.")


class TimingsObject(Printed):
    """Milliseconds by stage."""

    search: float = Field(ge=0)
    read: float = Field(ge=0)
    total: float = Field(ge=0)


PrintedKind = Literal[
    "fact", "list", "yes-no", "why", "how", "definition", "overview", "news", "timeline", "comparison", "talk"
]
_PRINTED_AS = {Kind.CATALOGUE: Kind.TALK, Kind.KEYWORDS: Kind.OVERVIEW}


class WrittenSentenceObject(Printed):
    """A sentence that a language model wrote."""

    text: str
    citations: list[int] = Field(description="Numbers of the quotes, as they were numbered for the model.")
    left_out: list[str] = Field(description="Why it is not said; empty if it is proved.")


class WritingObject(Printed):
    """What came of asking a language model to write the answer."""

    said: Literal["written", "extractive"] = Field(
        description="Whether the statements are the model's sentences, or the articles' own."
    )
    left_out: int = Field(ge=0, description="How many of its sentences are not said.")
    note: str = Field(description="What went wrong; empty if nothing did.")
    sentences: list[WrittenSentenceObject] = Field(description="All that it wrote, in order.")


class AnswerObject(Printed):
    """An answer, or a refusal."""

    id: Any = Field(description="The id of the line of a batch, copied as it is; null without a batch.")
    question: str
    standalone_question: str = Field(description="The question as it was asked of the articles.")
    kind: PrintedKind = Field(description="What was asked for; a list of articles is talk, keywords are an overview.")
    status: Literal["answered", "not_found"]
    answer: str | None = Field(description="The short answer; null if sentences answer, or if nothing was found.")
    confidence: Share = Field(description="The probability that the answer found is right, given or withheld.")
    statements: list[StatementObject] = Field(description="Empty if the status is not_found.")
    citations: list[CitationObject]
    passages: list[PassageObject] = Field(description="The best passages, in final order.")
    alternatives: list[AlternativeObject] = Field(description="What other sources say instead.")
    independent_sources: int = Field(
        ge=0, description="How many publishers give the answer in their own words, cited or not."
    )
    notes: list[str]
    unknown_words: list[str] = Field(description="Words of the question that no article has.")
    missing_words: list[str] = Field(
        description="Names and numbers of a refused question that articles have, but not near what came nearest."
    )
    suggestion: str | None = Field(description="A refused question with its probable typing errors mended; else null.")
    timings_ms: TimingsObject
    build: str = Field(description="The id of the build of the index that answered.")
    explanation: ExplanationObject | None = Field(default=None, description="Present with --explain.")
    writing: WritingObject | None = Field(default=None, description="Present with --write.")


class SearchObject(Printed):
    """The result of a search."""

    query: str
    passages: list[FoundPassageObject]


def answer_json(answer: Answer, *, row_id: object = None, explain: bool = False) -> str:
    """Return an answer as one line of JSON.

    Args:
        answer: the answer.
        row_id: the id of the line of a batch that asked.
        explain: add the field ``explanation``.
    """
    printed = AnswerObject(
        id=row_id,
        question=answer.question,
        standalone_question=answer.standalone_question,
        kind=cast("PrintedKind", _PRINTED_AS.get(answer.kind, answer.kind).value),
        status=answer.status,
        answer=answer.answer,
        confidence=answer.confidence,
        statements=[
            StatementObject(text=said.text, citations=list(said.citations), label=said.label)
            for said in answer.statements
        ],
        citations=[_citation(citation) for citation in answer.citations],
        passages=[PassageObject(**_passage_fields(hit, rank)) for rank, hit in enumerate(answer.passages, start=1)],
        alternatives=[
            AlternativeObject(answer=other.answer, citations=list(other.citations), earlier=other.earlier)
            for other in answer.alternatives
        ],
        independent_sources=answer.independent_sources,
        notes=list(answer.notes),
        unknown_words=list(answer.unknown_words),
        missing_words=list(answer.missing_words),
        suggestion=answer.suggestion,
        timings_ms=TimingsObject(**answer.timings_ms),
        build=answer.build,
        explanation=ExplanationObject.of(answer) if explain else None,
        writing=_writing(answer.writing) if answer.writing else None,
    )
    left_out = {name for name, shown in (("explanation", explain), ("writing", answer.writing)) if not shown}
    return printed.to_line(exclude=left_out)


def _writing(writing: Writing) -> WritingObject:
    return WritingObject(
        said="written" if writing.stands else "extractive",
        left_out=writing.left_out,
        note=writing.note,
        sentences=[
            WrittenSentenceObject(text=one.text, citations=list(one.citations), left_out=list(one.left_out))
            for one in writing.sentences
        ],
    )


def hits_json(query: str, hits: Iterable[Hit]) -> str:
    """Return the result of a search as one line of JSON."""
    passages = [
        FoundPassageObject(**_passage_fields(hit, rank), ranks=dict(hit.ranks))
        for rank, hit in enumerate(hits, start=1)
    ]
    return SearchObject(query=query, passages=passages).to_line()


def _citation(citation: Citation) -> CitationObject:
    article = citation.article
    return CitationObject(
        number=citation.number,
        **place_fields(article),
        collection=article.collections[-1] if article.collections else None,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        link=citation.link,
        highlights=[(span.start, span.end) for span in citation.highlights],
        also=[Place(**place_fields(copy)) for copy in citation.also],
    )


def _passage_fields(hit: Hit, rank: int) -> dict[str, Any]:
    passage = hit.passage
    return {
        "rank": rank,
        "article_id": passage.article_id,
        "start": passage.start,
        "end": passage.end,
        "score": round(hit.score, 6),
        "text": passage.text,
    }
