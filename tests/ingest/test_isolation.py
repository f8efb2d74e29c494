"""A file is read in a process apart: its crash, hang or hunger costs one line of the report."""

import io
import json
import os
import signal
from dataclasses import asdict
from datetime import date

import pytest
from making import TITLE, build_pdf, make_docx, make_html

from qabot.ingest.sandbox import parent
from qabot.ingest.sandbox.child import serve
from qabot.ingest.sandbox.protocol import from_item, to_item
from qabot.ingest.source import Limits
from qabot.model import Anchor, Article, Skipped

DAY = date(2024, 12, 13)
ARTICLE = Article("a#1", "T", "S", "https://a.example/", ("A", "B"), DAY, "a", "é\ud83d", (Anchor(0, ":1"),))
COMMON = {
    "limits": asdict(Limits()),
    "member": "",
    "depth": 0,
    "unpacked": None,
    "seconds": 3_600,
    "megabytes": 100_000,
}


@pytest.mark.parametrize("item", [ARTICLE, Skipped("a.pdf", "is not a readable PDF")])
def test_items_come_back_as_they_were(item):
    assert to_item(json.loads(json.dumps(from_item(item)))) == item


def test_requests_are_answered_in_turn(tmp_path):
    (tmp_path / "a.html").write_text(make_html())
    content = make_docx()
    requests = [
        {**COMMON, "file": str(tmp_path / "a.html"), "path": "a.html", "loader": ".html"},
        {**COMMON, "file": "", "path": "z#a.docx", "member": "a.docx", "unpacked": len(content), "loader": ".docx"},
        {**COMMON, "file": str(tmp_path / "no.pdf"), "path": "no.pdf", "loader": ".pdf"},
    ]
    sent = b"".join(
        json.dumps(request).encode() + b"\n" + (content if request["unpacked"] else b"") for request in requests
    )
    answers = io.BytesIO()
    serve(io.BytesIO(sent), answers)
    page, end, word, also, missing, last = [json.loads(line) for line in answers.getvalue().splitlines()]
    assert (page["title"], word["title"], word["id"]) == (TITLE, TITLE, "z#a.docx")
    assert missing == {"path": "no.pdf", "reason": "cannot be read (No such file or directory)"}
    assert end is also is last is None


def test_a_reader_that_ends_is_replaced(corpus, monkeypatch):
    corpus.write("a.html", make_html())
    assert len(corpus.articles()) == 1
    os.kill(parent._readers[0].process.pid, signal.SIGSEGV)
    parent._readers[0].process.wait()
    (skipped,) = corpus.read()
    assert skipped == Skipped("a.html", "makes its reader crash")
    assert len(corpus.articles()) == 1
    monkeypatch.setattr(parent, "_MAX_WALL_SECONDS", 0.000_001)
    (skipped,) = corpus.read()
    assert skipped == Skipped("a.html", "takes more than 8 s to read")
    monkeypatch.undo()
    assert len(corpus.articles()) == 1


def test_a_module_where_somebody_works_is_not_run(corpus, tmp_path, monkeypatch):
    for name in ("docx", "json", "lxml"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    parent.close()
    assert corpus.article("a.docx", make_docx()).title == TITLE
    parent.close()


def test_a_bug_of_a_parser_costs_one_line(tmp_path, monkeypatch):
    from qabot.ingest.sandbox import child

    def fail(source):
        raise ZeroDivisionError(source.path)
        yield

    monkeypatch.setattr(child, "LOADERS", {".html": fail})
    request = {**COMMON, "file": str(tmp_path), "path": "a.html", "loader": ".html"}
    answers = io.BytesIO()
    serve(io.BytesIO(json.dumps(request).encode() + b"\n"), answers)
    answer = json.loads(answers.getvalue().splitlines()[0])
    assert answer == {"path": "a.html", "reason": "makes its reader fail (ZeroDivisionError)"}


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
    # By the time or the memory that it takes, whichever ends first.
    assert skipped.reason in ("takes more than 8 s to read", "makes its reader crash")
    assert article.text == "The next file."
