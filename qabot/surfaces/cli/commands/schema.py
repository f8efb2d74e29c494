"""``qabot schema``: print the JSON Schema that ``--json`` keeps to."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from qabot.surfaces.cli.common import print_json

Name = Literal[
    "ask", "search", "articles", "show", "duplicates", "status", "add", "eval", "calibrate", "batch", "questions"
]


def schema_command(
    name: Annotated[
        Name,
        typer.Argument(
            metavar="NAME",
            help="A command: ask, search, articles, show, duplicates, status, add, eval or calibrate. Or the lines "
            "that ask --batch or eval reads: batch or questions.",
        ),
    ] = "ask",
) -> None:
    """Print the JSON Schema of what a command prints with --json, or of the JSON lines that it reads.

    Example: qabot schema ask
    """
    import json

    from qabot.surfaces.json_api.schema import json_schema

    print_json(json.dumps(json_schema(name), ensure_ascii=False, indent=2))
