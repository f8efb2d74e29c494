"""Reads a file in a process of its own, so that no parser's crash, hang or hunger is the index's."""

import atexit
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

import qabot
from qabot.ingest.sandbox.protocol import to_item
from qabot.ingest.source import Source
from qabot.model import Article, Skipped

_PROGRAM = "import sys; sys.path.append(sys.argv[1]); from qabot.ingest.sandbox.child import main; main()"
_MAX_SECONDS = 8
"""Of computing, which a busy machine does not use up."""
_MAX_WALL_SECONDS = 120
_TOO_LONG = -24
"""What a process returns that ``SIGXCPU`` ended."""
_MAX_MEGABYTES = 450


@dataclass
class _Reader:
    """The process, and what it has answered and nobody has taken yet; an empty line stands for its end."""

    process: subprocess.Popen[bytes]
    requests: BinaryIO
    answers: BinaryIO
    replies: "queue.Queue[bytes]" = field(default_factory=queue.Queue)

    def listen(self) -> None:
        """Take the process's answers as they come, until it ends."""
        with suppress(ValueError, OSError):
            for line in self.answers:
                self.replies.put(line)
        self.replies.put(b"")


_lock = threading.Lock()
_readers: list[_Reader] = []
_within = threading.Event()


def stay_within() -> None:
    """Mark this process as the one apart: what it unpacks, it reads itself."""
    _within.set()


def is_apart() -> bool:
    """Return whether this is the process apart."""
    return _within.is_set()


def read_apart(source: Source, suffix: str) -> Iterator[Article | Skipped]:
    """Yield what the loader of ``suffix`` makes of a file.

    It has 8 seconds of computing and 450 MB; a file that takes more, or makes its parser crash, is skipped, and says
    so. One file is read at a time.
    """
    with _lock:
        reader = _readers[0] if _readers else _start()
        try:
            _send(reader, source, suffix)
            items = list(_receive(reader))
        except (OSError, queue.Empty, ValueError, KeyError, TypeError, EOFError):
            status = _stop(reader)
            # Ended by the system's signal for too much computing, or here by the clock.
            slow = status in (_TOO_LONG, None)
            reason = f"takes more than {_MAX_SECONDS} s to read" if slow else "makes its reader crash"
            items = [Skipped(source.path, reason)]
    yield from items


def _start() -> _Reader:
    root = str(Path(qabot.__file__).parents[1])
    process = subprocess.Popen(  # noqa: S603 -- this very Python, and a program of ours
        # -P: nothing that lies in the folder where somebody works is taken for a module.
        [sys.executable, "-P", "-c", _PROGRAM, root],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # A Ctrl-C is for the one who asks; this process then finds nobody asking.
        start_new_session=True,
    )
    reader = _Reader(process, cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout))
    threading.Thread(target=reader.listen, daemon=True).start()
    if not _readers:
        atexit.register(close)
    _readers.append(reader)
    return reader


def _send(reader: _Reader, source: Source, suffix: str) -> None:
    request = {
        "file": str(source.file),
        "path": source.path,
        "limits": asdict(source.limits),
        "member": source.member,
        "depth": source.depth,
        "unpacked": None if source.unpacked is None else len(source.unpacked),
        "loader": suffix,
        "seconds": _MAX_SECONDS,
        "megabytes": _MAX_MEGABYTES,
    }
    reader.requests.write(json.dumps(request).encode() + b"\n" + (source.unpacked or b""))
    reader.requests.flush()


def _receive(reader: _Reader) -> Iterator[Article | Skipped]:
    """Yield the items of one answer.

    Raises:
        queue.Empty: none came in time.
        EOFError: the process ended.
        ValueError, KeyError, TypeError: what came is no item.
    """
    while True:
        reply = reader.replies.get(timeout=_MAX_WALL_SECONDS)
        if not reply:
            raise EOFError
        fields: Any = json.loads(reply)
        if fields is None:
            return
        yield to_item(fields)


def _stop(reader: _Reader) -> int | None:
    """End a process, and return how it had ended by itself, ``None`` if it had not."""
    try:
        status: int | None = reader.process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        status = None
        reader.process.kill()
        reader.process.wait()
    for stream in (reader.requests, reader.answers):
        with suppress(OSError):
            stream.close()
    if reader in _readers:
        _readers.remove(reader)
    return status


def close() -> None:
    """End the process, if there is one; the next file starts another."""
    with _lock:
        for reader in list(_readers):
            reader.process.kill()
            _stop(reader)
