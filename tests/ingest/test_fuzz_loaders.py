"""Damaged files of every kind: an article or a reason, never anything else, whatever is wrong with them."""

import gzip
import json
from pathlib import Path

import pytest
from article_files import (
    TEXT,
    TITLE,
    build_pdf,
    make_atom,
    make_csv,
    make_docx,
    make_epub,
    make_html,
    make_mail,
    make_odt,
    make_rss,
    make_rtf,
    zipped,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qabot.ingest.formats import LOADERS, load_here
from qabot.ingest.sandbox import parent
from qabot.ingest.source import Limits, Source
from qabot.model import Article

pytestmark = pytest.mark.slow

SCRAPED = f"Skip to main content\nHome\n\n{TITLE}\n\nBy Ann Poe\n13 December 2024\n\n{TEXT}\n\nRelated\nFerry to stop\n"
MHTML = (
    "Subject: a\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html; charset=utf-8\n\n"
    f"{make_html()}\n--b--\n"
)
RECORD = json.dumps({"id": "x", "title": TITLE, "text": TEXT, "published": "2024-12-13"})
SAMPLES: dict[str, bytes] = {
    ".txt": SCRAPED.encode(),
    ".md": f"---\ntitle: {TITLE}\n---\n# {TITLE}\n\n{TEXT}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- item\n".encode(),
    ".html": make_html().encode(),
    ".mhtml": MHTML.encode(),
    ".maff": zipped([("1/index.html", make_html()), ("1/index.rdf", "<RDF><a resource='b'/></RDF>")]),
    ".json": f"[{RECORD}]".encode(),
    ".jsonl": f"{RECORD}\n{RECORD}\n".encode(),
    ".jsonl.gz": gzip.compress(f"{RECORD}\n".encode(), mtime=0),
    ".csv": make_csv().encode(),
    ".pdf": build_pdf([["The pier of Arden is", "old."], ["It goes."]], info="/Title (Pier)"),
    ".docx": make_docx(),
    ".odt": make_odt(),
    ".rtf": make_rtf(),
    ".epub": make_epub(),
    ".eml": make_mail(attachments=[("a.txt", b"Words."), ("a.html", make_html().encode())]),
    ".rss": make_rss().encode(),
    ".xml": make_atom().encode(),
    ".zip": zipped([("a.txt", "Words."), ("b/a.html", make_html()), ("c.zip", zipped([("d.txt", "More.")]))]),
    ".txt.gz": gzip.compress(b"The pier is old.", mtime=0),
}


INSERTED = [b"\x00", b"<", b"{", b"\xff\xfe", b"&#x0;", b"\\u-1?", b"\n", b"]]>", b"--b\n", b"=?utf-8?q?=?="]


@st.composite
def damaged(draw, sample):
    """Return a sample with bytes changed, cut out, doubled, moved or put in."""
    content = bytearray(sample)
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, max(0, len(content) - 1)))
        end = min(len(content), start + draw(st.integers(1, 200)))
        how = draw(st.sampled_from(["set", "cut", "double", "insert", "end"]))
        if how == "set":
            content[start:end] = draw(st.binary(min_size=1, max_size=8))
        elif how == "cut":
            del content[start:end]
        elif how == "double":
            content[start:start] = content[start:end] * draw(st.integers(1, 20))
        elif how == "insert":
            content[start:start] = draw(
                st.sampled_from([b"\x00", b"<", b"{", b"\xff\xfe", b"&#x0;", b"\\u-1?", b"\n", b"]]>"])
            )
        else:
            del content[end:]
    return bytes(content)


@pytest.fixture(autouse=True)
def within():
    """Let what is unpacked be read in this process, where the damage is found."""
    parent.enter_sandbox()
    yield
    parent._inside.clear()


def check(suffix, content):
    source = Source(Path("nowhere"), f"a{suffix}", Limits(), content=content, member=f"a{suffix}")
    for item in load_here(source):
        if isinstance(item, Article):
            item.text.encode()
            assert item.text.strip()
            assert item.path == f"a{suffix}"
            starts = [anchor.start for anchor in item.anchors]
            assert starts == sorted(set(starts))
            assert all(0 <= start < len(item.text) for start in starts)
            assert item.digest
        else:
            assert item.reason.isprintable()
            assert item.path.startswith(f"a{suffix}")


quick = settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
thorough = settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("suffix", SAMPLES)
def test_samples_are_read(suffix):
    check(suffix, SAMPLES[suffix])


@pytest.mark.parametrize("suffix", SAMPLES)
@quick
@given(data=st.data())
def test_damage(suffix, data):
    check(suffix, data.draw(damaged(SAMPLES[suffix])))


@pytest.mark.slow
@pytest.mark.parametrize("suffix", SAMPLES)
@thorough
@given(data=st.data())
def test_more_damage(suffix, data):
    check(suffix, data.draw(damaged(SAMPLES[suffix])))


@pytest.mark.parametrize("suffix", [suffix for suffix in LOADERS if suffix not in (".zip", ".gz")])
@quick
@given(content=st.binary(max_size=400))
def test_bytes(suffix, content):
    check(suffix, content)
