"""Marks one answer: what was found, said and proved, by comparing strings and spans only."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from qabot.evaluate.questions import Kind, Question
from qabot.model import Answer, Article, Citation
from qabot.text.squad import exact_match, overlap_f1, plain_answer

RIGHT_F1 = 0.5
"""A short answer is right when its F1 against an expected answer is at least this."""
_DEPTHS = (1, 5, 10)
_DEEPEST = 10


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one answer.

    Attributes:
        id: of the question, as its file has it.
        question: its text.
        kind: what can be scored.
        answered: whether an answer was given.
        confidence: as the answer said, in [0, 1].
        right: whether the short answer that was found, given or withheld, is right; never for an unanswerable question.
        article_rank: 1-based rank of the first relevant article, each article counted once; ``None``: not found.
        passage_rank: 1-based rank of the first passage that overlaps a gold passage.
        answer_rank: 1-based rank of the first passage that holds an expected answer.
        scores: by figure, what this question adds to its mean, in [0, 1]; figures that it has no part in are absent.
        citations: how many were given.
        verbatim: how many of them are, character for character, in the article that they name.
        right_citations: how many of them prove the answer; ``None`` when that cannot be judged.
        timings_ms: milliseconds by stage.
    """

    id: object
    question: str
    kind: Kind
    answered: bool
    confidence: float
    right: bool
    article_rank: int | None
    passage_rank: int | None
    answer_rank: int | None
    scores: Mapping[str, float]
    citations: int
    verbatim: int
    right_citations: int | None
    timings_ms: Mapping[str, float]

    @property
    def outcome(self) -> str:
        """Return the outcome in a word or two."""
        if self.kind == "ranking":
            return f"found at {self.article_rank}" if self.article_rank else "not found"
        if self.kind == "unanswerable":
            return "false answer" if self.answered else "rightly refused"
        if not self.answered:
            return "refused"
        return "right" if self.right else "wrong"

    @property
    def success(self) -> float:
        """Return 1 for a right answer or a right refusal, else 0; for ranking alone, one over the rank."""
        if self.kind == "ranking":
            return 1 / self.article_rank if self.article_rank else 0.0
        return float(self.outcome in {"right", "rightly refused"})


def mark(question: Question, answer: Answer, *, article: Callable[[str], Article]) -> Marks:
    """Mark one answer.

    Args:
        question: with what is known of its answer.
        answer: with the best passages, of which the first 10 count.
        article: returns an article of the index by its id; citations are compared with it.
    """
    articles = list(dict.fromkeys(hit.passage.article_id for hit in answer.passages))
    passages = [hit.passage for hit in answer.passages]
    article_rank = _first(name in question.relevant for name in articles)
    passage_rank = _first(
        any(gold.overlaps(passage.article_id, passage.start, passage.end) for gold in question.passages)
        for passage in passages
    )
    answer_rank = _first(holds_answer(passage.text, question.expected) for passage in passages)
    right_citations = _right_citations(question, answer.citations)
    right = question.kind == "answerable" and _right(question, answer)
    scores: dict[str, float] = {}
    if question.relevant:
        scores |= _depths("hit", article_rank)
        scores["mrr@10"] = 1 / article_rank if article_rank and article_rank <= _DEEPEST else 0.0
        scores["ndcg@10"] = _ndcg([name in question.relevant for name in articles], len(question.relevant))
    if question.passages:
        scores |= _depths("passage hit", passage_rank)
    if question.kind == "answerable":
        scores |= _depths("answer", answer_rank)
        scores |= _spoken(question, answer, right=right)
    if question.kind == "unanswerable":
        scores["false answers"] = float(answer.status == "answered")
    if question.kind != "ranking" and answer.status == "answered":
        scores["right when answered"] = float(right)
    if answer.writing is not None and answer.status == "answered":
        scores |= _written(question, answer)
    if right_citations is not None:
        scores["citation recall"] = float(right_citations > 0)
    return Marks(
        id=question.id,
        question=question.text,
        kind=question.kind,
        answered=answer.status == "answered",
        confidence=answer.confidence,
        right=right,
        article_rank=article_rank,
        passage_rank=passage_rank,
        answer_rank=answer_rank,
        scores=scores,
        citations=len(answer.citations),
        verbatim=sum(_verbatim(citation, article) for citation in answer.citations),
        right_citations=right_citations,
        timings_ms=dict(answer.timings_ms),
    )


def best_f1(given: str | None, expected: tuple[str, ...]) -> float:
    """Return the best F1 of a short answer against any expected one, in [0, 1]; nothing given scores 0."""
    return max((overlap_f1(given or "", right) for right in expected), default=0.0)


def holds_answer(text: str, expected: tuple[str, ...]) -> bool:
    """Return whether a text contains an expected answer, both normalised as SQuAD does."""
    plain = plain_answer(text)
    return any(right in plain for right in map(plain_answer, expected) if right)


def _spoken(question: Question, answer: Answer, *, right: bool) -> dict[str, float]:
    """Return the scores of what was said. A refusal scores 0 in all but ``refused``."""
    answered = answer.status == "answered"
    given = answer.answer or ""
    quotes = " ".join(plain_answer(citation.quote) for citation in answer.citations)
    return {
        "right": float(answered and right),
        "em": float(answered and any(exact_match(given, expected) for expected in question.expected)),
        "f1": best_f1(given, question.expected) if answered else 0.0,
        "cited": float(holds_answer(quotes, question.expected)),
        "refused": float(not answered),
    }


def _written(question: Question, answer: Answer) -> dict[str, float]:
    """Return the scores of what a language model wrote."""
    writing = answer.writing
    if writing is None:
        return {}
    scores = {"written": float(writing.stands)}
    if writing.sentences:
        scores["sentences proved"] = 1 - writing.left_out / len(writing.sentences)
    if writing.stands and question.expected:
        said = " ".join(one.text for one in answer.statements)
        scores["written and right"] = float(holds_answer(said, question.expected))
    return scores


def _right(question: Question, answer: Answer) -> bool:
    """Return whether the best answer is right: by its F1, or, when only quotes answer, by what they contain."""
    found = answer.candidate if answer.answer is None else answer.answer
    if found is not None:
        return best_f1(found, question.expected) >= RIGHT_F1
    return any(holds_answer(citation.quote, question.expected) for citation in answer.citations)


def _right_citations(question: Question, citations: tuple[Citation, ...]) -> int | None:
    """Return how many citations are right, by the most precise evidence that the question has.

    With gold passages, a right citation overlaps one of them. Else, with expected answers, its quote contains one of
    them. Else, with gold articles, it quotes one of them. ``None`` without any of these.
    """
    if question.passages:
        return sum(
            any(gold.overlaps(citation.article.id, citation.start, citation.end) for gold in question.passages)
            for citation in citations
        )
    if question.expected:
        return sum(holds_answer(citation.quote, question.expected) for citation in citations)
    if question.gold:
        return sum(citation.article.id in question.gold for citation in citations)
    return None


def _verbatim(citation: Citation, article: Callable[[str], Article]) -> bool:
    return article(citation.article.id).text[citation.start : citation.end] == citation.quote


def _first(relevant: Iterator[bool]) -> int | None:
    """Return the 1-based place of the first true value, ``None`` without one."""
    return next((rank for rank, is_relevant in enumerate(relevant, start=1) if is_relevant), None)


def _depths(name: str, rank: int | None) -> dict[str, float]:
    return {f"{name}@{depth}": float(rank is not None and rank <= depth) for depth in _DEPTHS}


def _ndcg(relevant: list[bool], known: int) -> float:
    """Return nDCG@10 of a ranking with binary relevance (Järvelin & Kekäläinen, 2002), in [0, 1].

    Args:
        relevant: whether each article is, in ranked order.
        known: how many relevant articles there are, at least 1.
    """
    gains = [1 / math.log2(rank + 1) for rank in range(1, _DEEPEST + 1)]
    got = math.fsum(gain for gain, is_relevant in zip(gains, relevant, strict=False) if is_relevant)
    return got / math.fsum(gains[:known])
