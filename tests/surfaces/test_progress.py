"""Progress: plain lines in a pipe, a bar on a terminal."""

import io
import re
import time

import pytest
from rich.console import Console

from qabot.surfaces.terminal.progress import BarProgress, PlainProgress, show_progress


@pytest.fixture
def clock(monkeypatch):
    """A clock that only ``clock(seconds)`` moves."""
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    def wait(seconds):
        now[0] += seconds

    return wait


def plain(stream):
    return Console(file=stream, force_terminal=False)


def test_a_pipe_gets_a_line_a_stage():
    stream = io.StringIO()
    with show_progress(plain(stream)) as progress:
        progress.stage("Loading the model", None, "")
        progress.stage("Reading articles", None, "articles")
        for _ in range(1300):
            progress.advance()
        progress.stage("Embedding", 12000, "passages")
        progress.advance(12000)
        progress.stage("Nothing", 0, "things")
        progress.advance(3)
    assert stream.getvalue() == (
        "Loading the model ...\nReading articles: 1,300 articles\nEmbedding: 12,000 passages\n"
    )


def test_a_long_stage_says_every_ten_seconds_how_long_it_will_take(clock):
    stream = io.StringIO()
    progress = PlainProgress(stream)
    progress.stage("Embedding", 10_000, "passages")
    for _ in range(25):
        clock(1)
        progress.advance(100)
    progress.finish()
    assert stream.getvalue().splitlines() == [
        "Embedding: 10,000 passages",
        "Embedding: 1,000 of 10,000 passages, 100 a second, 1:30 left",
        "Embedding: 2,000 of 10,000 passages, 100 a second, 1:20 left",
    ]


def test_hours_are_written_out_and_an_unknown_end_is_not_guessed(clock):
    stream = io.StringIO()
    progress = PlainProgress(stream)
    progress.stage("Embedding", 100_000, "passages")
    clock(10)
    progress.advance(100)
    progress.stage("Reading articles", None, "articles")
    clock(10)
    progress.advance(50)
    progress.finish()
    assert stream.getvalue().splitlines()[1:] == [
        "Embedding: 100 of 100,000 passages, 10 a second, 2:46:30 left",
        "Reading articles: 50 articles, 5 a second",
        "Reading articles: 50 articles",
    ]


def test_an_error_is_not_held_up():
    stream = io.StringIO()

    def fail():
        with show_progress(plain(stream)) as progress:
            progress.stage("Reading articles", None, "articles")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert stream.getvalue() == ""


def frames(stream):
    """Return what was drawn, without the codes that move the cursor."""
    return re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", stream.getvalue())


def terminal(stream):
    return Console(file=stream, force_terminal=True, width=100, color_system=None, _environ={})


def test_a_terminal_gets_a_bar_a_stage():
    stream = io.StringIO()
    with show_progress(terminal(stream)) as progress:
        assert isinstance(progress, BarProgress)
        progress.stage("Reading articles", None, "articles")
        progress.advance(7)
        progress.stage("Embedding", 1200, "passages")
        progress.advance(1200)
        progress.stage("Nothing", 0, "things")
    last = frames(stream).splitlines()[-2:]
    assert re.match(r"  Reading articles +━{30} 7 articles, [\d,]+/s", last[0])
    assert re.match(r"  Embedding +━{30} 1,200/1,200 passages, [\d,]+/s *$", last[1])
    assert "Nothing" not in stream.getvalue()


def test_a_bar_shows_the_rate_and_the_time_left(clock):
    stream = io.StringIO()
    with BarProgress(terminal(stream)) as progress:
        progress.stage("Embedding", 1000, "passages")
        clock(10)
        progress.advance(100)
        progress._bars.refresh()
    assert "100/1,000 passages, 10/s, 1:30 left" in frames(stream)


def test_what_takes_seconds_each_has_no_rate_of_nought(clock):
    stream = io.StringIO()
    with BarProgress(terminal(stream)) as progress:
        progress.stage("Answering", 4, "questions")
        clock(5)
        progress.advance(2)
        progress._bars.refresh()
    assert "2/4 questions, 2.5 s each, 0:05 left" in frames(stream)
