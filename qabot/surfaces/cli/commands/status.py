"""``qabot status``: what is in the index."""

from __future__ import annotations

from qabot.surfaces.cli.common import open_console, open_qabot, print_json
from qabot.surfaces.cli.options import Backend, Config, Corpus, Index, Json, NoColor


def status_command(
    as_json: Json = False,
    no_color: NoColor = False,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """Show what is in the index: build, counts, model and age.

    Example: qabot status --json
    """
    from qabot.surfaces.health.status import status_facts

    facts = status_facts(open_qabot(config, corpus, index, backend))
    if as_json:
        from qabot.surfaces.json_api.status import status_json

        print_json(status_json(facts))
    else:
        from qabot.surfaces.terminal.facts import render_facts
        from qabot.surfaces.terminal.printing import print_wide

        print_wide(open_console(no_color=no_color), render_facts([(fact.name, fact.shown) for fact in facts]))
