"""The options that several commands share: each is declared, and explained, once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

Config = Annotated[
    Path | None,
    typer.Option(
        "--config", envvar="QABOT_CONFIG", metavar="FILE", help="The settings file. Default: config.toml, if it exists."
    ),
]
Corpus = Annotated[
    Path | None,
    typer.Option(
        "--corpus", envvar="QABOT_CORPUS", metavar="DIR", help=r"The folder of articles. Default: \[corpus] path."
    ),
]
Index = Annotated[
    Path | None,
    typer.Option(
        "--index", envvar="QABOT_INDEX", metavar="DIR", help=r"The folder of the index. Default: \[index] path."
    ),
]
Backend = Annotated[
    Literal["local", "milvus"] | None,
    typer.Option("--backend", envvar="QABOT_BACKEND", help=r"Where the index is kept. Default: \[store] backend."),
]
Source = Annotated[
    str | None,
    typer.Option("--source", metavar="NAME", help="Only articles from publishers whose name is, or contains, NAME."),
]
Collections = Annotated[
    list[str] | None,
    typer.Option("--collection", metavar="FOLDER", help="Only articles in this folder of the corpus; repeatable."),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DAY",
        help='Answer as on that day, as if nothing had been published since: "13 Dec 2024", "last week", 2015, ...',
    ),
]
After = Annotated[
    str | None,
    typer.Option("--after", metavar="DAY", help="Only articles published on that day or later, none without a date."),
]
Before = Annotated[
    str | None,
    typer.Option(
        "--before", metavar="DAY", help="Only articles published on that day or earlier, none without a date."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON; qabot schema describes it.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colours or bold type; setting NO_COLOR does the same.")]
