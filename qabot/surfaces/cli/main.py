"""The command line: assembles the commands, and turns an error into one line and an exit status."""

from __future__ import annotations

import io
import os
import re
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from qabot import __version__
from qabot.errors import QabotError
from qabot.surfaces.cli.commands.add import add_command
from qabot.surfaces.cli.commands.articles import articles_command
from qabot.surfaces.cli.commands.ask import ask_command
from qabot.surfaces.cli.commands.calibrate import calibrate_command
from qabot.surfaces.cli.commands.chat import chat_command
from qabot.surfaces.cli.commands.discord import discord_command
from qabot.surfaces.cli.commands.doctor import doctor_command
from qabot.surfaces.cli.commands.duplicates import duplicates_command
from qabot.surfaces.cli.commands.eval import eval_command
from qabot.surfaces.cli.commands.feedback import feedback_app
from qabot.surfaces.cli.commands.index import index_command
from qabot.surfaces.cli.commands.open import open_command
from qabot.surfaces.cli.commands.schema import schema_command
from qabot.surfaces.cli.commands.search import search_command
from qabot.surfaces.cli.commands.show import show_command
from qabot.surfaces.cli.commands.status import status_command
from qabot.surfaces.cli.commands.timeline import timeline_command
from qabot.surfaces.cli.help import Command, Group
from qabot.surfaces.faults import describe_fault
from qabot.surfaces.terminal.printing import print_line

if TYPE_CHECKING:
    from collections.abc import Callable

GROUPS: dict[str, dict[str, Callable[..., None]]] = {
    "Ask": {
        "ask": ask_command,
        "chat": chat_command,
        "timeline": timeline_command,
        "search": search_command,
        "open": open_command,
        "discord": discord_command,
    },
    "Articles": {
        "add": add_command,
        "articles": articles_command,
        "show": show_command,
        "duplicates": duplicates_command,
    },
    "Index": {"index": index_command, "status": status_command, "doctor": doctor_command},
    "Measure": {"eval": eval_command, "calibrate": calibrate_command},
    "For programs": {"schema": schema_command},
}
"""The commands by the heading under which ``qabot --help`` lists them; ``feedback`` joins "Measure"."""
_INTERRUPTED = 130
_NAMED = re.compile(r"Invalid value for (?P<name>'[^']+'): (?P<message>.+)")


app = typer.Typer(
    name="qabot",
    cls=Group,
    help="Ask a folder of articles. Every answer shows the passages that prove it.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def _qabot(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        typer.echo(f"qabot {__version__}")
        raise typer.Exit


for _heading, _commands in GROUPS.items():
    for _name, _command in _commands.items():
        app.command(_name, cls=Command, rich_help_panel=_heading)(_command)
app.add_typer(feedback_app, name="feedback", rich_help_panel="Measure")


def main() -> None:
    """Run the command line; print every error that a person can correct as one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    # pydantic looks for plugins among all installed packages, which takes longer than checking the settings.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        status = app(standalone_mode=False, prog_name="qabot")
        sys.stdout.flush()
    except QabotError as err:
        print_line(sys.stderr, f"qabot: {err}")
        sys.exit(err.exit_code)
    except typer.TyperException as err:
        if problem := _usage_line(err):
            print_line(sys.stderr, problem)
        sys.exit(2)
    except (BrokenPipeError, SystemExit) as err:
        # typer and rich turn a broken pipe into SystemExit(1), which would mean here that nothing was found.
        if not isinstance(err, BrokenPipeError) and not isinstance(err.__context__, BrokenPipeError):
            raise
        # The reader of the pipe has closed it, so what is still buffered is thrown away.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    if status == _INTERRUPTED:
        sys.stderr.write("qabot: Stopped.\n")
    sys.exit(status or 0)


def _usage_line(err: typer.TyperException) -> str:
    """Return what is wrong with a command line, on one line; nothing if its help has just been printed."""
    problem = " ".join(err.format_message().split()).replace("Value error, ", "").rstrip(".")
    if named := _NAMED.fullmatch(problem):
        plain = describe_fault(named["name"], named["message"])
        problem = problem if plain.endswith(named["message"]) else plain
    context = getattr(err, "ctx", None)
    command = context.info_name if context and context.parent else ""
    end = "" if problem.endswith("?") else "."
    return f"qabot: {problem}{end} Run: {' '.join(filter(None, ('qabot', command, '--help')))}" if problem else ""
