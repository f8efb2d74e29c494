"""Limits how often the bot posts a refusal, so that refused mentions cannot make it flood a channel."""

from __future__ import annotations

import time

PERSON_S = 60.0
"""Seconds between two refusals for a person in a channel."""
CHANNEL_S = 10.0
"""Seconds between two refusals in a channel, for anybody."""


class NoticeLimit:
    """Remembers the refusals of the last minute."""

    def __init__(self) -> None:
        """Begin without any."""
        self._until: dict[tuple[int, int | None], float] = {}

    def allows(self, person: int, channel: int) -> bool:
        """Return whether a refusal may be posted now; if so, it counts as posted."""
        now = time.monotonic()
        self._until = {key: until for key, until in self._until.items() if until > now}
        if (channel, None) in self._until or (channel, person) in self._until:
            return False
        self._until[(channel, None)] = now + CHANNEL_S
        self._until[(channel, person)] = now + PERSON_S
        return True
