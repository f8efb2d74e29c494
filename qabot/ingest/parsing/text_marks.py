"""Raised and struck-out text: a raised figure must not join the number before it, and struck-out text is withdrawn."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_RAISED = str.maketrans("0123456789+-−–()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾")
_FIGURES = re.compile(r"[+\-−–]?\d{1,4}(?:[,\-–]\s?\d{1,4})*")
"""A footnote's number, several of them ("3, 4"), or an exponent ("-6")."""
_NOTE_TEXT = re.compile(r"\d{1,3}(?:,\s?\d{1,3})*|[*†‡§¶]{1,3}")
_NOTE_NAME = re.compile(r"foot-?note|noteref|\bfn(?:ref)?\b|end-?note", re.IGNORECASE)
_RAISED_STYLE = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
_STRUCK_STYLE = re.compile(r"text-decoration[a-z-]*\s*:[^;]*line-through", re.IGNORECASE)
_CLASS = re.compile(r"[a-z]*\.([\w-]{1,100})", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STRUCK_TAGS = ("del", "s", "strike")
_WHOLE_PAGE = ("html", "body", "main", "article")
"""Some pages hide all of their text until a script has run."""


def raise_figures(text: str) -> str:
    """Return a raised text with its figures as superscript characters: "3" as "³", "-6" as "⁻⁶"; "th" stays as it is.

    A number before it then stays whole: "12" with a raised "3" is "12³", and neither 123 nor a value of its own.
    """
    return text.translate(_RAISED) if _FIGURES.fullmatch(text.strip()) else text


def clean_html(root: "HtmlElement") -> None:
    """Change a tree of HTML so that its text says what a reader sees.

    Struck-out text, hidden text and links to footnotes are removed. Other raised figures become superscript characters,
    except in a fraction, which gets a space before it: "3 1/2". Text may be struck out or raised by a class of the
    page's own style sheet, too, as in pages that Google Docs saves.
    """
    classes = _marking_classes(root)
    for element in list(_elements(root)):
        if element.getparent() is None:
            continue
        style = element.get("style") or ""
        if classes:
            style = ";".join((style, *(classes.get(name, "") for name in (element.get("class") or "").split())))
        if _is_struck_or_hidden(element, style) or _is_note(element):
            element.drop_tree()
        elif element.tag == "sup" or _RAISED_STYLE.search(style):
            _raise(element)


def _elements(root: "HtmlElement") -> "Iterator[HtmlElement]":
    return (element for element in root.iter() if isinstance(element.tag, str))


def _marking_classes(root: "HtmlElement") -> dict[str, str]:
    """Return the style of each class that a page's own style sheet strikes out or raises."""
    found: dict[str, str] = {}
    for sheet in root.iter("style"):
        for rule in (sheet.text or "").split("}"):
            before, _, style = rule.rpartition("{")
            if marks := [mark[0] for one in (_STRUCK_STYLE, _RAISED_STYLE) if (mark := one.search(style))]:
                selectors = before.rpartition("{")[2].split(",")
                names = (_CLASS.fullmatch(selector.strip()) for selector in selectors)
                found |= {name[1]: ";".join(marks) for name in names if name}
    return found


def _is_struck_or_hidden(element: "HtmlElement", style: str) -> bool:
    if element.tag in _STRUCK_TAGS or _STRUCK_STYLE.search(style):
        return True
    hidden = element.get("hidden", "until-found").lower() != "until-found" or _HIDDEN_STYLE.search(style)
    return bool(hidden) and element.tag not in _WHOLE_PAGE


def _is_note(element: "HtmlElement") -> bool:
    """Return whether an element is nothing but the number of a footnote, as a link to it."""
    if element.tag not in ("a", "sup") or not _NOTE_TEXT.fullmatch(element.text_content().strip()):
        return False
    names = " ".join(element.get(name) or "" for name in ("class", "role", "rel", "epub:type", "type"))
    links = [link.get("href") or "" for link in element.iter("a")]
    around = (element, *element.iterancestors())
    raised = any(near.tag == "sup" for near in around) or element.find(".//sup") is not None
    return bool(_NOTE_NAME.search(names)) or (raised and any(link.startswith("#") for link in links))


def _raise(element: "HtmlElement") -> None:
    text = element.text_content()
    tail = element.tail or ""
    if not _FIGURES.fullmatch(text.strip()):
        return
    if tail.startswith(("/", "⁄")):
        element.tail = f" {text.strip()}{tail}"
    else:
        element.tail = raise_figures(text.strip()) + tail
    element.drop_tree()
