"""Cuts a sentence into words, and says roughly what each is: noun, verb, number, ..."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from qabot.text.facts import facts_of
from qabot.writing.lexicon import lexicon

_TOKEN = re.compile(
    r"(?P<code>\b[A-Z]+[a-z]{0,2}-?\d[\w-]*)|(?P<number>[$€£¥]?\d[\d.,:]*\d|[$€£¥]?\d|%)|(?P<word>[^\W\d_]+(?:[’'](?!s\b)[^\W\d_]+)?)"
    r"|(?P<own>[’']s?\b|[’'](?=\s))|(?P<mark>[^\w\s])"
)
_CLOSED = {
    "D": "the a an this that these those its his her their our your my no some any each every both all another such"
    " what whose",
    "P": "in on at by for from to with of about after before during since until till under over between among against"
    " near into onto through across without within along behind beside beyond off outside inside towards upon via per"
    " despite except beneath above below around round out up down as than like according",
    "C": "and or but nor yet while whereas although though because if unless when where so that whether",
    "R": "who which whom",
    "M": "may might can could will would shall should must cannot",
    "B": "be is are was were been being am",
    "H": "have has had having",
    "X": "do does did",
    "U": "it he she they we i you them him us me there itself himself herself themselves nobody none everybody"
    " everyone somebody someone anybody anyone nothing something everything",
    "G": "not never n't",
    "Z": "very too also still just now then once only even already again ever almost nearly quite rather soon not later"
    " here today yesterday tomorrow more most less least",
}
_KIND = {word: kind for kind, words in reversed(_CLOSED.items()) for word in words.split()}
_NUMBERS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million
    billion dozen""".split()  # noqa: SIM905
)
_UNCHANGED = frozenset("hurt cut put hit set shut let cost cast split spread burst bid quit shed beat".split())  # noqa: SIM905
"""Verbs whose past looks like the present."""
_MOSTLY = 0.95
"""A word that is a verb in this share of texts is one."""
_PARTICLES = frozenset("up down off out over back away on in".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark.

    Attributes:
        text: as it stands, without a possessive ending.
        kind: N noun, V verb, A adjective, Y adverb, # number, T of a date, "." mark, or a key of ``_CLOSED``.
        main: the number of its main clause.
        segment: the number of its segment between marks and conjunctions.
        owner: whether a possessive ending follows.
        phrase: a verb with its particle ("turn down"), else ``""``.
    """

    text: str
    kind: str
    start: int
    end: int
    is_name: bool = False
    main: int = 0
    segment: int = 0
    owner: bool = False
    phrase: str = ""

    @property
    def low(self) -> str:
        """Return the word in lower case."""
        return self.text.lower().replace("’", "'")

    @property
    def content(self) -> bool:
        """Return whether the word carries meaning of its own."""
        return self.kind in "NVAY"


def tokens_of(text: str) -> list[Token]:
    """Return the words, numbers and marks of a sentence with their kinds; clauses are not numbered yet."""
    return _phrases(_tagged(text))


def _tagged(text: str) -> list[Token]:
    facts = facts_of(text)
    names, moments = [one.span for one in facts.names], [one.span for one in facts.moments]
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        if match["mark"] == "-" and re.match(r"\w-\w", text[max(0, match.start() - 1) : match.start() + 2]):
            continue
        if match["own"]:
            if tokens:
                tokens[-1] = replace(tokens[-1], owner=True)
            continue
        word = match.group()
        is_name = bool(match["code"]) or any(span.start <= match.start() < span.end for span in names)
        low = word.lower()
        if not tokens and is_name and (low.endswith(("ed", "ing")) or low in _UNCHANGED or low in ("born", "built")):
            is_name = "v" not in lexicon().parts_of_speech(low)
        kind = "." if match["mark"] else "#" if match["number"] or low in _NUMBERS else ""
        if any(span.start <= match.start() < span.end for span in moments):
            kind = "T"
        if low == "other" and tokens and tokens[-1].low == "each":
            kind = "U"
        if not kind and low in _KIND and not (is_name and word[0].isupper() and tokens):
            kind, is_name = _KIND[low], False
            if low == "that" and tokens and (tokens[-1].kind in "VN" or tokens[-1].text == ","):
                kind = "C"
        if not kind:
            kind = "N" if is_name or match["code"] else _kind(low, tokens)
        tokens.append(Token(word, kind, match.start(), match.end(), is_name and kind == "N"))
    return tokens


def _kind(low: str, before: list[Token]) -> str:
    """Return what an open word probably is, from its form and the words before it."""
    words = lexicon()
    may = words.parts_of_speech(low)
    at = len(before) - 1
    while at >= 0 and before[at].kind in "GYZ":
        at -= 1
    prev = before[at] if at >= 0 else None
    kind = prev.kind if prev else ""
    participle = (
        low in _UNCHANGED
        or low.endswith(("ed", "en", "ing"))
        or any(pos == "v" and base != low for pos, base in words.bases(low))
    )
    if low.endswith("ly") and "r" in may | {"r"} and "n" not in may:
        return "Y"
    if may == {"r"}:
        return "Y"
    if "v" not in may:
        return "A" if "a" in may and ("n" not in may or words.share(low, "a") > 0.5) else "N"
    if kind == "M" or (prev and prev.low == "to"):
        return "V"
    if kind == "H" and not participle:
        return "A" if "a" in may else "N"
    if kind in ("B", "H", "X", "U", "R"):
        return "V" if participle or kind in "XUR" or "n" not in may | {"a"} else "A" if "a" in may else "N"
    stands_alone = kind == "#" and (at == 0 or before[at - 1].kind in ".C")
    if stands_alone and participle and "n" not in may and not low.endswith("ing"):
        return "V"
    if kind == "#" and low.endswith("ing") and "n" not in may:
        return "V"
    if prev and (kind in "DA#" or prev.owner) and kind != "":
        return "A" if participle and not low.endswith("ing") and "n" not in may else "N"
    if kind == "P":
        return "N"
    finite = any(one.kind == "V" for one in _since_break(before))
    noun_before = any(one.kind in "NU" for one in _since_break(before))
    past = (
        low in _UNCHANGED
        or low.endswith("ed")
        or any(pos == "v" and base != low and not low.endswith("s") for pos, base in words.bases(low))
    )
    if not before and low.endswith("ing"):
        return "N" if "n" in may else "A"
    if not noun_before:
        if before and words.share(low, "v") > _MOSTLY:
            return "V"
        return "N" if "n" in may and not past else "V" if past else "V" if "n" not in may and "a" not in may else "A"
    if finite:
        return "V" if past or ("n" not in may and "a" not in may) else "N" if "n" in may else "A"
    plural = kind == "N" and prev is not None and prev.low.endswith("s") and not low.endswith("s")
    return "V" if past or plural or words.share(low, "v") >= 0.4 or "n" not in may else "N"


def _since_break(tokens: list[Token]) -> list[Token]:
    at = len(tokens)
    while at > 0 and not (
        tokens[at - 1].kind in "CR" or tokens[at - 1].text in ",;:—()" or tokens[at - 1].low in ("than", "as")
    ):
        at -= 1
    return tokens[at:]


def _phrases(tokens: list[Token]) -> list[Token]:
    """Join verbs with the particles that belong to them."""
    words = lexicon()
    joined = list(tokens)
    for at, (one, two) in enumerate(pairwise(tokens)):
        if two.low in ("in", "on", "over") and at + 2 < len(tokens) and tokens[at + 2].kind in "D#NT":
            continue
        if one.kind == "V" and two.low in _PARTICLES and words.bases(f"{one.low} {two.low}"):
            joined[at] = replace(one, phrase=f"{one.low} {two.low}")
            joined[at + 1] = replace(two, kind="Z")
        elif one.kind == "V" and two.kind == "U" and at + 2 < len(tokens):
            apart = f"{one.low} {tokens[at + 2].low}"
            if tokens[at + 2].low in ("up", "down", "off", "out") and words.bases(apart):
                joined[at] = replace(one, phrase=apart)
    return joined
