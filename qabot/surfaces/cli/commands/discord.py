"""``qabot discord``: run the Discord bot, or print the link that invites it."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from qabot.surfaces.cli.common import open_qabot
from qabot.surfaces.cli.options import Backend, Config, Corpus, Index


def discord_command(
    invite: Annotated[
        bool, typer.Option("--invite", help="Print the link that adds the bot to a server, and stop.")
    ] = False,
    log_format: Annotated[
        Literal["text", "json"],
        typer.Option("--log-format", metavar="FORMAT", help="The lines of the log: text, or json for an object each."),
    ] = "text",
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    r"""Run the Discord bot. Exit status 69: Discord cannot be used.

    The token is read from the variable DISCORD_TOKEN, or from the file that \[discord] token_file names.

    Example: qabot discord --invite
    """
    from qabot.surfaces.discord.token import read_token

    qabot = open_qabot(config, corpus, index, backend)
    token = read_token(qabot.settings.discord.token_file)
    if invite:
        from qabot.surfaces.discord.client.invite import invite_link

        typer.echo(invite_link(token))
        return
    # discord.py is imported only to run the bot.
    from qabot.surfaces.discord.client.run import run_bot

    run_bot(qabot, token, log_format=log_format)
