"""The process in which files that need a parser are read: one request a time, ended by the system if it takes too much.

Run by ``isolation``; speaks JSON lines, nothing that could be more than data.
"""

import json
import logging
import math
import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from qabot.ingest.formats import LOADERS, load_with
from qabot.ingest.sandbox.parent import stay_within
from qabot.ingest.sandbox.protocol import from_item
from qabot.ingest.source import Limits, Source
from qabot.model import Article, Skipped


def main() -> None:
    """Serve the one who started this process; what a library prints goes nowhere."""
    stay_within()
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, replies)


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Read requests until there are no more, and answer each with its items, a JSON object a line, then ``null``.

    A request is a line ``{"file", "path", "limits", "member", "depth", "unpacked", "loader", "seconds", "megabytes"}``;
    ``unpacked`` is how many bytes of content follow it, ``null`` where the file is to be opened.
    """
    while line := requests.readline():
        request = json.loads(line)
        count = request["unpacked"]
        source = Source(
            file=Path(request["file"]),
            path=request["path"],
            limits=Limits(**request["limits"]),
            unpacked=None if count is None else requests.read(count),
            member=request["member"],
            depth=request["depth"],
        )
        _bound(seconds=request["seconds"], megabytes=request["megabytes"])
        for item in _items(source, request["loader"]):
            replies.write(json.dumps(from_item(item)).encode() + b"\n")
        replies.write(b"null\n")
        replies.flush()


def _items(source: Source, suffix: str) -> Iterator[Article | Skipped]:
    try:
        yield from load_with(LOADERS[suffix], source)
    except MemoryError:
        yield Skipped(source.path, "needs too much memory to be read")
    except RecursionError:
        yield Skipped(source.path, "is nested too deep to be read")
    # Whatever a parser stumbles over, it is this file's fault only; the others are read.
    except Exception as err:
        logging.getLogger(__name__).exception("reading %s", source.path)
        yield Skipped(source.path, f"makes its reader fail ({type(err).__name__})")


def _bound(*, seconds: int, megabytes: int) -> None:
    """Let the system end this process after so many more seconds of computing, and refuse it more memory than that."""
    # Not on Windows, where the one who asks has only its clock.
    with suppress(ImportError, ValueError, OSError):
        import resource

        used = math.ceil(time.process_time())
        resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 1_000_000, hard))
