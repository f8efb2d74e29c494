"""The error for a question that is not accepted."""

from qabot.errors import QabotError


class Refused(QabotError):
    """A question that is not accepted, at this time or in this channel; its text says what the person can do."""
