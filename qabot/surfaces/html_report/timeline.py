"""A timeline as one HTML page, which loads nothing and runs no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from qabot.surfaces.html_report.page import page_environment
from qabot.surfaces.html_report.page_file import made_by
from qabot.surfaces.wording import describe_publication, sanitize

if TYPE_CHECKING:
    from qabot.model import Answer, Citation

COMMAND = "qabot timeline"
_MARK = " · sources differ"


@dataclass(frozen=True, slots=True)
class _Source:
    """A citation as the page shows it; ``href`` is a web address or ``""``."""

    title: str
    about: str
    href: str
    link: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the page."""

    day: str
    differs: bool
    text: str
    sources: tuple[_Source, ...]


def render_timeline(topic: str, answer: Answer) -> str:
    """Return the whole page.

    Args:
        topic: what the timeline is about.
        answer: its statements are the lines, labelled with their days.
    """
    entries = [
        _Entry(
            sanitize(one.label.removesuffix(_MARK)),
            one.label.endswith(_MARK),
            sanitize(one.text),
            tuple(_source(answer.citations[number - 1]) for number in one.citations),
        )
        for one in answer.statements
    ]
    page = page_environment().get_template("timeline.html.j2")
    return page.render(made_by=Markup(made_by(COMMAND)), topic=topic, entries=entries)  # noqa: S704


def _source(citation: Citation) -> _Source:
    article = citation.article
    href = citation.link if citation.link.startswith(("http://", "https://")) else ""
    return _Source(
        sanitize(article.title or article.path), describe_publication(article), href, sanitize(citation.link)
    )
