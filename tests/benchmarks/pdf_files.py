"""Every PDF of a folder: read, with its pages and first words, or refused, with the reason.

Run: python tests/benchmarks/pdf_files.py FOLDER

Exit status 1 if one is neither, takes over 10 s, or one process needs over 500 MB for all of them.
"""

import argparse
import resource
import sys
import time
from pathlib import Path

from qabot.ingest.formats import load
from qabot.ingest.source import Limits, Source
from qabot.model import Article

MAX_SECONDS = 10
MAX_MEGABYTES = 500


def main() -> int:
    """Print a line a file, and the totals."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    files = sorted(folder.rglob("*.pdf"))
    read = refused = 0
    slowest = 0.0
    for file in files:
        began = time.perf_counter()
        items = list(load(Source(file, file.relative_to(folder).as_posix(), Limits())))
        slowest = max(slowest, time.perf_counter() - began)
        for item in items:
            if isinstance(item, Article):
                read += 1
                shown = f"read: {len(item.anchors)} pages, {len(item.text):,} characters: {item.text[:60]!r}"
            else:
                refused += 1
                shown = f"refused: {item.reason}"
            sys.stdout.write(f"{item.path}  {shown}\n")
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000
    sys.stdout.write(
        f"{len(files)} files: {read} read, {refused} refused; slowest {slowest:.1f} s; {megabytes:.0f} MB\n"
    )
    return int(read + refused < len(files) or slowest > MAX_SECONDS or megabytes > MAX_MEGABYTES)


if __name__ == "__main__":
    raise SystemExit(main())
