"""A timeline as one HTML page, which loads nothing and runs no script."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from qabot.errors import ConfigError
from qabot.surfaces.html_report.page import page_environment
from qabot.surfaces.wording import format_day, sanitize

if TYPE_CHECKING:
    from pathlib import Path

    from qabot.model import Answer, Citation

_MADE_BY = '<meta name="generator" content="qabot timeline">'
_HEAD_CHARS = 2_000
_REMEDY = "Name another file: --html FILE"
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


def check_file(file: Path) -> None:
    """Check that a timeline can be written to a file without overwriting anything but an earlier timeline.

    Raises:
        ConfigError: the folder does not exist or cannot be written, or the file is something else.
    """
    try:
        if file.exists():
            with file.open(encoding="utf-8", errors="replace") as stream:
                if _MADE_BY not in stream.read(_HEAD_CHARS):
                    raise ConfigError(f"{file} is not a timeline of qabot and is left alone", remedy=_REMEDY)
    except OSError as err:
        raise _not_writable(file, err.strerror) from err
    if not file.parent.is_dir():
        raise _not_writable(file, "there is no such folder")
    if not os.access(file.parent, os.W_OK):
        raise _not_writable(file, "permission is denied")


def write_timeline(file: Path, topic: str, answer: Answer) -> None:
    """Write the page.

    Args:
        file: see ``check_file``.
        topic: what the timeline is about.
        answer: its statements are the lines, labelled with their days.

    Raises:
        ConfigError: the file cannot be written.
    """
    draft = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        draft.write_text(render_timeline(topic, answer), encoding="utf-8", errors="replace")
        draft.replace(file)
    except OSError as err:
        raise _not_writable(file, err.strerror) from err
    finally:
        draft.unlink(missing_ok=True)


def render_timeline(topic: str, answer: Answer) -> str:
    """Return the whole page."""
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
    return page.render(made_by=Markup(_MADE_BY), topic=topic, entries=entries)  # noqa: S704


def _source(citation: Citation) -> _Source:
    article = citation.article
    about = " · ".join(filter(None, (sanitize(article.source), format_day(article.published))))
    href = citation.link if citation.link.startswith(("http://", "https://")) else ""
    return _Source(sanitize(article.title or article.path), about, href, sanitize(citation.link))


def _not_writable(file: Path, reason: str | None) -> ConfigError:
    return ConfigError(f"{file} cannot be written: {reason}", remedy=_REMEDY)
