"""What kind of answer a question wants: its type, its form, and the words that name it."""

import re

from qabot.model import AnswerType, Form, Query

_ASKS = (
    (AnswerType.DATE, re.compile(r"\b(when|(what|which) (year|month|day|date|decade|century|week))\b", re.I)),
    (
        AnswerType.NUMBER,
        re.compile(
            r"\b(how (many|much|long|old|far|tall|high|big|large|deep|fast|often)"
            r"|what (percentage|percent|share|number|proportion|age)"
            r"|what\b[^?]{0,80}\b(costs?|price|fee|budget))\b",
            re.I,
        ),
    ),
    (AnswerType.OTHER, re.compile(r"^\W*(why|how)\b", re.I)),
    (AnswerType.NAME, re.compile(r"\b(who|whom|whose|where|which|what)\b", re.I)),
)
_FOCUS = re.compile(r"\b(which|what|how (?:many|much)|whose)\b", re.I)
_FOCUS_WORDS = 3
_ADJACENT_CHARS = 2
_YES_OR_NO = re.compile(
    r"\W*(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|shall|may|might|must)(?:n['’]t)?\b",
    re.I,
)
_ALTERNATIVES = re.compile(r"\bor\b(?! not\b)", re.I)
_QUESTION_WORD = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.I)
_EXPLAINS = re.compile(
    r"\b(?:why|how)\b(?! (?:many|much|long|old|far|tall|high|big|large|deep|fast|often|soon|late|few|little|early)\b)",
    re.I,
)
_SEVERAL = re.compile(
    r"\b(?:which|what)\b(?! \w+['’]s\b)(?: \w+)?(?: (?:of the|two|three|four|five|several))?"
    r"(?: [\w’'-]+){0,3}? [\w’'-]+s(?<![su]s) (?:are|were|have|do)\b"
    r"|\b(?:which|what|name|list)(?: the)? (?:two|three|four|five|several|both)\b"
    r"|\b(?:who|what) (?:are|were) the\b(?: [\w’'-]+){0,3}? [\w’'-]+s(?<![su]s)\b"
    r"|^\W*(?:name|list) (?:all|the)\b",
    re.I,
)


def expected_answer_type(question: str) -> AnswerType:
    """Return the type of thing that a question asks for: "how many were there when it closed?" asks for a number."""
    asked = [(match.start(), answer_type) for answer_type, asks in _ASKS if (match := asks.search(question))]
    return min(asked, key=lambda one: one[0])[1] if asked else AnswerType.OTHER


def question_focus(query: Query) -> frozenset[str]:
    """Return the forms of the words right after "which", "what" or "how many": the answer is one of these things.

    "Which Russian bases are in Syria?" asks for bases, and for Russian ones. Empty when the question names no thing.
    """
    asks = _FOCUS.search(query.text)
    if not asks:
        return frozenset()
    forms: list[str] = []
    end = asks.end()
    for term in query.terms:
        if term.span.start >= asks.end():
            if term.span.start - end > _ADJACENT_CHARS or len(forms) == _FOCUS_WORDS:
                break
            forms.append(term.form)
            end = term.span.end
    return frozenset(forms)


def wanted_form(question: str) -> Form:
    """Return the form of answer that a question wants.

    One thing, or several ("Which bases are ...?"). Sentences for "why", and for "how" without a measure. For a
    yes-or-no question the evidence, from which a person draws the conclusion.
    """
    last = re.split(r"(?<=[.!;:])\s+", question.strip())[-1]
    if _YES_OR_NO.match(last) and not _ALTERNATIVES.search(last) and not _QUESTION_WORD.search(last):
        return Form.EVIDENCE
    if expected_answer_type(question) is AnswerType.OTHER and _EXPLAINS.search(question):
        return Form.SENTENCES
    return Form.THINGS if _SEVERAL.search(question) else Form.THING
