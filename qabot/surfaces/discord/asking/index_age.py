"""Whether the articles have changed since they were indexed, so that an answer can say so."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from typing import TYPE_CHECKING

from qabot.errors import QabotError

if TYPE_CHECKING:
    from qabot.app.qabot import Qabot

LOOK_EVERY_S = 600.0
"""Seconds from one look at the files to the next: a look costs as much as listing the whole folder."""

_log = logging.getLogger(__name__)


class IndexAge:
    """Looks at the files of the corpus once in a while."""

    def __init__(self, qabot: Qabot) -> None:
        """Look at nothing yet."""
        self._qabot = qabot
        self._looked_at = -math.inf
        self.stale = False
        """Whether files were added, removed or changed since they were indexed, when that was last looked at."""

    async def look(self) -> None:
        """Look at the files, unless that was done a short time ago."""
        now = time.monotonic()
        if now - self._looked_at < LOOK_EVERY_S:
            return
        self._looked_at = now
        try:
            self.stale = bool(await asyncio.to_thread(lambda: self._qabot.changed_files))
        except (OSError, QabotError) as err:
            _log.warning("Whether the articles have changed could not be seen: %s", err)

    def renew(self) -> None:
        """Take the index for up to date, because it was just made, and look again at the next occasion."""
        self.stale, self._looked_at = False, -math.inf
