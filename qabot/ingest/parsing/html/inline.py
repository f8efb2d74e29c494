"""Marks within a paragraph that readers see and libraries lose: times, quotation marks, the reading of a name."""

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LOST = ("time", "output", "label")
"""Elements whose text trafilatura removes, in a sentence too."""
_PARTS = frozenset(("p", "li", "dd", "dt", "td", "th", "blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6", "body"))
_MIN_WORDS = 6
_MIN_SENTENCE_WORDS = 3
_LONG_WORDS = 20
"""A paragraph with fewer words below a heading that is a link may be the teaser of another story."""
_STATES_DAY = re.compile(
    r"\W*(?:first |last |originally )?(?:published|updated|posted|modified|created|written|reviewed)\b", re.IGNORECASE
)
_BYLINE = re.compile(r"\W*(?:by|on)\b", re.IGNORECASE)
"""How a line begins that says when, or by whom, a page was written; a sentence may begin with "On", too."""
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*\s*\Z")
_INLINE = frozenset(
    """a abbr acronym b bdi bdo big br cite code data dfn em font i ins kbd mark q ruby rb rp rt s samp small span
    strong sub sup time tt u var wbr""".split()  # noqa: SIM905
)
_SENTENCE = re.compile(r"\w\W+\w.*\w\W+\w.*[.!?…][\"”’')\]]*\s*\Z", re.DOTALL)
_EMPTY = "empty"
_BOXES = frozenset(("div", "section", "article", "main"))
_UNSEEN = frozenset(("img", "script", "style", "noscript"))
"""What may stand within a paragraph, and has no text."""
_QUOTES = (("“", "”"), ("‘", "’"))


def write_quotes(root: "Element") -> None:
    """Change a tree of HTML: ``<q>`` gets its quotation marks, and a ruby text stands in brackets behind its word."""
    for quote in list(root.iter("q")):
        depth = sum(1 for _ in quote.iterancestors("q"))
        opening, closing = _QUOTES[depth % len(_QUOTES)]
        quote.text = opening + (quote.text or "").lstrip()
        _append(quote, closing)
    for quote in list(root.iter("q")):
        quote.tag = "span"
    for ruby in root.iter("ruby"):
        bare = ruby.find(".//rp") is None
        for reading in ruby.iter("rt"):
            reading.text = f" ({reading.text or ''}" if bare else reading.text
            if bare:
                _append(reading, ")")
    for part in list(root.iter("ruby", "rb", "rt", "rtc", "rp")):
        part.tag = "span"


def write_paragraphs(root: "Element") -> None:
    """Change a page so that trafilatura keeps what is part of its sentences.

    A time within a sentence becomes plain text; a time in a line that says when the page was published does not. A
    ``<div>`` with nothing but a sentence in it becomes a paragraph if paragraphs stand beside it, and so does each run
    of text between two empty lines (``<br><br>``). A heading above a long paragraph is no link any more. Text
    behind an empty element (``<span id="more-7"></span>``), which is left out with it where precision counts, stays.
    """
    from lxml.etree import strip_tags

    for element in root.iter(*(_INLINE - {"br"})):
        if element.text is None and not "".join(element.itertext()):
            element.tag = _EMPTY
    strip_tags(root, _EMPTY)
    for element in list(root.iter(*_LOST)):
        if _is_in_prose(element):
            element.tag = "span"
    for parent in {line_break.getparent(): None for line_break in root.iter("br")}:
        if parent is not None and parent.tag in _BOXES:
            _write_breaks(parent)
    for heading in root.iter("h2", "h3", "h4"):
        _write_heading(heading)
    for parent in {paragraph.getparent(): None for paragraph in root.iter("p")}:
        if parent is not None:
            _write_divs(parent)


def _append(element: "Element", text: str) -> None:
    """Add text at the end of an element's content."""
    if len(element):
        element[-1].tail = (element[-1].tail or "").rstrip() + text
    else:
        element.text = (element.text or "").rstrip() + text


def _is_in_prose(element: "Element") -> bool:
    part = next((above for above in element.iterancestors() if above.tag in _PARTS), None)
    if part is None:
        return False
    if part.tag in ("dd", "td"):
        return True
    text = "".join(part.itertext())
    words = len(text.split()) - len("".join(element.itertext()).split())
    if _STATES_DAY.match(text):
        return False
    if _SENTENCE_END.search(text):
        return words >= _MIN_SENTENCE_WORDS
    return words >= _MIN_WORDS and not _BYLINE.match(text)


def _write_heading(heading: "Element") -> None:
    """Make the links in a heading plain text if a long paragraph follows, as behind a product's name in a review."""
    following = heading.getnext()
    if following is not None and following.tag == "p" and len("".join(following.itertext()).split()) >= _LONG_WORDS:
        for link in list(heading.iter("a")):
            link.tag = "span"


def _write_divs(parent: "Element") -> None:
    """Make each ``<div>`` among paragraphs one of them, unless there are more of such: then trafilatura reads them."""
    divs = [div for div in parent.iterchildren("div") if _is_sentence(div)]
    if len(divs) <= len(parent.findall("p")):
        for div in divs:
            div.tag = "p"


def _write_breaks(box: "Element") -> None:
    """Make each run of text in a box a paragraph, if empty lines (``<br><br>``) part its text."""
    children = list(box)
    if not any(_is_empty_line(first, second) for first, second in pairwise(children)):
        return
    runs = [_paragraph(box, box.text)]
    others: dict[int, Element] = {}
    last: Element | None = None
    box.text = None
    for child in children:
        tail, child.tail = child.tail, None
        box.remove(child)
        is_box = isinstance(child.tag, str) and child.tag not in _INLINE and child.tag not in _UNSEEN
        ends = last is not None and _is_empty_line(last, child)
        if is_box:
            others[len(runs)] = child
        else:
            runs[-1].append(child)
        if is_box or ends:
            runs.append(_paragraph(box, tail))
            last = None
        else:
            child.tail = tail
            last = child
    for number, run in enumerate(runs):
        if number in others:
            box.append(others[number])
        if "".join(run.itertext()).strip():
            box.append(run)


def _paragraph(box: "Element", text: str | None) -> "Element":
    paragraph = box.makeelement("p")
    paragraph.text = text
    return paragraph


def _is_empty_line(first: "Element", second: "Element") -> bool:
    """Return whether two neighbouring elements are line breaks with nothing between them."""
    return first.tag == second.tag == "br" and not (first.tail or "").strip()


def _is_sentence(div: "Element") -> bool:
    """Return whether nothing but a sentence, or several, is in an element."""
    if any(not isinstance(inner.tag, str) or inner.tag not in _INLINE for inner in div.iterdescendants()):
        return False
    return bool(_SENTENCE.search("".join(div.itertext())))
