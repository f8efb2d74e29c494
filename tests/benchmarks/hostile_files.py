"""Files made to take time and memory, one of a kind: what each costs, in a process of its own.

Run: python tests/benchmarks/hostile_files.py

Prints seconds of computing and peak megabytes of both processes, the one that asks and the one that reads, and what
came out. Exit status 1 if one takes over 10 s, over 500 MB, or neither an article nor a reason comes out.
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "ingest")]

MAX_SECONDS = 10
MAX_MEGABYTES = 500


def files():
    """Return by name what makes the content: one file's is in memory at a time."""
    from article_files import build_pdf, make_epub, make_odt, make_rss, zipped
    from test_bounds import HARMFUL

    draw = random.Random(0)
    sentence = "The pier of Arden is old and grey. "
    message = b"Content-Type: multipart/mixed; boundary=a\n\n"
    page = b"--a\nContent-Type: text/html\n\n<p>" + sentence.encode() * 30 + b"\n--a\n"
    picture = b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n" + (b"QUFB" * 19 + b"\n") * 350_000
    others = {
        "brackets.md": lambda: "[" * 1_900_000,
        "code.md": lambda: "`a" * 900_000,
        "same.html": lambda: "<p>The pier of Arden is old.</p>" * 40_000,
        "rows.html": lambda: "<table>" + "<tr><td>a</td><td>b</td></tr>" * 200_000,
        "links.html": lambda: "<p><a href='/x'>Another headline of the day</a></p>" * 100_000,
        "entities.html": lambda: "<p>" + "&amp;" * 2_000_000,
        "scripts.html": lambda: "<script>" * 1_000_000,
        "attributes.html": lambda: "<p " + "a=b " * 2_000_000 + ">words</p>",
        "items.rss": lambda: make_rss(
            "<item><title>a</title><description>The pier is old.</description></item>" * 60_000
        ),
        "words.rtf": lambda: "{\\rtf1 " + sentence * 400_000 + "}",
        "codes.rtf": lambda: "{\\rtf1 " + "\\u1234?" * 1_000_000 + "}",
        "picture.rtf": lambda: "{\\rtf1 {\\pict " + "ab" * 25_000_000 + "} words}",
        "headers.eml": lambda: "".join(f"X-{number}: a\n" for number in range(1_500_000)),
        "folded.eml": lambda: "Subject: a\n" + " b\n" * 5_000_000 + "\nwords",
        "parts.eml": lambda: message + b"--a\nContent-Type: text/plain\n\nwords\n" * 300_000,
        "picture.mht": lambda: message + page + picture,
        "paragraphs.odt": lambda: make_odt("".join(f"<text:p>Pier {draw.random()}</text:p>" for _ in range(500_000))),
        "chapters.epub": lambda: make_epub({f"{number}.xhtml": f"<p>{sentence * 20}</p>" for number in range(1_900)}),
        "bombs.zip": lambda: zipped([(f"{number}.txt", b"a" * 60_000_000) for number in range(20)]),
        "small.zip": lambda: zipped([(f"{number}.txt", "a b c") for number in range(20_000)]),
        "pages.pdf": lambda: build_pdf(
            [[f"Line {line} of {page} in Arden" for line in range(50)] for page in range(280)]
        ),
        "line.pdf": lambda: build_pdf([["a" * 100] * 40_000]),
        "latin.txt": lambda: (sentence + "é") * 1_500_000,
        "captions.txt": lambda: "Skip to main content\n" + "A pier. Max Poe/Reuters\n" * 60_000 + sentence * 2,
    }
    return {**{name: partial(HARMFUL.__getitem__, name) for name in HARMFUL}, **others}


def main() -> int:
    """Make the files, read each in a fresh process, and print a line a file."""
    if len(sys.argv) > 1:
        return read(Path(sys.argv[1]))
    worst = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, make in files().items():
            file = Path(folder) / name
            content = make()
            file.write_bytes(content.encode("latin-1") if isinstance(content, str) else content)
            del content
            worst |= subprocess.run([sys.executable, __file__, str(file)], check=False).returncode
            file.unlink()
    return worst


def read(file: Path) -> int:
    """Read one file and print what it cost."""
    from qabot.ingest.formats import load
    from qabot.ingest.sandbox import parent
    from qabot.ingest.source import Limits, Source

    began = time.process_time()
    items = list(load(Source(file, file.name, Limits())))
    seconds = time.process_time() - began
    parent.close()
    apart = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds += apart.ru_utime + apart.ru_stime
    megabytes = [own_megabytes(), apart.ru_maxrss / 1_000]
    reasons = [item.reason for item in items if hasattr(item, "reason")]
    told = f"{len(items) - len(reasons)} articles, {len(reasons)} skipped {reasons[0][:70] if reasons else ''}"
    sys.stdout.write(f"{file.name:<18} {seconds:5.1f} s {megabytes[0]:4.0f} + {megabytes[1]:3.0f} MB  {told}\n")
    return int(seconds > MAX_SECONDS or max(megabytes) > MAX_MEGABYTES or not items)


def own_megabytes():
    """Return the peak of this process since it began; the usual count has that of the one which started it, too."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1_000


if __name__ == "__main__":
    raise SystemExit(main())
