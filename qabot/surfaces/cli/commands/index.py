"""``qabot index``: bring the index up to date, once or whenever the corpus changes."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from qabot.errors import CorpusError, IndexBusy
from qabot.surfaces.cli.common import build, open_qabot
from qabot.surfaces.cli.options import Backend, Config, Corpus, Index, NoColor


def index_command(
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build everything again and reuse no vector of the last build.")
    ] = False,
    compact: Annotated[
        bool, typer.Option("--compact", help="Merge the parts of the index into one; vectors are kept.")
    ] = False,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Keep running, and take in every change to the corpus within seconds."),
    ] = False,
    no_color: NoColor = False,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """Bring the index up to date with the corpus.

    Example: qabot index --watch
    """
    qabot = open_qabot(config, corpus, index, backend)
    try:
        build(qabot, rebuild=rebuild, compact=compact, no_color=no_color)
    except (CorpusError, IndexBusy) as err:
        if not watch or not qabot.corpus.is_dir():
            raise
        sys.stderr.write(f"qabot: {err}\n")
    if watch:
        from qabot.surfaces.cli.watch import watch_corpus
        from qabot.surfaces.wording import sanitize

        watch_corpus(qabot, say=lambda line: sys.stderr.write(f"{sanitize(line)}\n"))
