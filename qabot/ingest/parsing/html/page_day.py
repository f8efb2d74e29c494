"""The day on which a page says that it was published: the page's own, never that of a story or event it names."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from qabot.ingest.parsing.days import find_date, first_date, parse_date
from qabot.ingest.parsing.html.headline import Surroundings, marks_of, text_of
from qabot.ingest.parsing.html.json_ld import Node, PageData

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_PUBLISHED = """
    article:published_time article:published article:published_date og:published_time og:article:published_time
    datepublished publishdate publish-date publish_date published_time published-date published_date pubdate
    publication_date originalpublicationdate parsely-pub-date sailthru.date article.published dcterms.issued
    dc.date.issued dc.date.publication citation_publication_date citation_date citation_online_date bt:pubdate ptime
    rnews:datepublished date dc.date dcterms.date dc:date dcterms.created dc.date.created dc.created date_published
    article:post_date displaydate release_date cxenseparse:recs:publishtime article.created datecreated created
""".split()  # noqa: SIM905
"""Names of meta tags, the surest first."""
_MODIFIED = """
    article:modified_time article:modified og:updated_time og:modified_time datemodified last-modified lastmod
    dcterms.modified dc.date.modified modified_time
""".split()  # noqa: SIM905
_MARKED = re.compile(
    r"\b(?:date-?published|dt-published|published|pubdate|entry-date|post-date|article-date|posted-on)\b"
)
_DATED = re.compile(r"date|datum|fecha|parution|publi|posted|byline|meta|time|created|entry-info|subline")
_CHANGED = re.compile(r"updated|modified|lastmod|revised|edited")
_SAYS_CHANGED = re.compile(
    r"\b(?:(?:last )?(?:updated?|modified|edited|revised|changed)|stand|aktualisiert|geändert|mis à jour|modifié"
    r"|actualizado|aggiornato|bijgewerkt|uppdaterad|opdateret|oppdatert|päivitetty|aktualizov\w+|zaktualizowano|обновлено)\b",
    re.I,
)
_SAYS_PUBLISHED = re.compile(r"(?:first |originally )?(?:published|posted)\b", re.I)
_LEADS = re.compile(
    r".*[|·•–—,:/(-]\s*|[^\W\d_]*\W*"
    r"|(?:(?:first |originally )?(?:published|posted|released|issued|date|written|by|von|par|por|di|door|av|af"
    r"|veröffentlicht|erschienen|publié|publicado|pubblicato|gepubliceerd|publicerad|opublikowano|опубликовано)\b.*)",
    re.I,
)
"""What stands before the day of publication in a line."""
_MAX_MARKED_WORDS = 8
_MAX_LOOKED_AT = 20
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)")


def find_page_day(
    tree: "HtmlElement", data: PageData, article: Node, surroundings: Surroundings, url: str
) -> date | None:
    """Return the day on which a page was published, ``None`` if it does not state one.

    In this order count: JSON-LD, meta tags, the day that the page's article is marked with, the address, the lines
    around the headline, and at last the day of the latest change in JSON-LD or meta tags.

    Args:
        tree: of the page.
        data: its JSON-LD.
        article: the node of the page's own article in ``data``, possibly empty.
        surroundings: of its headline.
        url: its address, possibly ``""``.
    """
    published = first_date(article.get("datePublished"), _in_meta(tree, _PUBLISHED), article.get("dateCreated"))
    days = [page.get("datePublished") for page in data.pages]
    published = published or first_date(_in_microdata(surroundings), *days, _marked(surroundings))
    published = published or _in_address(url) or _in_lines(surroundings)
    return published or first_date(article.get("dateModified"), _in_meta(tree, _MODIFIED))


def _in_meta(tree: "HtmlElement", names: list[str]) -> date | None:
    days: dict[str, date] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        if name in names and name not in days and (day := parse_date(element.get("content"))):
            days[name] = day
    return next((days[name] for name in names if name in days), None)


def _in_microdata(surroundings: Surroundings) -> date | None:
    marked = (
        element
        for name in ("datepublished", "datecreated")
        for element in surroundings.within
        if name in (element.get("itemprop") or "").lower().split()
    )
    return first_date(*(_stated(element) for element in marked))


def _marked(surroundings: Surroundings) -> date | None:
    """Return the day of an element that is marked as the day of publication."""
    marked = (
        element
        for element in surroundings.within
        if element.get("pubdate") is not None or _MARKED.search(marks_of(element))
    )
    return first_date(*(_stated(element) for element in marked if len(text_of(element).split()) <= _MAX_MARKED_WORDS))


def _stated(element: "HtmlElement") -> date | None:
    """Return the day that an element of few words states in an attribute or in its text."""
    times = [element, *element.iterdescendants("time", "abbr")]
    written = [time.get(name) for time in times for name in ("content", "datetime", "title")]
    return first_date(*written) or _in_line(text_of(element), is_marked=True)


def _in_address(url: str) -> date | None:
    found = _IN_ADDRESS.search(url)
    return parse_date("-".join(found.groups())) if found else None


def _in_lines(surroundings: Surroundings) -> date | None:
    """Return the first day that the lines around the headline state."""
    for block in surroundings.blocks:
        if day := next(_times(block), None):
            return day
        is_marked = any(_DATED.search(marks_of(element)) for element in islice(block.iter(), _MAX_LOOKED_AT))
        is_heading = block.tag in ("h1", "h2", "h3", "h4", "h5", "h6")
        if (is_marked or not is_heading) and (day := _in_line(text_of(block), is_marked=is_marked)):
            return day
    return None


def _times(block: "HtmlElement") -> Iterator[date]:
    """Yield the days of the ``<time>`` elements of a line, except those of a change."""
    before = ""
    for element in block.iter():
        if element.tag == "time":
            day = first_date(element.get("datetime"), text_of(element))
            said = before + " " + text_of(element)[:20]
            is_change = _CHANGED.search(marks_of(element)) or _SAYS_CHANGED.search(said[-40:])
            if day and not is_change:
                yield day
            before = ""
        before += (element.text or "") if isinstance(element.tag, str) and element.tag != "time" else ""
        before += element.tail or ""


def _in_line(line: str, *, is_marked: bool) -> date | None:
    """Return the day of publication that a short line states.

    Args:
        line: without line ends.
        is_marked: whether the page marks the line as one that states a day.
    """
    if changed := _SAYS_CHANGED.search(line):
        published = _SAYS_PUBLISHED.search(line)
        if published is None:
            return find_date(line[: changed.start()])
        line = line[published.start() :] if published.start() > changed.start() else line[: changed.start()]
    day = find_date(line)
    if day is None or is_marked:
        return day
    digit = re.search(r"\d", line)
    before = line[: digit.start()] if digit else ""
    return day if _LEADS.fullmatch(before) else None
