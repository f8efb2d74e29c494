"""Coordination: the items of a list in a sentence, such as "Tartous, Latakia and the Khmeimim air base"."""

from __future__ import annotations

import re

from qabot.model import Span
from qabot.text.parallel_clauses import PAST

_SEPARATOR = re.compile(
    r"(?P<both>\s*,\s*(?:and|or|as well as|plus)\s+)|(?P<comma>\s*[,;]\s+)|(?P<joint>\s+(?:and|or|as well as|&)\s+)"
)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_INTRODUCES = re.compile(
    r".*(?:[:—–]|\b(?:are|is|was|were|be|been|include|includes|included|including|namely|like|as|of|by|in|to|from|with|"
    r"between|both|either|for|on|at|through|featuring|starring|has|have|had|contain|contains|contained)\b)"
    r"(?: (?:the|its|their|an|a))?\s",
    re.I | re.S,
)
_VERB_FIRST = re.compile(rf"(?:{PAST})\b|[a-z]{{2,}}ed (?:the|a|an|in|on|at|to|by|from|into|his|her|its|their|that)\b")
"""How a second predicate begins: "the foundation of its policy and led to an alliance" lists no two things."""
_ENDS_ITEM = re.compile(
    r"\s+(?:(?:who|which|that|where|when|while|as|in|on|at|to|for|from|with|by|after|before|during|until|since|into|over|"
    r"under|is|are|was|were|has|have|had|will|would|can|could|may|might|did|does|do)\b|[—–(\[])|[.!?:]?$",
    re.I,
)
_NO_ITEM = re.compile(
    r"^(?:(?:who|which|that|where|when|while|but|then|it|he|she|they|we|i|you|this|these|those|there|so|yet|if|because|"
    r"although|though|after|before|with|to|is|are|was|were|has|have|had|will|also|not|later|now|both)\b)"
)
_WHOLE = re.compile(
    r"\b(?:including|comprising|such as|consisting of|namely|composed of|made up of)\s+(?:the\s+)?", re.I
)
_NAME = r"(?:(?:the|The) )?[A-Z0-9][^\s,;]*(?: (?:(?:of|the|de|al|van|von|bin|-|&) )*[A-Z0-9][^\s,;]*)*"
_NAME_TAIL, _NAME_HEAD = re.compile(_NAME + r"$"), re.compile(_NAME)
_MAX_WORDS = 8
"""Longest item: a longer stretch between two commas is a clause."""


def coordinated_items(sentence: str, span: Span) -> tuple[Span, ...]:
    """Return the items of the list that a span belongs to, in order, as spans of ``sentence``.

    A list has "and", "or" or the like before its last item. If the span belongs to none, it is returned alone. Brackets
    behind an item ("Mackenzie (vocals)") are no part of it.

    Args:
        sentence: a sentence of an article.
        span: one item, or several; within the sentence.
    """
    masked = _BRACKETS.sub(lambda found: "\x00" * len(found.group()), sentence)
    separators = list(_SEPARATOR.finditer(masked))
    whole, span = span, _behind_the_whole(sentence, span)
    bounds = [0, *(edge for found in separators for edge in found.span()), len(sentence)]
    pieces = [Span(bounds[i], bounds[i + 1]) for i in range(0, len(bounds), 2)]
    inside = [number for number, piece in enumerate(pieces) if piece.start < span.end and piece.end > span.start]
    if not inside:
        return (whole,)
    name = _starts_as_name(sentence[span.start : span.end])
    inside = _without_appositions(inside, pieces, separators)
    first, last = inside[0], inside[-1]
    items = {number: _cut(span, pieces[number]) for number in inside}
    words = [sentence[one.start : one.end] for one in items.values()]
    if any(
        len(one.split()) > _MAX_WORDS or _VERB_FIRST.match(one) or (name and not _starts_as_name(one)) for one in words
    ):
        return (whole,)
    governor = masked[pieces[first].start : span.start].split()[-1:]
    number = last
    ended = any(separators[place].lastgroup != "comma" for place in range(first, last))
    if not ended and (items[last].end >= pieces[last].end - 1 or _only_brackets(masked[span.end : pieces[last].end])):
        while number < len(separators) and (item := _item_behind(masked, pieces, number, separators, name=name)):
            if governor and masked[item.end : pieces[number + 1].end].split()[:1] == governor:
                return (whole,)  # "the Herald to Oster and the Mirror to its readers": another clause without its verb
            number += 1
            items[number] = item
            if separators[number - 1].lastgroup != "comma":
                break
    before = first
    if items[first].start <= pieces[first].start + len(_article(masked, pieces[first])):
        while before > 0 and (item := _item_before(masked, pieces, before, separators, name=name)):
            before -= 1
            items[before] = item
            if item.start > pieces[before].start:
                break
    joined = [separators[place].lastgroup for place in range(before, number)]
    if len(items) < 2 or not any(kind != "comma" for kind in joined):
        return (whole,)
    return tuple(_without_brackets(masked, item) for _, item in sorted(items.items()))


def _without_appositions(inside: list[int], pieces: list[Span], separators: list[re.Match[str]]) -> list[int]:
    """Return the pieces up to the last item: in "Arden and Brill, Varna County" the county is where Brill is.

    The bounds of the last item are moved in ``pieces``, so that they hold what is said of it.
    """
    joint = next((number for number in inside[1:] if separators[number - 1].lastgroup != "comma"), inside[-1])
    kept = [number for number in inside if number <= joint]
    if kept != inside and all(separators[number - 1].lastgroup == "comma" for number in inside if number > joint):
        pieces[joint] = Span(pieces[joint].start, pieces[inside[-1]].end)
        return kept
    return inside


def _behind_the_whole(sentence: str, item: Span) -> Span:
    """Return an item without the whole that the list is part of: "the league, comprising the Oneida"."""
    found = list(_WHOLE.finditer(sentence, item.start, item.end))
    return Span(found[-1].end(), item.end) if found and found[-1].end() < item.end else item


def _item_behind(
    masked: str, pieces: list[Span], number: int, separators: list[re.Match[str]], *, name: bool
) -> Span | None:
    """Return the item after piece ``number``, or ``None`` if what follows is not an item."""
    piece = pieces[number + 1]
    text = masked[piece.start : piece.end]
    final = separators[number].lastgroup != "comma"
    if _NO_ITEM.match(text) or _VERB_FIRST.match(text):
        return None
    if not final and len(text.split()) > _MAX_WORDS:
        return None
    end = len(text)
    if final or number + 1 == len(separators):
        found = _NAME_HEAD.match(text) if name else None
        ends = _ENDS_ITEM.search(text)
        end = found.end() if found else ends.start() if ends else len(text)
    item = text[:end].rstrip(" .!?:\x00")
    if not item or (name and not _starts_as_name(item)) or len(item.split()) > _MAX_WORDS:
        return None
    return Span(piece.start, piece.start + len(item))


def _item_before(
    masked: str, pieces: list[Span], number: int, separators: list[re.Match[str]], *, name: bool
) -> Span | None:
    """Return the item before piece ``number``, or ``None`` if what is there is not an item."""
    piece = pieces[number - 1]
    text = masked[piece.start : piece.end]
    is_first = number - 1 == 0 or len(text.replace("\x00", "").split()) > _MAX_WORDS
    if separators[number - 1].lastgroup != "comma" and number - 1 > 0 and separators[number - 2].lastgroup != "comma":
        is_first = True
    start = 0
    whole = text.rstrip("\x00 ")
    if name:
        found = _NAME_TAIL.search(whole)
        if not found:
            return None
        start = found.start() if is_first or not _starts_as_name(whole) else 0
    elif is_first:
        introduced = _INTRODUCES.match(whole)
        if not introduced:
            return None
        start = introduced.end()
    elif _NO_ITEM.match(whole):
        return None
    item = whole[start:]
    if not item.strip() or len(item.split()) > _MAX_WORDS:
        return None
    return Span(piece.start + start, piece.start + len(whole))


def _cut(span: Span, piece: Span) -> Span:
    return Span(max(span.start, piece.start), min(span.end, piece.end))


def _article(masked: str, piece: Span) -> str:
    found = re.match(r"(?:the|a|an|its|their) ", masked[piece.start : piece.end], re.I)
    return found.group() if found else ""


def _only_brackets(text: str) -> bool:
    return not text.replace("\x00", "").strip(" .")


def _starts_as_name(text: str) -> bool:
    words = [word for word in text.split() if word not in ("the", "The", "a", "an", "A", "An")]
    return bool(words) and (words[0][0].isupper() or words[0][0].isdigit())


def _without_brackets(masked: str, item: Span) -> Span:
    return Span(item.start, item.start + len(masked[item.start : item.end].rstrip("\x00 ,;")))
