"""Files are read in a loader process: a crash, a hang or too much memory costs one line of the report."""

import io
import os
import signal
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from article_files import TITLE, URL, build_pdf, make_atom, make_docx, make_html

from qabot.ingest.sandbox import child, parent
from qabot.ingest.sandbox.protocol import parse_reply, parse_request, reply_line, request_bytes
from qabot.ingest.source import Limits, Source
from qabot.model import Anchor, Article, Skipped

pytestmark = pytest.mark.slow

DAY = date(2024, 12, 13)
ARTICLE = Article("a#1", "T", "S", "https://a.example/", ("A", "B"), DAY, "a", "é\u2028\ufffd", (Anchor(0, ":1"),))
UNDATED = replace(ARTICLE, published=None, authors=(), anchors=())


def served(*requests):
    """Return the replies to requests: for each, those before its end."""
    answers = io.BytesIO()
    child.serve(io.BytesIO(b"".join(requests)), answers)
    found = [[]]
    for line in answers.getvalue().splitlines():
        reply = parse_reply(line)
        if reply is None:
            found.append([])
        else:
            found[-1].append(reply)
    assert found.pop() == []
    return found


def request(source, want="articles"):
    # Limits that do not bind: the requests are served in the test's own process.
    return request_bytes(source, want, cpu_s=3_600, megabytes=100_000)


@pytest.mark.parametrize("reply", [ARTICLE, UNDATED, Skipped("a.pdf", "is not a readable PDF"), "https://a.example/"])
def test_replies_come_back_as_they_were(reply):
    assert parse_reply(reply_line(reply)) == reply


def test_a_request_comes_back_without_its_content():
    source = Source(Path("all.zip"), "all.zip#a", Limits(7, 8, 9), b"abc", "a", 2, "https://a.example/", (".a", ".b"))
    line, content = request_bytes(source, "links", cpu_s=1, megabytes=2).split(b"\n")
    assert content == b"abc"
    received = parse_request(line)
    assert received.source == replace(source, content=None)
    assert (received.want, received.content_bytes, received.cpu_s, received.megabytes) == ("links", 3, 1, 2)


def test_requests_are_answered_in_turn(tmp_path):
    (tmp_path / "a.html").write_text(make_html())
    packed = Source(Path("z"), "z#a.docx", Limits(), content=make_docx(), member="a.docx")
    feed = Source(Path("a.atom"), "a.atom", Limits(), content=make_atom().encode(), url="https://a.example/")
    (page,), (word,), (missing,), links, (no_feed,) = served(
        request(Source(tmp_path / "a.html", "a.html", Limits())),
        request(packed),
        request(Source(tmp_path / "no.pdf", "no.pdf", Limits())),
        request(feed, "links"),
        request(packed, "links"),
    )
    assert (page.title, word.title, word.id) == (TITLE, TITLE, "z#a.docx")
    assert missing == Skipped("no.pdf", "cannot be read (No such file or directory)")
    assert links == [URL]
    assert no_feed == Skipped("z#a.docx", "is not well-formed XML at line 1")


def test_a_process_that_was_ended_while_idle_costs_no_file(corpus):
    corpus.write("a.html", make_html())
    assert len(corpus.articles()) == 1
    first = parent._running[0].process
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert len(corpus.articles()) == 1
    assert parent._running[0].process is not first


def test_a_file_that_ends_every_process_is_skipped(corpus, monkeypatch):
    monkeypatch.setattr(parent, "_PROGRAM", "import os, sys; sys.stdin.readline(); os.kill(os.getpid(), 11)")
    parent.close()
    corpus.write("a.html", make_html())
    assert corpus.read() == [Skipped("a.html", "makes its reader crash")]
    monkeypatch.undo()
    assert len(corpus.articles()) == 1


def test_a_file_that_takes_too_long_is_skipped(corpus, monkeypatch):
    # Long, so that its reader cannot be done before anybody waits for it.
    corpus.write(
        "a.html", make_html([f"The pier has plank number {number}, and it is old." for number in range(1_000)])
    )
    assert len(corpus.articles()) == 1
    monkeypatch.setattr(parent, "_MAX_WALL_S", 0.000_001)
    (skipped,) = corpus.read()
    assert skipped == Skipped("a.html", "takes more than 8 s to read")
    monkeypatch.undo()
    assert len(corpus.articles()) == 1


def test_a_module_in_the_working_directory_is_not_run(corpus, tmp_path, monkeypatch):
    for name in ("docx", "json", "lxml"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    parent.close()
    assert corpus.article("a.docx", make_docx()).title == TITLE
    parent.close()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ZeroDivisionError(), "makes its reader fail (ZeroDivisionError)"),
        (RecursionError(), "is nested too deep to be read"),
        (MemoryError(), "needs too much memory to be read"),
    ],
)
def test_a_bug_of_a_parser_costs_one_line(tmp_path, monkeypatch, error, reason):
    from qabot.ingest.loaders import webpage

    def fail(_):
        raise error
        yield

    monkeypatch.setattr(webpage, "load", fail)
    assert served(request(Source(tmp_path, "a.html", Limits()))) == [[Skipped("a.html", reason)]]


def form(number, content):
    fonts = "/Font << /F1 20 0 R >>"
    inside = f"/XObject << /X {number + 1} 0 R >> {fonts}"
    return (
        f"<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << {inside} >> /Length {len(content)} >>\n"
        f"stream\n{content}\nendstream"
    )


@pytest.mark.slow
def test_a_drawing_that_draws_itself_ten_to_the_tenth_times_is_ended(corpus):
    # Ten forms, each of which shows the next one ten times.
    pdf = build_pdf([["Words."]]).decode("latin-1")
    objects = {number: form(number, "/X Do " * 10) for number in range(10, 21)}
    objects[21] = form(21, "BT /F1 12 Tf 10 10 Td (bomb) Tj ET")
    pdf = pdf.replace("/Font << /F1 3 0 R >>", "/Font << /F1 3 0 R >> /XObject << /X 10 0 R >>")
    pdf = pdf.replace("BT /F1 12 Tf", "/X Do /X Do /X Do /X Do\nBT /F1 12 Tf")
    body = pdf[: pdf.index("xref")] + "".join(f"{n} 0 obj\n{o}\nendobj\n" for n, o in objects.items())
    corpus.write("a.pdf", (body + "trailer\n<< /Size 30 /Root 1 0 R >>\n%%EOF\n").encode("latin-1"))
    corpus.write("b.txt", "The next file.")
    skipped, article = corpus.read()
    assert skipped.path == "a.pdf"
    # The limit on time or the limit on memory, whichever is reached first.
    assert skipped.reason in ("takes more than 8 s to read", "makes its reader crash")
    assert article.text == "The next file."
