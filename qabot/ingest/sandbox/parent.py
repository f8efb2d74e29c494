"""Reads files in a process of their own, so that a parser that crashes, hangs or needs too much costs only its file."""

import atexit
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

import qabot
from qabot.errors import ArticleError
from qabot.ingest.sandbox.protocol import Want, parse_reply, request_bytes
from qabot.ingest.source import Source
from qabot.model import Article, Skipped

_PROGRAM = "import sys; sys.path.append(sys.argv[1]); from qabot.ingest.sandbox.child import main; main()"
_MAX_CPU_S = 8
"""Computing for one file; a busy machine does not use it up."""
_MAX_WALL_S = 120
_MAX_MEGABYTES = 450
# fmt: off
_KEPT_VARIABLES = frozenset((
    "DYLD_LIBRARY_PATH", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "PYTHONUTF8",
    "SYSTEMROOT",
))
# fmt: on
"""What Python needs to start. No other variable, such as a token, gets to the process."""
_CPU_LIMIT_STATUS = -24
"""The exit status of a process that ``SIGXCPU`` ended."""


@dataclass
class _LoaderProcess:
    """The process, and the replies that have come from it; an empty line stands for its end."""

    process: subprocess.Popen[bytes]
    requests: BinaryIO
    answers: BinaryIO
    replies: "queue.Queue[bytes]" = field(default_factory=queue.Queue)

    def listen(self) -> None:
        """Take the process's replies as they come, until it ends."""
        with suppress(ValueError, OSError):
            for line in self.answers:
                self.replies.put(line)
        self.replies.put(b"")


_lock = threading.Lock()
_running: list[_LoaderProcess] = []
_inside = threading.Event()


def enter_sandbox() -> None:
    """Mark this process as the loader process: what it unpacks, it reads itself."""
    _inside.set()


def in_sandbox() -> bool:
    """Return whether this is the loader process."""
    return _inside.is_set()


def load_in_sandbox(source: Source) -> Iterator[Article | Skipped]:
    """Yield what a file's loader makes of it in the loader process. One file is read at a time.

    A file may take 8 seconds of computing and 450 MB. A file that takes more, or makes its parser crash, is skipped
    with that reason.
    """
    yield from (reply for reply in _ask(source, "articles") if isinstance(reply, Article | Skipped))


def feed_links_in_sandbox(feed: Source) -> list[str]:
    """Return the addresses that a feed links to, read in the loader process; relative ones count from ``feed.url``.

    Raises:
        ArticleError: the file is no feed, or takes too much to read.
    """
    return _texts(feed, "links")


def page_blocks_in_sandbox(page: Source) -> list[str]:
    """Return all paragraphs, headings, list items and table rows of a page of HTML, read in the loader process.

    Raises:
        ArticleError: the file cannot be read, or takes too much to read.
    """
    return _texts(page, "blocks")


def _texts(source: Source, want: Want) -> list[str]:
    replies = _ask(source, want)
    for reply in replies:
        if isinstance(reply, Skipped):
            raise ArticleError(reply.reason)
    return [reply for reply in replies if isinstance(reply, str)]


def _ask(source: Source, want: Want) -> list[Article | Skipped | str]:
    """Return the replies of the loader process, or why the file is skipped."""
    with _lock:
        # A process that has waited may have been ended meanwhile, which is not the file's fault: a new one gets the
        # file then. A new process that ends was ended by the file.
        while True:
            is_new = not _running
            loader = _start() if is_new else _running[0]
            try:
                loader.requests.write(request_bytes(source, want, cpu_s=_MAX_CPU_S, megabytes=_MAX_MEGABYTES))
                loader.requests.flush()
                return list(_receive(loader))
            except (OSError, queue.Empty, ValueError, EOFError):
                # The system ended the process for too much computing, or it has not ended in time.
                slow = _stop(loader) in (_CPU_LIMIT_STATUS, None)
            if slow or is_new:
                break
    reason = f"takes more than {_MAX_CPU_S} s to read" if slow else "makes its reader crash"
    return [Skipped(source.path, reason)]


def _start() -> _LoaderProcess:
    root = str(Path(qabot.__file__).parents[1])
    process = subprocess.Popen(  # noqa: S603 -- this very Python, and a program of ours
        # -P: no file in the working directory is taken for a module. -B: this process cannot write bytecode.
        [sys.executable, "-P", "-B", "-c", _PROGRAM, root],
        env={name: value for name, value in os.environ.items() if name.upper() in _KEPT_VARIABLES},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # Ctrl-C is meant for the parent; when the parent ends, this process reads the end of its requests and ends.
        start_new_session=True,
    )
    loader = _LoaderProcess(process, cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout))
    threading.Thread(target=loader.listen, daemon=True).start()
    if not _running:
        atexit.register(close)
    _running.append(loader)
    return loader


def _receive(loader: _LoaderProcess) -> Iterator[Article | Skipped | str]:
    """Yield the replies to one request.

    Raises:
        queue.Empty: no reply came in time.
        EOFError: the process ended.
        ValueError: a line is no reply.
    """
    while True:
        line = loader.replies.get(timeout=_MAX_WALL_S)
        if not line:
            raise EOFError
        reply = parse_reply(line)
        if reply is None:
            return
        yield reply


def _stop(loader: _LoaderProcess) -> int | None:
    """End a process; return its exit status if it had ended by itself, else ``None``."""
    try:
        status: int | None = loader.process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        status = None
        loader.process.kill()
        loader.process.wait()
    for stream in (loader.requests, loader.answers):
        with suppress(OSError):
            stream.close()
    if loader in _running:
        _running.remove(loader)
    return status


def close() -> None:
    """End the loader process, if there is one; the next file starts another."""
    with _lock:
        for loader in list(_running):
            loader.process.kill()
            _stop(loader)
