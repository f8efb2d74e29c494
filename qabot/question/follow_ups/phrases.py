"""Finds the noun phrases of a sentence by rules and word lists, without a model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.model import Span
from qabot.text.words import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

WORD = re.compile(r"[^\W_]+(?:['’.\-&][^\W_]+)*")
_MAX_WORDS = 7
_AL = re.compile(r"(?:al|el|an|ar|as|ash|at|az)-(?=[^\W\d_])")
_VERB = re.compile(r"^[a-z]+ed$")
_TAIL = re.compile(
    r"[a-z]+ed|shot|down|drew|drawn|sunk|sank|hit|born|held|sold|bought|fell|fled|struck|caught|hurt|shut|spoke"
)
"""Verbs that follow a name and do not belong to it: "the Su-24 shot down"."""
_JOINED = frozenset(("of",))
_LIGHT = frozenset(
    """
    able allow also another anything bad become began begin believe best better big biggest build built buy call
    called cause caused change changed come common compare consider contain cost could cover create did die died
    differ difference different do does done easy eat effective end ended example examples exist explain famous feel
    find first following found get give given go going good got great grow had happen happened happening hard hear
    heard help high hold hot important improve include increase interested interesting involve involved keep kill
    killed kind kinds know known last lead let like likely live lived long look lose lost love made main make many
    mean means meant mention mentioned mind more most move much named need needed never new next number okay old one
    ones other others own pay people play popular possible prefer prevent provide reach read really receive received
    recent reduce related release released said same say saying says second see seem show similar since something
    sound sounds speak specific spread start started stay still stop suggest sure take taken talk tell thank thanks
    thing things think third thought time told took treat treated true try turn type types understand use used
    useful using versus visit vote wait want wanted was way well went win won wonder wondering work worked works
    worse worst would wow write wrote yes
    """.split()  # noqa: SIM905 - a word list reads better as words
)
"""Words that seldom name the subject of a question: verbs, and adjectives and nouns that fit any topic."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of words that names something.

    Attributes:
        text: as written, without an article before it.
        span: in the text in which it was found.
        name: whether a word other than the sentence's first has a capital letter, or a word begins with a digit.
        plural: whether its head ends like a plural.
        place: the preposition before it (in, at, near, from, to, on), else ``""``.
        article: "the " if that is before it, else ``""``.
    """

    text: str
    span: Span
    name: bool
    plural: bool
    place: str
    article: str = ""

    @property
    def proper(self) -> bool:
        """Return whether every word begins with a capital letter, as in a person's name."""
        return all(has_capital(word) for word in WORD.findall(self.text))

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words in lower case."""
        return tuple(word.casefold() for word in WORD.findall(self.text))

    @property
    def head(self) -> str:
        """Return the head noun: the last word, or the last one before "of"."""
        words = self.words
        return words[words.index("of") - 1] if "of" in words[1:] else words[-1]


def phrases(text: str) -> list[Phrase]:
    """Return the noun phrases of a text in order, none within another; at most seven words each."""
    found = []
    for run in _runs(text):
        start, end = run[0].start(), run[-1].end()
        shown = text[start:end]
        shown = re.sub(r"['’]s$", "", shown)
        capital = [one for one in run if has_capital(one.group()) or one.group()[0].isdigit()]
        is_adverb = run[0].group().endswith("ly")
        name = bool(capital) and not (capital == [run[0]] and (len(run) == 1 or is_adverb) and _opens(text, start))
        before = WORD.findall(text[:start])[-2:]
        place = next(
            (w for w in reversed([one.casefold() for one in before]) if w in ("in", "at", "near", "from", "to", "on")),
            "",
        )
        article = "the " if before and before[-1].casefold() == "the" else ""
        head = next((run[i - 1] for i, one in enumerate(run) if i and one.group() == "of"), run[-1]).group()
        found.append(Phrase(shown, Span(start, start + len(shown)), name, _plural(head), place, article))
    return found


def has_capital(word: str) -> bool:
    """Return whether a word begins with a capital letter, perhaps behind an Arabic article: "al-Sharaa"."""
    return _AL.sub("", word)[0].isupper()


def content_words(text: str) -> list[str]:
    """Return the words of a text in lower case, without stop words and words that name no subject."""
    words = (one.group().casefold() for one in WORD.finditer(text))
    return [word for word in words if word not in STOP_WORDS and word not in _LIGHT]


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    run: list[re.Match[str]] = []
    for found in WORD.finditer(text):
        word = found.group()
        folded = re.sub(r"['’](s|t|re|ve|ll|d|m)$", "", word.casefold())
        gap = text[run[-1].end() : found.start()] if run else ""
        inner = bool(run) and folded in _JOINED and not gap.strip()
        upper = word[0].isupper() and not _opens(text, found.start())
        shouted = len(word) > 1 and word.isupper() and not text.isupper()
        named = inner or shouted or (folded not in STOP_WORDS and (folded not in _LIGHT or upper or word[0].isdigit()))
        broken = bool(run) and (bool(gap.strip(" \t-")) or len(run) >= _MAX_WORDS)
        if run and re.search(r"['’]s$", run[-1].group()) and not named:
            broken = True
        if run and word[0].isupper() and _VERB.search(run[-1].group()):
            # "succeeded Karin Stohl": a verb before a name does not belong to it.
            run, broken = run[:-1], True
        if broken or not named:
            yield from _ended(run)
            run = []
        if named and (run or not inner):
            run.append(found)
    yield from _ended(run)


def _ended(run: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    while run and (run[-1].group() in _JOINED or (len(run) > 1 and _TAIL.fullmatch(run[-1].group()))):
        run = run[:-1]
    if run:
        yield run


def _opens(text: str, start: int) -> bool:
    """Return whether a sentence begins at ``start``."""
    before = text[:start].rstrip(" \t\"'“‘(")
    return not before or before[-1] in ".!?:\n"


def _plural(head: str) -> bool:
    folded = head.casefold()
    return len(folded) > 3 and folded.endswith("s") and not folded.endswith(("ss", "us", "is", "’s", "'s"))
