"""Brings the index up to date in a process of its own, one run at a time, and reports the progress in a reply."""

from __future__ import annotations

import asyncio
import json
import logging
import math
import os
import sys
import time
from asyncio.subprocess import PIPE
from typing import TYPE_CHECKING, Any

from qabot.surfaces.discord.token import VARIABLE as TOKEN_VARIABLE
from qabot.surfaces.wording import format_count

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from qabot.app.settings import Settings
    from qabot.surfaces.discord.asking.delivery import Reply

_EDIT_EVERY_S = 2.5
_EDITABLE_S = 14 * 60
"""Seconds for which the reply is edited: a little less than the 15 minutes that Discord allows."""
_STOP_S = 10.0
_DONE = "Done: answers come from the articles as they are now."
_MODULE = "qabot.surfaces.discord.asking.reindex_worker"
_STOPPED = (
    "I am restarting, so indexing was stopped. Answers come from the earlier build. Send **/reindex** in a minute."
)
_BEGUN = "Indexing has begun. I answer questions meanwhile."
_LONG = "This takes longer than Discord lets me edit this message. **/status** shows the progress."
_FAILED = "Indexing failed; the log of whoever runs me says why. Answers come from the earlier build."
_WHY = {
    "IndexBusy": "Whoever runs me is already indexing the articles. I answer questions meanwhile.",
    "CorpusError": "There are no articles to index. Answers come from the earlier build.",
    "IndexNotWritable": "The new index cannot be written: the disk is full, or I may not write there. "
    "Inform whoever runs me. Answers come from the earlier build.",
}
_log = logging.getLogger(__name__)


class Reindexer:
    """Runs ``reindex_worker``, one run at a time."""

    def __init__(self, settings: Settings, *, then: Callable[[], Awaitable[object]]) -> None:
        """Run nothing yet; ``then`` is called when there is a new build."""
        self._settings = settings
        self._then = then
        self._process: asyncio.subprocess.Process | None = None
        self._running: asyncio.Task[None] | None = None
        self._stopping = False
        self._ended_at = -math.inf
        self.state = ""
        """The progress in a sentence; ``""`` when nothing runs."""

    async def run(self, reply: Reply, *, show_counts: bool = True, first: str = "") -> None:
        """Index, and report the progress and the result in an acknowledged reply.

        Args:
            reply: the reply to the command.
            show_counts: whether to report how many articles there are; only for people who may ask all of them.
            first: a line that stands above what is reported; ``""`` for none.
        """
        if self.state:
            progress = self.state if show_counts else ""
            await _say(reply, f"The articles are being indexed already. {progress}".rstrip(), first)
            return
        wait_s = self._ended_at + self._settings.discord.reindex_every_s - time.monotonic()
        if wait_s > 0:
            wait = f"{-(-wait_s // 1):.0f} s"
            again = f"Send **/reindex** in {wait}, to be answered from it." if first else f"Try again in {wait}."
            await _say(reply, f"The articles were indexed a short time ago. {again}", first)
            return
        if self._stopping:
            await _say(reply, "I am restarting. Try again in a minute.", first)
            return
        self.state = _BEGUN
        self._running = asyncio.current_task()
        try:
            await self._report(reply, show_counts=show_counts, first=first)
        finally:
            self.state, self._process, self._running = "", None, None
            self._ended_at = time.monotonic()

    async def close(self) -> None:
        """Stop the run; the earlier build stays, and the reply says that the run was stopped."""
        self._stopping = True
        running = self._running
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
        if running is not None:
            await asyncio.wait({running}, timeout=_STOP_S)

    async def _report(self, reply: Reply, *, show_counts: bool, first: str) -> None:
        began, last = time.monotonic(), ""
        working = asyncio.create_task(self._work(show_counts=show_counts))
        while not working.done():
            now = (self.state if show_counts else _BEGUN) if time.monotonic() - began < _EDITABLE_S else _LONG
            if now != last:
                last = now
                await _say(reply, now, first)
            await asyncio.wait({working}, timeout=_EDIT_EVERY_S)
        result = working.result()
        if time.monotonic() - began < _EDITABLE_S:
            await _say(reply, result, first)

    async def _work(self, *, show_counts: bool) -> str:
        """Run the process to its end and update ``state``; return the result in a sentence or two."""
        environment = {name: value for name, value in os.environ.items() if name != TOKEN_VARIABLE}
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", _MODULE, stdin=PIPE, stdout=PIPE, env=environment
            )
        except OSError:
            _log.exception("The process that indexes cannot be started")
            return _FAILED
        self._process = process
        result, done = _FAILED, False
        if process.stdin is None or process.stdout is None:
            return result
        process.stdin.write(self._settings.model_dump_json().encode())
        process.stdin.close()
        async for line in process.stdout:
            fields = _read(line)
            if "report" in fields:
                result, done = _result(fields["report"]) if show_counts else _DONE, True
                _log.info("Indexed: %s", fields["report"])
            elif "error" in fields:
                result = _WHY.get(fields["error"], _FAILED)
            elif "stage" in fields:
                self.state = _stage(fields)
        await process.wait()
        if self._stopping and not done:
            return _STOPPED
        if done:
            self._following = asyncio.create_task(self._call_then())
        return result

    async def _call_then(self) -> None:
        await self._then()


async def _say(reply: Reply, text: str, first: str) -> None:
    await reply.deliver([["\n".join(filter(None, (first, text)))]])


def _read(line: bytes) -> dict[str, Any]:
    """Return the fields of a line; none if a library printed the line."""
    try:
        fields = json.loads(line)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _stage(fields: dict[str, Any]) -> str:
    total = f" of {fields['total']:,}" if fields.get("total") else ""
    count = f": {fields['done']:,}{total} {fields['unit']}" if fields.get("unit") else ""
    return f"{fields['stage']}{count}. I answer questions meanwhile."


def _result(report: dict[str, Any]) -> str:
    if not report["added"] + report["changed"] + report["removed"]:
        first = f"Nothing has changed: {format_count(report['unchanged'], 'article')}."
    else:
        first = (
            f"Done: {report['added']:,} added, {report['changed']:,} changed, {report['removed']:,} removed, "
            f"{report['unchanged']:,} unchanged; {format_count(report['passages'], 'passage')} in all. "
            "Answers come from the new build."
        )
    skipped = f" {format_count(report['skipped'], 'file')} skipped; the log says why." if report["skipped"] else ""
    return f"{first}{skipped} It took {report['seconds']:.0f} s."
