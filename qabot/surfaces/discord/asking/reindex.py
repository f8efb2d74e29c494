"""``/reindex``: the index is brought up to date in a process of its own, once at a time, told of as it goes."""

from __future__ import annotations

import asyncio
import json
import logging
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
"""Discord takes edits of a reply for 15 minutes."""
_STOP_S = 10.0
_DONE = "Done: answers come from the articles as they are now."
_MODULE = "qabot.surfaces.discord.asking.reindex_worker"
_STOPPED = (
    "I am restarting, and indexing was stopped. Answers come from the earlier build. Send **/reindex** in a minute."
)
_BEGUN = "Indexing has begun. Answers go on meanwhile."
_LONG = "This takes longer than Discord lets me write here. **/status** says how far it is. Answers go on meanwhile."
_FAILED = "Indexing failed; whoever runs me finds the reason in the log. Answers come from the earlier build."
_WHY = {
    "IndexBusy": "The articles are being indexed already, by whoever runs me. Answers go on meanwhile.",
    "CorpusError": "There are no articles to index. Answers come from the earlier build.",
    "IndexNotWritable": "The new index cannot be written: the disk is full, or closed to me. Tell whoever runs me. "
    "Answers come from the earlier build.",
}
_log = logging.getLogger(__name__)


class Reindexing:
    """Runs ``index_process``, one at a time."""

    def __init__(self, settings: Settings, *, then: Callable[[], Awaitable[object]]) -> None:
        """Nothing runs yet; ``then`` is done when there is a new build."""
        self._settings = settings
        self._then = then
        self._process: asyncio.subprocess.Process | None = None
        self._running: asyncio.Task[None] | None = None
        self._stopping = False
        self.state = ""
        """How far it is, in a sentence; ``""`` when nothing runs."""

    async def run(self, reply: Reply, *, counts: bool = True) -> None:
        """Index, and tell in an acknowledged reply how it goes and how it went.

        Args:
            reply: of whoever wants it.
            counts: whether to tell how many articles there are, which is only for those who may ask all of them.
        """
        if self.state:
            await reply.deliver([[f"The articles are being indexed already. {self.state if counts else ''}".rstrip()]])
            return
        if self._stopping:
            await reply.deliver([["I am restarting. Try again in a minute."]])
            return
        self.state = _BEGUN
        self._running = asyncio.current_task()
        try:
            await self._told(reply, counts=counts)
        finally:
            self.state, self._process, self._running = "", None, None

    async def close(self) -> None:
        """Stop what runs; the earlier build stays, and whoever started it is told."""
        self._stopping = True
        running = self._running
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
        if running is not None:
            await asyncio.wait({running}, timeout=_STOP_S)

    async def _told(self, reply: Reply, *, counts: bool) -> None:
        began, told = time.monotonic(), ""
        working = asyncio.create_task(self._work(counts=counts))
        while not working.done():
            now = (self.state if counts else _BEGUN) if time.monotonic() - began < _EDITABLE_S else _LONG
            if now != told:
                told = now
                await reply.deliver([[now]])
            await asyncio.wait({working}, timeout=_EDIT_EVERY_S)
        said = working.result()
        if time.monotonic() - began < _EDITABLE_S:
            await reply.deliver([[said]])

    async def _work(self, *, counts: bool) -> str:
        """Run the process to its end, keep ``state``; return how it went in a sentence or two."""
        environment = {name: value for name, value in os.environ.items() if name != TOKEN_VARIABLE}
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", _MODULE, stdin=PIPE, stdout=PIPE, env=environment
            )
        except OSError:
            _log.exception("The process that indexes cannot be started")
            return _FAILED
        self._process = process
        said, done = _FAILED, False
        if process.stdin is None or process.stdout is None:
            return said
        process.stdin.write(self._settings.model_dump_json().encode())
        process.stdin.close()
        async for line in process.stdout:
            fields = _read(line)
            if "report" in fields:
                said, done = _went(fields["report"]) if counts else _DONE, True
                _log.info("Indexed: %s", fields["report"])
            elif "error" in fields:
                said = _WHY.get(fields["error"], _FAILED)
            elif "stage" in fields:
                self.state = _stage(fields)
        await process.wait()
        if self._stopping and not done:
            return _STOPPED
        if done:
            self._following = asyncio.create_task(self._opened())
        return said

    async def _opened(self) -> None:
        await self._then()


def _read(line: bytes) -> dict[str, Any]:
    """Return what a line says; nothing for one that a library printed."""
    try:
        fields = json.loads(line)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _stage(fields: dict[str, Any]) -> str:
    total = f" of {fields['total']:,}" if fields.get("total") else ""
    count = f": {fields['done']:,}{total} {fields['unit']}" if fields.get("unit") else ""
    return f"{fields['stage']}{count}. Answers go on meanwhile."


def _went(report: dict[str, Any]) -> str:
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
