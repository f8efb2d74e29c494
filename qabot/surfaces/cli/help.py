"""What all commands share: how ``--help`` looks, and remedies that name the folders that the command line named."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from typer.core import TyperArgument, TyperCommand, TyperGroup

from qabot.errors import QabotError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typer._click.core import Context, Parameter
    from typer._click.formatting import HelpFormatter

_PLACES = ("config", "corpus", "index", "backend")
_ONE_BREAK = re.compile(r"(?<!\n)\n *(?!\s)")
_INDEX_COMMAND = re.compile(r"\bqabot index\b(?: --rebuild)?(?! --)")


class Command(TyperCommand):
    """A command whose flags and arguments show no type, and whose help has colours that white and black both show."""

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Print the help; a paragraph of it may have several lines in the code."""
        self.help = _ONE_BREAK.sub(" ", self.help or "")
        _choose_colours()
        super().format_help(ctx, formatter)

    def get_params(self, ctx: Context) -> list[Parameter]:
        """Return the parameters, ``--help`` included."""
        return _without_plain_types(super().get_params(ctx))

    def invoke(self, ctx: Context) -> object:
        """Run the command; an error that proposes another command proposes it for the same folders and settings."""
        try:
            return super().invoke(ctx)
        except QabotError as err:
            err.remedy = with_places(err.remedy, ctx)
            raise


class Group(TyperGroup):
    """A group of commands whose flags show no type, with the same colours."""

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Print the help."""
        _choose_colours()
        super().format_help(ctx, formatter)

    def get_params(self, ctx: Context) -> list[Parameter]:
        """Return the parameters, ``--help`` included."""
        return _without_plain_types(super().get_params(ctx))


def with_places(remedy: str, ctx: Context) -> str:
    """Return a remedy in which ``qabot index`` has the folders and settings that this command was given as options."""
    given = [
        f"--{name} {shlex.quote(str(ctx.params[name]))}"
        for name in _PLACES
        if ctx.params.get(name) is not None and _is_typed(ctx, name)
    ]
    return _INDEX_COMMAND.sub(lambda found: " ".join([found.group(), *given]), remedy)


def _is_typed(ctx: Context, name: str) -> bool:
    source = ctx.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _choose_colours() -> None:
    """Set the colours of typer's help, which are module constants: its yellow and cyan cannot be read on white."""
    from typer import rich_utils

    from qabot.surfaces.terminal.colours import GOOD, NUMBER, WARNING

    rich_utils.STYLE_OPTION = rich_utils.STYLE_COMMANDS_TABLE_FIRST_COLUMN = f"bold {NUMBER}"
    rich_utils.STYLE_SWITCH = f"bold {GOOD}"
    rich_utils.STYLE_TYPES = rich_utils.STYLE_USAGE = WARNING
    rich_utils.STYLE_OPTION_ENVVAR = "dim"


def _without_plain_types(parameters: Sequence[Parameter]) -> list[Parameter]:
    """Return the parameters; flags and arguments show no type: it would be Python's, or a list that breaks anywhere."""
    for parameter in parameters:
        if getattr(parameter, "is_flag", False):
            parameter.metavar = ""
        if isinstance(parameter, TyperArgument):
            vars(parameter)["display_type_rich"] = lambda ctx: None  # noqa: ARG005 - called by name
    return list(parameters)
