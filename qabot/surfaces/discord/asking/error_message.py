"""What a person in Discord reads when something cannot be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.errors import IndexProblem, ModelError, QuestionError
from qabot.surfaces.discord.pages.escape import escape_markdown
from qabot.surfaces.discord.permissions.refused import Refused

if TYPE_CHECKING:
    from qabot.errors import QabotError


def error_message(err: QabotError) -> str:
    """Return an error's message for a person in Discord: no folder names, and no details of problems with the index."""
    if isinstance(err, QuestionError):
        return f"{err.problem}. Ask in a sentence or two."
    if isinstance(err, IndexProblem | ModelError):
        return "The articles cannot be searched at the moment. The log of whoever runs me says why."
    return str(err) if isinstance(err, Refused) else escape_markdown(str(err))
