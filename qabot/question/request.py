"""Recognises what is asked for: a fact, a list, a reason, an overview, ..."""

from __future__ import annotations

from qabot.model import Form, Kind
from qabot.question.kind import wanted_form

_OF_FORM = {Form.THING: Kind.FACT, Form.THINGS: Kind.LIST, Form.EVIDENCE: Kind.YES_NO}


def requested_kind(question: str) -> Kind:
    """Return what a question asks for."""
    form = wanted_form(question)
    if form is Form.SENTENCES:
        return Kind.WHY if "why" in question.casefold().split() else Kind.HOW
    return _OF_FORM[form]
