"""The options that several commands share: each is declared, and explained, once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from qabot.surfaces.cli.completion import complete_collections, complete_sources

ARTICLES = "Which articles"
OUTPUT = "What is printed"
PLACES = "Settings and folders"
"""The headings in --help of the options that commands share; a command's own options come first."""

Write = Annotated[
    bool | None,
    typer.Option(
        "--write/--no-write",
        help=r"Let a language model write the answer; only what the quotes prove is said. Default: \[writer] enabled.",
        show_default=False,
    ),
]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        envvar="QABOT_CONFIG",
        metavar="FILE",
        help="The settings file. Default: config.toml, if it exists.",
        rich_help_panel=PLACES,
    ),
]
Corpus = Annotated[
    Path | None,
    typer.Option(
        "--corpus",
        envvar="QABOT_CORPUS",
        metavar="DIR",
        help=r"The folder of articles. Default: \[corpus] path.",
        rich_help_panel=PLACES,
    ),
]
Index = Annotated[
    Path | None,
    typer.Option(
        "--index",
        envvar="QABOT_INDEX",
        metavar="DIR",
        help=r"The folder of the index. Default: \[index] path.",
        rich_help_panel=PLACES,
    ),
]
Backend = Annotated[
    Literal["local", "milvus"] | None,
    typer.Option(
        "--backend",
        envvar="QABOT_BACKEND",
        metavar="PLACE",
        help=r"Where the index is kept: local or milvus. Default: \[store] backend.",
        rich_help_panel=PLACES,
    ),
]
Source = Annotated[
    str | None,
    typer.Option(
        "--source",
        metavar="NAME",
        help="Only articles from publishers whose name is, or contains, NAME.",
        rich_help_panel=ARTICLES,
        autocompletion=complete_sources,
    ),
]
Collections = Annotated[
    list[str] | None,
    typer.Option(
        "--collection",
        metavar="FOLDER",
        help="Only articles in this folder of the corpus; repeatable.",
        rich_help_panel=ARTICLES,
        autocompletion=complete_collections,
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DAY",
        help='Answer as on that day, as if nothing had been published since: "13 Dec 2024", "last week", 2015, ...',
        rich_help_panel=ARTICLES,
    ),
]
After = Annotated[
    str | None,
    typer.Option(
        "--after",
        metavar="DAY",
        help="Only articles published on that day or later, none without a date.",
        rich_help_panel=ARTICLES,
    ),
]
Before = Annotated[
    str | None,
    typer.Option(
        "--before",
        metavar="DAY",
        help="Only articles published on that day or earlier, none without a date.",
        rich_help_panel=ARTICLES,
    ),
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="DAY",
        help="What is new since that day: what older articles do not say.",
        rich_help_panel=ARTICLES,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON; qabot schema describes it.", rich_help_panel=OUTPUT)]
NoColor = Annotated[
    bool,
    typer.Option("--no-color", help="No colours or bold type; setting NO_COLOR does the same.", rich_help_panel=OUTPUT),
]
