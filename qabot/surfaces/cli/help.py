"""How ``--help`` looks: no type for an option that takes no value, ``--json`` and not ``--json <bool>``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typer._click.core import Context, Parameter


class Command(TyperCommand):
    """A command whose flags show no type."""

    def get_params(self, ctx: Context) -> list[Parameter]:
        """Return the parameters, ``--help`` included."""
        return _without_flag_types(super().get_params(ctx))


class Group(TyperGroup):
    """A group of commands whose flags show no type."""

    def get_params(self, ctx: Context) -> list[Parameter]:
        """Return the parameters, ``--help`` included."""
        return _without_flag_types(super().get_params(ctx))


def _without_flag_types(parameters: Sequence[Parameter]) -> list[Parameter]:
    for parameter in parameters:
        if getattr(parameter, "is_flag", False):
            parameter.metavar = ""
    return list(parameters)
