"""``qabot discord``: run the bot, or print the link that invites it. Loads discord.py only to run."""

from __future__ import annotations

from typing import Annotated

import typer

from qabot.surfaces.cli.common import Backend, Config, Corpus, Index, open_qabot


def discord_command(
    invite: Annotated[
        bool, typer.Option("--invite", help="Print the link that adds the bot to a server, and stop.")
    ] = False,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """Run the Discord bot. Its token: DISCORD_TOKEN, or a file. Exit status 69: Discord cannot be used."""
    from qabot.surfaces.discord.token import read_token

    qabot = open_qabot(config, corpus, index, backend)
    token = read_token(qabot.settings.discord.token_file)
    if invite:
        from qabot.surfaces.discord.client.invite import invite_link

        typer.echo(invite_link(token))
        return
    from qabot.surfaces.discord.client.run import run_bot

    run_bot(qabot, token)
