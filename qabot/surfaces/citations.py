"""What every surface needs to show statements and their sources: which belong together, and what a quote adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.surfaces.wording import omission_marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import Answer, Citation, Statement


def by_article(citations: Sequence[Citation]) -> list[list[Citation]]:
    """Return citations in groups, one for each article, in the order of their first numbers."""
    groups: dict[str, list[Citation]] = {}
    for citation in citations:
        groups.setdefault(citation.article.id, []).append(citation)
    return list(groups.values())


def says_more(citation: Citation, answer: Answer) -> bool:
    """Return whether a quote says anything that no statement says."""
    quote = " ".join(citation.quote.split())
    return not any(quote in " ".join(statement.text.split()) for statement in answer.statements)


def omissions_of(statement: Statement, answer: Answer) -> tuple[str, str]:
    """Return "[…] " and " […]" where a statement is a quote that leaves out the rest of its sentence, else ``""``."""
    if not statement.citations:
        return "", ""
    citation = answer.citations[statement.citations[0] - 1]
    if " ".join(citation.quote.split()) != " ".join(statement.text.split()):
        return "", ""
    return omission_marks(citation)
