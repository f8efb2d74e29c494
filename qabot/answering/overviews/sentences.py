"""The sentences of articles as material to choose from, and which of them can stand in an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qabot.answering.overviews.captions import is_caption
from qabot.model import Evidence, Span
from qabot.text.boilerplate import is_boilerplate, is_clutter
from qabot.text.sentences import starts_paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import Article, Passage
    from qabot.ports import Store

MIN_WORDS = 5
MAX_CHARS = 500
"""A longer "sentence" is a list or a table."""
_ENDS = re.compile(r"[.!…][\"”’')\]]*(?:\s*\[\d+\])*$")
_STARTS = re.compile(r"^[\"“‘'(\[]?[^\W_a-z]")
_CREDITS = re.compile(
    r"^\W*(?:by|reporting by|additional reporting|writing by|editing by|edited by|photograph|photos? by|follow"
    r"|read more"
    r"|sign up|subscribe|click|correction|updated?:|published:?|listen|watch|this (?:article|story|transcript)"
    r"|copyright|contact|email|send (?:us|tips)|image|caption)\b"
    r"|\b(?:contributed to this (?:report|story|article)|contributed reporting|all rights reserved|can be reached at"
    r"|news roundup|just watched|replay more videos"
    r"|follow (?:him|her|them|us) on|getty images|is an? (?:\w+ ){0,4}"
    r"(?:reporter|correspondent|columnist|editor|contributor|journalist) (?:at|for|with|covering|based|who covers)\b)"
    r"|(?:https?://|www\.)\S+|(?-i:\w:[A-Z][a-z]|^ET )",
    re.I,
)
_LONG_WORDS = 12
_FINITE = re.compile(
    r"\b(?:said|was|were|had|has|have|will|would|can|could|may|might|must|did|does|do|is|are|began|went|took|came|fell|rose"
    r"|left|met|ran|won|lost|became|made|gave|struck|sank|broke|put|set|cut|led|built|kept|held|[a-z]{2,}ed)\b|n[’']t\b"
)
"""A verb that a short sentence must have: "Tea leaves at an estate in Sri Lanka." is the line under a picture."""
_DATELINE = re.compile(
    r"(?:[A-Z][\w.’'/-]+(?:,? [A-Z][\w.’'/-]+){0,4},? )?\((?:CNN|AP|Reuters|AFP|UPI)(?: [A-Z]\w+)?\) ?(?:[—–-]+ )?"
    r"|(?:[A-Z]{2,}[A-Z.,’'-]*,? ?(?:[A-Z][a-z]+\.? ?)?){1,4} ?[—–] "
)
"""Where a report was written, and for whom, before its first sentence: "WASHINGTON —", "Colombo, Sri Lanka (CNN)"."""
_YOU = re.compile(r"\b(?:your|you[’']re|you|our|we|us)\b", re.I)
_LEANS = re.compile(
    r"^[\"“‘']?(?:he|she|it|they|his|her|its|their|this|that|these|those|there|such|both|neither|either|one|others?"
    r"|another"
    r"|but|and|or|so|yet|still|also|however|moreover|instead|meanwhile|then|thus|hence|nor|too|even so|for now|in turn"
    r"|as a result|for example|for instance|in addition|at the same time|of those|of these|the (?:two|three|same|rest"
    r"|other|others|latter|former|second|third|first (?:had|has|was|is|were|are|will|would|could|of))|i|we|my|our"
    r"|you|not|because|asked)\b",
    re.I,
)
_OF_ANOTHER = r"[\w’'-]+ (?:is|was|are|were|became) (?:its|his|her|their)\b"
_LATER = re.compile(
    r"^(?:[\w’-]+ ){1,5}(?:later|earlier|afterwards?),|^for (?:[\w’-]+ ){1,3}(?:it|he|she|they)\b"
    rf"|^{_OF_ANOTHER}|^[^,;.]{{0,50}}\b(?:these|those) (?!who\b|of\b)\w+"
    r"|^[^,;.]{0,60}\b(?:ago|later|earlier)\b[^,;.]{0,40}\b(?:it|he|she|they|him|her|them)\b"
    r"|^(?:(?:[\w’-]+ ){0,4}(?:later|ago|earlier|before|afterwards?)|for now|by then|until then|at first|finally"
    r"|first|next"
    r"|on [A-Z]\w+|in \d{4}|at the time|after that|before that|within \w+ \w+),? (?:[\w’-]+ )?(?:it|he|she|they|its"
    r"|his|her"
    r"|their|another)\b|\b(?:(?:that|the same|the next|the following|the previous) (?:day|night|month|year|week"
    r"|agency|source"
    r"|report|statement|interview|point|minute|moment|hour|date|place)|do so|did so|done so|as well, (?:he|she|it"
    r"|they))\b",
    re.I,
)
_THAT_DAY = re.compile(r"(?:that|the same) ", re.I)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
"""A sentence with a whole date is understood without "that day"."""
_IT_OF_ANOTHER = re.compile(
    r"(?:Many|Some|Most|Others|[A-Z][\w’-]*[a-rt-z]s)(?: [\w’-]+){0,3}? (?:do|did|have|had|are|were|will|would|could"
    r"|can|may|might|say|said|see|saw|think|thought|want|wanted|called?)\b[^,;:.]{0,40}?"
    r"\bit\b(?! (?:is|was|were|will|would|may|might|could|can|takes?|took|seems?|seemed|has|had|does|did|should)\b)"
)
"""Several of a kind at its beginning, then "it", which must be something else: "Critics do not regard it as ..."."""
_POINTS_BACK = re.compile(rf"{_OF_ANOTHER}|(?:it|its|he|she|his|her|they|their|this|these|that|those)\b", re.I)
_SHORT_WHOLE = re.compile(r"[A-Z][\w’'-]*(?: [\w’'-]+){2,3}\.")
MAX_JOINED_CHARS = 340
_LITTLE_WORDS = 9
_REPORTS = re.compile(r"[”\"’],?[”\"]? (?:he|she|they) (?:said|added|says|told|wrote|tweeted|continued)\b|^[\"“]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article.

    Attributes:
        passage: contains it.
        span: in the article's characters.
        article: its article.
        number: its place in the article, from 0.
        paragraph: the number of its paragraph, from 0.
        forms: its words as the lexical index knows them.
        before: the sentence before it in the same paragraph; ``""`` for the first.
    """

    passage: Passage
    span: Span
    article: Article
    number: int
    paragraph: int
    forms: frozenset[str]
    before: str = ""

    @property
    def text(self) -> str:
        """Return the sentence as it stands in the article."""
        return self.article.text[self.span.start : self.span.end]

    @property
    def plain(self) -> str:
        """Return the sentence with white space folded."""
        return " ".join(self.text.split())

    @property
    def day(self) -> int:
        """Return the article's day of publication as a number, 0 for none."""
        return self.article.published.toordinal() if self.article.published else 0

    @property
    def key(self) -> tuple[str, int]:
        """Return what orders sentences that are equal in everything else."""
        return (self.article.id, self.span.start)

    def overlaps(self, other: Sentence) -> bool:
        """Return whether two sentences share characters of one article."""
        return (
            self.article.id == other.article.id
            and self.span.start < other.span.end
            and other.span.start < self.span.end
        )

    def evidence(self, score: float = 0.0, *, label: str = "", highlights: Sequence[Span] = ()) -> Evidence:
        """Return the sentence as evidence; ``highlights`` are in the article's characters."""
        return Evidence(self.passage, self.span, score, tuple(highlights), label)


def sentences_of(article_id: str, *, store: Store) -> list[Sentence]:
    """Return all sentences of an article, in order."""
    article = store.article(article_id)
    found: list[Sentence] = []
    paragraph, end, before = -1, 0, ""
    for passage in store.passages_of(article_id):
        for span in passage.sentences:
            if found and span.start < end:
                continue
            if starts_paragraph(article.text, span.start) or paragraph < 0:
                paragraph, before = paragraph + 1, ""
            dateline = _DATELINE.match(article.text[span.start : span.end])
            stated = Span(span.start + dateline.end(), span.end) if dateline else span
            text = article.text[stated.start : stated.end]
            forms = frozenset(term.form for term in store.terms(text))
            found.append(Sentence(passage, stated, article, len(found), paragraph, forms, before))
            end, before = span.end, text
    return found


def can_be_stated(sentence: Sentence) -> bool:
    """Return whether a sentence is whole and the article's own: no heading, question, byline, caption or appeal."""
    text = sentence.plain
    return (
        len(text.split()) >= MIN_WORDS
        and len(text) <= MAX_CHARS
        and bool(_ENDS.search(text))
        and bool(_STARTS.match(text) or text[0].isdigit())
        and not is_clutter(text)
        and not is_boilerplate(text)
        and not _CREDITS.search(text)
        and not is_caption(text)
        and not _is_cut_speech(text)
        and (len(text.split()) >= _LONG_WORDS or bool(_FINITE.search(text)))
    )


def _is_cut_speech(text: str) -> bool:
    """Return whether a quotation is closed that was opened in an earlier sentence: whose words it has is not known."""
    return (text.count("”") > text.count("“")) or (text.endswith("''") and text.count("''") == 1)


def stands_alone(sentence: Sentence) -> bool:
    """Return whether a sentence can be understood without the one before it."""
    text = sentence.plain
    later = _LATER.search(text)
    if later and _THAT_DAY.match(later.group()) and _YEAR.search(text):
        later = None
    return not (_LEANS.match(text) or later or _REPORTS.search(text) or _IT_OF_ANOTHER.match(text))


def joined(before: Sentence, sentence: Sentence) -> Sentence | None:
    """Return two neighbouring sentences as one, where the second begins with a word for what the first names."""
    return beside(before, sentence) if _POINTS_BACK.match(sentence.plain) else None


def beside(before: Sentence, sentence: Sentence) -> Sentence | None:
    """Return two neighbouring sentences as one; ``None`` if they are not close.

    Both must stand in one paragraph and passage, and be short enough to be read as one.
    """
    if before.paragraph != sentence.paragraph or before.passage != sentence.passage:
        return None
    if not (can_be_stated(before) or _SHORT_WHOLE.fullmatch(before.plain)):
        return None
    if len(before.plain) + len(sentence.plain) > MAX_JOINED_CHARS:
        return None
    span = Span(before.span.start, sentence.span.end)
    return replace(before, span=span, forms=before.forms | sentence.forms)


def says_little(sentence: Sentence) -> bool:
    """Return whether a sentence is short and has no number: "Nobody can go to Webb."."""
    text = sentence.plain
    return len(text.split()) <= _LITTLE_WORDS and not re.search(r"\d", text)


def speaks_to_reader(sentence: Sentence) -> bool:
    """Return whether a sentence addresses its reader, outside quotation marks, as appeals and advice do."""
    return bool(_YOU.search(re.sub(r"[“\"][^”\"]*[”\"]", "", sentence.plain)))
