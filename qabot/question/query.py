"""Prepares a text for searching: its vector, its words, and how rare each of them is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.model import Query

if TYPE_CHECKING:
    from qabot.ports import Embedder, Store


def prepare_query(text: str, *, store: Store, embedder: Embedder) -> Query:
    """Return a text as the searchers, the ranking and the answering take it."""
    terms = store.terms(text)
    weights = {term.form: store.weight(term.form) for term in terms}
    unknown = frozenset(form for form in weights if not store.frequency(form))
    return Query(text=text, vector=embedder.embed_question(text), terms=terms, weights=weights, unknown=unknown)
