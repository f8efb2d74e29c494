"""Where a sentence names a topic: its words in order, perhaps with one more between them ("James Webb Space ...")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.answering.overviews.topic import spelt_alike
from qabot.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TOKEN = re.compile(r"\w+")
_FIRST_NAME = re.compile(r"([A-Z][\w’'-]+)\.? $")
_TITLES = frozenset(
    """mr mrs ms dr sir president minister mayor chancellor king queen prince princess senator governor secretary
    general judge justice professor chief captain rep sen gov the""".split()  # noqa: SIM905 - a word list reads better as words
)
_SMALL = frozenset(("the", "a", "an", "of", "s", "jr", "sr"))


def find_mentions(topic: str, sentence: str, *, known: str = "") -> Iterator[Span]:
    """Yield the spans of a sentence that name a topic, as a whole, or by its last words if the article has the others.

    Args:
        topic: as a person named it; case and punctuation do not count.
        sentence: the text to look in.
        known: the text of the whole article, in which the first words of the topic may stand.
    """
    wanted = [token.casefold() for token in _TOKEN.findall(re.sub(r"[’']s\b", "", topic))]
    tokens = [(match.group().casefold(), Span(*match.span())) for match in _TOKEN.finditer(sentence)]
    for skip in range(len(wanted)):
        dropped, rest = wanted[:skip], wanted[skip:]
        if all(word in _SMALL for word in rest):
            return
        if dropped and not all(re.search(rf"\b{re.escape(word)}", known, re.I) for word in dropped):
            return
        found = [one for one in _runs(rest, tokens) if not (dropped and _of_another(sentence[: one.start], dropped))]
        yield from found
        if found:
            return


def _of_another(before: str, dropped: Sequence[str]) -> bool:
    """Return whether another first name stands before a last name: "Mahinda Rajapaksa" is not Gotabaya."""
    name = _FIRST_NAME.search(before)
    return name is not None and name[1].casefold() not in (*dropped, *_TITLES)


def _runs(wanted: Sequence[str], tokens: Sequence[tuple[str, Span]]) -> Iterator[Span]:
    for first in range(len(tokens)):
        place = first
        for number, word in enumerate(wanted):
            if number and not _same(word, tokens, place):
                place += 1
            if not _same(word, tokens, place):
                break
            place += 1
        else:
            yield Span(tokens[first][1].start, tokens[place - 1][1].end)


def _same(word: str, tokens: Sequence[tuple[str, Span]], place: int) -> bool:
    if place >= len(tokens):
        return False
    other = tokens[place][0]
    return (
        word == other or word == other.removesuffix("s") or other == word.removesuffix("s") or spelt_alike(word, other)
    )
