"""Cuts what a language model writes into whole sentences, as it comes, each with the quotes that it cites."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from qabot.text.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MARK = re.compile(r"\s*\[\s*(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*\]")
_WHOLE = re.compile(r"[.!?…][\"”’')]*\s*(?:\[[\d,; ]{1,20}\]\s*)*$")
_UNFINISHED = re.compile(r"\[[\d,;\s]*\]?\s*")
"""A mark that may not have come whole."""
_LISTED = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")


class Written(NamedTuple):
    """A sentence without its citation marks, and the numbers that they name, in order."""

    text: str
    cited: tuple[int, ...]


def sentences_of(pieces: Iterable[str]) -> Iterator[Written]:
    """Yield the whole sentences of a stream, each as soon as the next one begins; a last one that is cut off never.

    A sentence's citation marks stand in it or directly behind it.
    """
    text = ""
    for piece in pieces:
        text += piece
        whole, text = _cut(text)
        yield from whole
    yield from (one for part in _parts(text) if _WHOLE.search(part) and (one := written(part)).text)


def _cut(text: str) -> tuple[list[Written], str]:
    """Return the sentences that are followed by another, and the rest."""
    parts = _parts(text)
    if len(parts) < 2 or _UNFINISHED.fullmatch(parts[-1]):
        return [], text
    whole = [one for part in parts[:-1] if (one := written(part)).text]
    return whole, text[text.rindex(parts[-1]) :]  # with the white space at its end


def _parts(text: str) -> list[str]:
    """Return the sentences of a text, each with the marks behind it."""
    parts: list[str] = []
    for line in text.splitlines(keepends=True):
        for span in sentence_spans(line):
            part = line[span.start : span.end]
            marks = _MARK.match(part)
            while parts and marks:
                parts[-1] += part[: marks.end()]
                part = part[marks.end() :].lstrip()
                marks = _MARK.match(part)
            if part.strip():
                parts.append(part)
    return parts


def written(sentence: str) -> Written:
    """Return a sentence without its marks, with what they cite."""
    cited = [int(number) for mark in _MARK.finditer(sentence) for number in re.findall(r"\d+", mark[1])]
    plain = " ".join(_LISTED.sub("", _MARK.sub("", sentence)).split())
    return Written(plain, tuple(dict.fromkeys(cited)))
