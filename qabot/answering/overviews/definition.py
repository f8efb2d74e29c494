"""Definitions: the sentences that say who or what something is, or what an abbreviation stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qabot.answering.overviews.abbreviations import long_form_beside, written_out
from qabot.answering.overviews.mentions import find_mentions
from qabot.answering.overviews.sentences import can_be_stated, stands_alone
from qabot.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qabot.answering.overviews.material import ArticleAbout
    from qabot.answering.overviews.sentences import Sentence
    from qabot.answering.overviews.topic import Topic

_OWN = r"(?:an?|the|one of(?: the)?|another|[A-Z][\w-]*[’']s?|perhaps the|arguably the)(?![\w’'])"
_DETERMINER = rf"(?:{_OWN}|(?:its|his|her|their|our)\b)"
_ASIDE = r"(?:\s*\([^)]{1,60}\))?[”\"]?"
_COPULA = re.compile(
    rf"^{_ASIDE}(?:, [^,]{{1,80}},)? (?P<verb>is|was|are|were|remains?|became|has been|had been|serves? as|means)"
    rf"(?: \w+ly| now| also| still| once)? (?:{_OWN}|among the|known (?:as|for)|best known|short for)\b(?!.{{0,3}}$)"
)
_STANDS_FOR = re.compile(
    rf"^{_ASIDE},? (?:which |that )?(?:stands for|is short for|is an? (?:acronym|abbreviation)|short for)\b"
)
_APPOSITION = re.compile(
    rf"^{_ASIDE}(?:,? aged? \d+|, \d+)?(?:, | — | – | - )(?:{_DETERMINER}|formerly|once|now|previously|[a-z]+-born)"
    r" ?[^,;.—–]{3,140}(?:[,;.—–]|$)"
)
_IS_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|does|did|said|says|stated|told|added|wrote|told|tweeted|noted"
    r"|explained|reported|announced|according|himself|herself|itself|themselves)\b(?<!who is)(?<!who was)(?<!that is)"
)
"""Two commas may hold a clause ("an officer stated") or an aside ("a keen breeder herself"), not what something is."""
_RELATIVE_CLAUSE = re.compile(r"\b(?:who|which|that) (?:is|are|was|were|has|have|had|will|would|can|could|does|did)\b")
_RELATIVE = re.compile(rf"^{_ASIDE}(?:, \d+)?, (?:who|which|whose)\b(?! (?:in turn|has since|also|later)\b)")
_DID_ONCE = re.compile(
    rf"{_RELATIVE.pattern} \w+(?:ed|t) (?:on |last |this |earlier )?(?:[A-Z]\w+day|week|month|year)\b"
)
_ONCE = 0.45
"""For "who resigned on Tuesday", which says what somebody did, and not who that is."""
_PARENTHESIS = re.compile(rf"^ \((?:{_DETERMINER}) [^)]{{3,120}}\)")
_BEFORE = re.compile(
    r"(?:^|[\s“(])(?:[Aa]n?|[Tt]he|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir"
    r"|[A-Z][\w-]*[’']s?) (?:[^\s,;.:()]+ ){0,11}[^\s,;.:()]+, $"
)
_OWNED = re.compile(r"\b(?:its|his|her|their) (?:[^\s,;.:()]+ ){0,11}[^\s,;.:()]+, $", re.I)
_OF_SOMEBODY = 0.6
"""For "his boss, Johnson", which says what he is to somebody else."""
_AFTER_BEFORE = re.compile(rf"^{_ASIDE}(?:[,;.:—–)]|$)")
_CALLED = re.compile(r"(?<!so-)\b(?:called|known as|named|dubbed|nicknamed|renamed)(?: the)? [“\"‘']?$")
_PLACE_OF = re.compile(
    r"\b(?:the|an?)\b(?: [\w’'-]+){0,3} (?:port|city|town|village|island|province|region|state|district|capital|country"
    r"|republic|river|lake|mountain|peninsula|suburb|county|kingdom|valley|archipelago|company|ship) (?:of )?$"
)
_KIND_AFTER = re.compile(
    r"^ (?:air base|naval base|bank|river|valley|province|region|district|island|company|group|party|museum|hospital"
    r"|university|airport|newspaper|agency|committee)\b"
)
_A_ROLE = (
    r"(?:[Pp]resident|[Mm]inister|[Mm]ayor|[Cc]hancellor|[Kk]ing|[Qq]ueen"
    r"|[Pp]rince|[Pp]rincess|[Ss]enator|[Gg]overnor|[Ss]ecretary|[Gg]eneral|[Cc]olonel|[Aa]dmiral|[Cc]hairman"
    r"|[Cc]hairwoman|[Cc]hief|[Cc]hief executive|CEO|[Pp]rofessor|[Aa]ctor|[Aa]ctress|[Ss]inger|[Aa]uthor|[Ww]riter"
    r"|[Dd]irector|[Pp]roducer|[Rr]apper|[Cc]oach|[Cc]aptain|[Ss]triker|[Jj]udge|[Jj]ustice|[Pp]ope|[Bb]ishop|[Ll]eader"
    r"|[Ff]ounder|[Ee]conomist|[Aa]nalyst|[Ss]pokes(?:man|woman|person)|[Aa]mbassador|[Ll]awyer|[Jj]ournalist"
    r"|[Cc]ongress(?:man|woman)|[Rr]epresentative|[Aa]ttorney|[Cc]omedian|[Mm]usician|[Aa]rtist|[Bb]illionaire"
    r"|[Ee]ngineer|[Ss]cientist|[Aa]stronaut|[Pp]layer|[Qq]uarterback|[Cc]ompany|[Gg]roup|[Ff]irm|[Aa]gency"
    r"|[Nn]ewspaper)"
)
_ROLE = re.compile(rf"(?:^|[\s,(“])(?:[A-Z][\w’'-]+ |[a-z’'-]+ ){{0,4}}{_A_ROLE} $")
_CAPITAL = "[A-ZÀ-ÖØ-ÞĆČĎĐĞİŁŃŇŐŒŘŚŞŠŤŮŰŹŻŽ]"
_FIRST_NAMES = re.compile(
    rf"(?:^|[\s“(])(?!(?:{_A_ROLE}|The|A|An|In|On|At|For|From|When|While|As|But|And|If|After|Before|Mr|Mrs|Ms|Dr|Sir) )"
    rf"(?P<names>{_CAPITAL}[\w’'-]+ (?:(?!{_A_ROLE} )(?:{_CAPITAL}[\w’'-]*\.?|al|de|van|von|bin|ben|del|della|da|di|du"
    r"|la|le) ){0,2}(?:al-|el-)?)$"
)
"""One to three names before a last name, and not what somebody is ("Mayor Åsa Lindqvist")."""
_PREPOSITION = re.compile(
    r"\b(?:in|at|of|from|to|with|by|for|near|on|about|against|between|under|over|like|than|into|through|around|outside"
    r"|across|and|or|as)(?: the)? $",
    re.I,
)
_NAMESAKE = re.compile(r"\bnamed (?:after|for|in honour of|in honor of)\b[^,;.]*$")
"""What a thing is named after is another: "named after James E. Webb, who ran NASA"."""
_NOT_SAID = re.compile(r"\b(?:if|whether|would|could|might|wants? to be|hopes? to)\b", re.I)
_HEAD = re.compile(
    r"^(?: (?:I{1,3}|IV|V|[1-9]))?(?: [a-z]+)?(?: (?:mission|plant|mill|rocket|programme?|project|site|scandal"
    r"|movement|virus|bridge"
    r"|tower|deal|vaccine|telescope|app|game|network|campaign|tram|line|festival|club))?(?=,| is\b| was\b| are\b)"
)
_TOKEN = re.compile(r"\w+")
_NAME_GOES_ON = re.compile(r"(?: [A-Z][\w’-]*| [IVX]+\b)+(?=,)")
"""The rest of a longer name: "Queen Elizabeth II, Britain's ..." where the topic is the queen."""
_SHORTENED = 0.1
_LEAST = 0.45
_FEW_WORDS = 2
_LONG_CHARS = 320


@dataclass(frozen=True, slots=True)
class Definition:
    """A sentence that says what a topic is.

    Attributes:
        sentence: the sentence.
        score: how plainly it says so, from 0 to about 1, more if it stands early in an article that is about the topic.
        plainness: how plainly the words around the topic's name say it, from 0 to 1.
        long_form: what an abbreviation stands for, as a span of the article; ``None`` if it does not say so.
    """

    sentence: Sentence
    score: float
    long_form: Span | None = None
    plainness: float = 0.0


def find_definitions(topic: Topic, articles: Sequence[ArticleAbout], *, stands_for: bool = False) -> list[Definition]:
    """Return the sentences that say what a topic is, the plainest first.

    Args:
        topic: a name, a thing or an abbreviation.
        articles: those that have its words.
        stands_for: only sentences that say what an abbreviation stands for.
    """
    found: list[Definition] = []
    by_last_name = len(_TOKEN.findall(topic.text)) == 1 and not _is_of_several(topic, articles)
    for article in articles:
        long_form = _name_written_out(topic, article)
        for sentence, mention in zip(article.sentences, article.mentions, strict=True):
            if not (mention or long_form) or not can_be_stated(sentence):
                continue
            said = [
                *_definitions(topic, sentence, by_last_name=by_last_name),
                *_definitions_written_out(long_form, sentence),
            ]
            best = max(said, key=lambda one: one.score, default=None)
            if best and best.score >= _LEAST and (best.long_form or not stands_for):
                early = 0.1 / (1 + sentence.number / 4)
                unclear = 0.3 * (not stands_alone(sentence)) + 0.1 * (len(sentence.plain) > _LONG_CHARS)
                found.append(replace(best, score=best.score + early + 0.2 * article.centrality - unclear))
    return sorted(found, key=lambda one: (-round(one.score, 3), -one.sentence.day, one.sentence.key))


def _is_of_several(topic: Topic, articles: Sequence[ArticleAbout]) -> bool:
    """Return whether people with different first names have a last name: then the name alone means none of them."""
    found = re.compile(rf"(?P<before>.{{0,60}})\b{re.escape(topic.text)}\b", re.I)
    leads = (one["before"] for article in articles for one in found.finditer(article.sentences[0].article.text))
    names = (_FIRST_NAMES.search(before) for before in leads)
    return len({one["names"].split()[0] for one in names if one}) > 1


def _definitions(topic: Topic, sentence: Sentence, *, by_last_name: bool) -> Iterator[Definition]:
    """Yield what a sentence says the topic is, once for each place that names it.

    Args:
        topic: what is asked about.
        sentence: any.
        by_last_name: whether the topic is one person's last name, so that first names before it belong to it.
    """
    text = sentence.text
    for mention in find_mentions(topic.text, text, known=sentence.article.text):
        end = mention.end + (
            text[mention.start : mention.end].endswith(("Jr", "Sr")) and text[mention.end :][:1] == "."
        )
        before = text[: mention.start]
        names = _FIRST_NAMES.search(before) if by_last_name and text[mention.start].isupper() else None
        before, after = before[: names.start("names")] if names else before, re.sub(r"^\s+(?=[,;.])", "", text[end:])
        after = _HEAD.sub("", after)
        shortened = len(_TOKEN.findall(text[mention.start : end])) < len(_TOKEN.findall(topic.text))
        if shortened and text[mention.start].islower():
            continue
        longer = _NAME_GOES_ON.match(after) if text[mention.start].isupper() else None
        after = after[longer.end() :] if longer else after
        long_form = long_form_beside(text, mention)
        score = 0.9 if long_form else _plainness(before, after)
        if score:
            score -= _SHORTENED * (shortened + bool(longer))
        if score and _NOT_SAID.search(text):
            score -= 0.3
        if score:
            span = long_form and Span(sentence.span.start + long_form.start, sentence.span.start + long_form.end)
            yield Definition(sentence, score, span, plainness=score)


def _name_written_out(topic: Topic, article: ArticleAbout) -> str | None:
    """Return the name that an abbreviation stands for in an article that has it without brackets, else ``None``."""
    text = "\n".join(sentence.text for sentence in article.sentences)
    as_written = re.search(rf"\b{re.escape(topic.text)}\b", text, re.I)
    return written_out(as_written.group(), text) if as_written else None


def _definitions_written_out(name: str | None, sentence: Sentence) -> Iterator[Definition]:
    """Yield what a sentence says of the name that an abbreviation stands for, even if it only has the name."""
    start = sentence.text.find(name) if name else -1
    if name and start >= 0:
        said = _plainness(sentence.text[:start], sentence.text[start + len(name) :])
        first = sentence.span.start + start
        yield Definition(sentence, max(_LEAST, said - _SHORTENED), Span(first, first + len(name)))


def _plainness(before: str, after: str) -> float:
    """Return how plainly the words around a mention say what it is, 0 for not at all."""
    if _NAMESAKE.search(before):
        return 0.0
    governed = bool(_PREPOSITION.search(before))
    if _STANDS_FOR.match(after):
        return 1.0
    said = _COPULA.match(after)
    if said and not governed:
        past = (said["verb"] not in ("is", "are", "stands for", "means")) + (said["verb"] in ("has been", "had been"))
        return 1.0 - 0.1 * past - 0.1 * (len(before.split()) > _FEW_WORDS)
    found = _APPOSITION.match(after)
    if found and not _IS_CLAUSE.search(_RELATIVE_CLAUSE.sub("", found.group())):
        return 0.95 if not governed else 0.85
    if _PARENTHESIS.match(after):
        return 0.9
    ahead = _BEFORE.search(before)
    if ahead and _AFTER_BEFORE.match(after) and not before.startswith(("As ", "Like ", "Unlike ")):
        return _OF_SOMEBODY if _OWNED.search(ahead.group()) else 0.9
    if _RELATIVE.match(after):
        return _ONCE if _DID_ONCE.match(after) else 0.8 if not governed else 0.55
    if _CALLED.search(before):
        return 0.7
    if _PLACE_OF.search(before):
        return 0.65
    if _KIND_AFTER.match(after):
        return 0.5
    return 0.55 if _ROLE.search(before) else 0.0
