"""The loader process: reads one file for each request; the system ends it if a file takes too much.

``parent`` starts it.
"""

import logging
import math
import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import BinaryIO

from qabot.errors import ArticleError
from qabot.ingest.formats import describe_error, load_here
from qabot.ingest.loaders.feed import feed_links
from qabot.ingest.parsing.encoding import decode_html
from qabot.ingest.parsing.html.blocks import blocks_of
from qabot.ingest.sandbox.confine import confine
from qabot.ingest.sandbox.parent import enter_sandbox
from qabot.ingest.sandbox.protocol import Want, parse_request, reply_line
from qabot.ingest.source import Source
from qabot.model import Skipped


def main() -> None:
    """Serve the process that started this one; what a library prints is dropped."""
    confine()
    enter_sandbox()
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, replies)


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer each request with the items of its file and an empty reply, until there are no more requests."""
    while line := requests.readline():
        request = parse_request(line)
        content = None if request.content_bytes is None else requests.read(request.content_bytes)
        _limit(cpu_s=request.cpu_s, megabytes=request.megabytes)
        for reply in _reply_lines(replace(request.source, content=content), request.want):
            replies.write(reply)
        replies.write(reply_line(None))
        replies.flush()


def _reply_lines(source: Source, want: Want) -> Iterator[bytes]:
    try:
        for item in load_here(source) if want == "articles" else _texts(source, want):
            yield reply_line(item)
    except MemoryError:
        yield reply_line(Skipped(source.path, "needs too much memory to be read"))
    except RecursionError:
        yield reply_line(Skipped(source.path, "is nested too deep to be read"))
    # Whatever a parser stumbles over costs only this file.
    except Exception as err:
        logging.getLogger(__name__).exception("reading %s", source.path)
        yield reply_line(Skipped(source.path, f"makes its reader fail ({type(err).__name__})"))


def _texts(source: Source, want: Want) -> Iterator[str | Skipped]:
    try:
        if want == "links":
            yield from feed_links(source.read(), base=source.url)
        else:
            yield from blocks_of(decode_html(source.read()))
    except ArticleError as err:
        yield Skipped(source.path, err.problem)
    except OSError as err:
        yield Skipped(source.path, f"cannot be read ({describe_error(err)})")


def _limit(*, cpu_s: int, megabytes: int) -> None:
    """Let the system end this process after that much more computing, and refuse it more memory."""
    # Windows has no such limits; there, only the parent's clock holds.
    with suppress(ImportError, ValueError, OSError):
        import resource

        used = math.ceil(time.process_time())
        resource.setrlimit(resource.RLIMIT_CPU, (used + cpu_s, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 1_000_000, hard))
