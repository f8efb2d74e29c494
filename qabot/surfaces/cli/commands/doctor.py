"""``qabot doctor``: check everything that answers depend on."""

from __future__ import annotations

import typer

from qabot.surfaces.cli.common import open_console
from qabot.surfaces.cli.help import with_places
from qabot.surfaces.cli.options import Backend, Config, Corpus, Index, NoColor


def doctor_command(
    ctx: typer.Context,
    no_color: NoColor = False,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """Check settings, models, index and disk, and say what to do. Exit status 2 or 3: something is wrong.

    Example: qabot doctor --config other.toml
    """
    from rich.table import Table
    from rich.text import Text

    from qabot.surfaces.health.doctor import examine
    from qabot.surfaces.terminal.colours import BAD, GOOD
    from qabot.surfaces.terminal.printing import print_wide
    from qabot.surfaces.terminal.wrapping import Wrapped

    out = open_console(no_color=no_color)
    worst = 0
    for finding in examine(config, corpus=corpus, index=index, backend=backend):
        mark = ("ok  ", GOOD) if not finding.exit_code else ("BAD ", f"bold {BAD}")
        detail = with_places(finding.detail, ctx) if finding.exit_code else finding.detail
        line = Table.grid()
        line.add_row(Text.assemble(mark), Wrapped(Text.assemble((f"{finding.name}: ", "bold"), detail)))
        print_wide(out, line)
        worst = max(worst, finding.exit_code)
    raise typer.Exit(worst)
