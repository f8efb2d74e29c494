"""The page of ``qabot status --html``: what is in the index, with its articles by day and source."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from markupsafe import Markup

from qabot.surfaces.html_report.corpus_plot import SHOWN_SOURCES, articles_plot, choose_period
from qabot.surfaces.html_report.page import page_environment
from qabot.surfaces.html_report.page_file import made_by
from qabot.surfaces.wording import format_day, sanitize

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qabot.model import ArticleSummary
    from qabot.surfaces.health.status import Fact

COMMAND = "qabot status"
_NAMELESS = "no source"


def render_corpus(facts: Sequence[Fact], articles: Sequence[ArticleSummary]) -> str:
    """Return the whole page, which loads nothing and runs no script.

    Args:
        facts: of the index.
        articles: all of them.
    """
    dated = [(one.published, sanitize(one.source) or _NAMELESS) for one in articles if one.published]
    sources = _sources(articles)
    shown = [name for name, *_ in sources[:SHOWN_SOURCES]]
    period = choose_period(day for day, _ in dated) if dated else None
    return (
        page_environment()
        .get_template("corpus.html.j2")
        .render(
            made_by=Markup(made_by(COMMAND)),  # noqa: S704
            facts=facts,
            articles=len(articles),
            undated=len(articles) - len(dated),
            period=period.name if period else "",
            plot=Markup(articles_plot(dated, shown, period)) if period else "",  # noqa: S704 - names are escaped
            shown=shown,
            has_others=len(sources) > len(shown),
            sources=sources,
            named=sum(name != _NAMELESS for name, *_ in sources),
        )
    )


def _sources(articles: Sequence[ArticleSummary]) -> list[tuple[str, int, str, str]]:
    """Return the name, the number of articles, the first and the last day of each source, most articles first."""
    days: dict[str, list[date | None]] = defaultdict(list)
    for one in articles:
        days[sanitize(one.source) or _NAMELESS].append(one.published)
    rows = []
    for name, published in days.items():
        known = sorted(day for day in published if day)
        ends = (format_day(known[0]), format_day(known[-1])) if known else ("", "")
        rows.append((name, len(published), *ends))
    return sorted(rows, key=lambda row: (-row[1], row[0]))
