"""The nouns that every stage takes and gives: frozen, and with no behaviour but their own invariants.

``article`` holds what is indexed, ``question`` and ``kind`` what is asked, ``conversation`` what was said before,
``evidence`` what was found and read, ``answer`` what is decided, proved and shown.
"""

from qabot.model.answer import (
    Alternative,
    Answer,
    Citation,
    Cited,
    Explanation,
    Statement,
    Verdict,
    Writing,
    WrittenSentence,
)
from qabot.model.article import POST_LOCATOR, Anchor, Article, ArticleSummary, KnownArticle, Passage, Skipped, Span
from qabot.model.conversation import Conversation, Turn
from qabot.model.evidence import (
    IN_CONTEXT,
    IN_TIME,
    AnswerSpan,
    Candidate,
    Evidence,
    Hit,
    Ranked,
    Reading,
    SearchResult,
)
from qabot.model.kind import IN_SENTENCES, Kind, Talk
from qabot.model.question import AnswerType, Asked, Form, Period, Query, Scope, Term

__all__ = [
    "IN_CONTEXT",
    "IN_SENTENCES",
    "IN_TIME",
    "POST_LOCATOR",
    "Alternative",
    "Anchor",
    "Answer",
    "AnswerSpan",
    "AnswerType",
    "Article",
    "ArticleSummary",
    "Asked",
    "Candidate",
    "Citation",
    "Cited",
    "Conversation",
    "Evidence",
    "Explanation",
    "Form",
    "Hit",
    "Kind",
    "KnownArticle",
    "Passage",
    "Period",
    "Query",
    "Ranked",
    "Reading",
    "Scope",
    "SearchResult",
    "Skipped",
    "Span",
    "Statement",
    "Talk",
    "Term",
    "Turn",
    "Verdict",
    "Writing",
    "WrittenSentence",
]
