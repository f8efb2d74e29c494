"""What only a process of its own can show: imports, pipes, terminals, encodings, signals."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import termios

import pytest
from processes import in_front
from slow_case import slow

pytestmark = pytest.mark.slow

MAYOR = "Who won the election for mayor of Brill?"
HEAVY = {"torch", "sentence_transformers", "transformers", "onnxruntime", "faiss", "tantivy", "numpy"}
_LISTING = """
import sys
from qabot.surfaces.cli.main import main

try:
    main()
finally:
    sys.stderr.write("\\nmodules: " + " ".join(sys.modules))
"""


def process(*arguments, code=None, stdout=subprocess.PIPE, **variables):
    start = ["-c", code] if code else ["-m", "qabot"]
    plain = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    return subprocess.run(
        [sys.executable, *start, *map(str, arguments)],
        env={**plain, **variables},
        stdout=stdout,
        stderr=subprocess.PIPE,
        timeout=120,
        check=False,
    )


def modules(*arguments):
    """Return the packages that a run of the command line loads."""
    ran = process(*arguments, code=_LISTING)
    assert ran.returncode in (0, 1), ran.stderr
    _, _, listed = ran.stderr.decode().rpartition("modules: ")
    return {name.partition(".")[0] for name in listed.split()}


def test_help_loads_nothing_heavy():
    loaded = modules("--help")
    assert "typer" in loaded
    assert loaded & HEAVY == set()
    assert modules("ask", "--help") & HEAVY == set()


def test_a_cold_ask_never_loads_torch(config):
    loaded = modules("ask", MAYOR, "--config", config())
    assert {"onnxruntime", "faiss", "tantivy"} <= loaded
    assert loaded & {"torch", "sentence_transformers", "transformers"} == set()


def test_the_answer_alone_goes_to_standard_output(index_copy):
    """Everything else, here the news that the corpus changed, goes to standard error."""
    index_copy.write("late.txt", "The late edition has one more article.\n")
    ran = process("ask", MAYOR, "--json", "--config", index_copy.folder / "config.toml")
    assert json.loads(ran.stdout)["question"] == MAYOR
    assert ran.stdout.count(b"\n") == 1
    assert b"changed in" in ran.stderr


def test_a_pipe_gets_plain_text(config):
    ran = process("ask", MAYOR, "--passages", "3", "--config", config(), TERM="xterm-256color")
    assert ran.returncode == 0
    assert b"\x1b" not in ran.stdout
    assert all(line == line.rstrip() for line in ran.stdout.decode().split("\n"))


@pytest.mark.parametrize("arguments", [("search", "Arden", "--passages", "100"), ("ask", MAYOR, "--json"), ("--help",)])
def test_a_reader_that_stops_reading_is_no_error(config, arguments):
    reading, writing = os.pipe()
    os.close(reading)
    where = () if arguments == ("--help",) else ("--config", config())
    try:
        ran = process(*arguments, *where, stdout=writing)
    finally:
        os.close(writing)
    assert (ran.returncode, ran.stderr) == (0, b"")


@pytest.mark.parametrize(
    "encoding",
    ["ascii", slow("latin-1"), slow("cp1252")],
)
def test_no_encoding_of_the_terminal_breaks_an_answer(config, encoding):
    file = config()
    shown = process("ask", MAYOR, "--config", file, PYTHONIOENCODING=encoding)
    assert shown.returncode == 0
    assert b"Olga Brandt won the election" in shown.stdout
    answer = process("ask", f"{MAYOR} – “quoted”", "--json", "--config", file, PYTHONIOENCODING=encoding)
    assert json.loads(answer.stdout.decode("utf-8"))["question"] == f"{MAYOR} – “quoted”"


def test_a_question_of_broken_bytes_is_asked_without_them(config):
    question = b"\xff\xfe election in Brill".decode("utf-8", "surrogateescape")
    ran = process("ask", question, "--json", "--config", config())
    assert json.loads(ran.stdout)["question"] == "?? election in Brill"


def test_the_interrupt_key_stops_with_one_line(config, tmp_path):
    rows = tmp_path / "rows.jsonl"
    rows.write_text((json.dumps({"question": MAYOR}) + "\n") * 20_000)
    command = [sys.executable, "-m", "qabot", "ask", "--batch", str(rows), "--config", str(config())]
    with subprocess.Popen(in_front(command), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout.read(1) == b"{"
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert err.decode().splitlines() == ["Answering: 20,000 questions", "qabot: Stopped."]


def on_a_terminal(*arguments, columns=80, **variables):
    """Return what a terminal of 80 columns is sent."""
    screen, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (50, columns))
    plain = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR", "COLUMNS"}}
    with subprocess.Popen(
        [sys.executable, "-m", "qabot", *map(str, arguments)],
        env={**plain, "TERM": "xterm-256color", **variables},
        stdin=terminal,
        stdout=terminal,
        stderr=subprocess.PIPE,
    ) as running:
        os.close(terminal)
        sent = b""
        try:
            while more := os.read(screen, 65536):
                sent += more
        except OSError:
            pass  # the other end is closed: how Linux says that a terminal has ended
        finally:
            os.close(screen)
        assert running.wait(timeout=60) == 0
        assert running.stderr.read() == b""
    return sent.decode().replace("\r\n", "\n")


def test_a_terminal_gets_bold_words_and_lines_that_fit(config):
    shown = on_a_terminal("ask", MAYOR, "--config", config(more="statements = 1"))
    assert "\x1b[1;38;5;28mOlga Brandt\x1b[0m\x1b[2m · sure\x1b[0m\n" in shown
    assert "\x1b[1mOlga Brandt\x1b[0m won the election for mayor of Brill by forty votes. " in shown
    words = re.sub(r"\x1b\[[\d;]*m", "", shown)
    assert max(map(len, words.splitlines())) <= 80


@pytest.mark.parametrize(("option", "variable"), [(["--no-color"], ""), ([], "1"), ([], "0"), ([], "please")])
def test_a_terminal_that_wants_no_colour_gets_none(config, option, variable):
    shown = on_a_terminal("ask", MAYOR, *option, "--config", config(), NO_COLOR=variable)
    assert "\x1b" not in shown
    assert "Olga Brandt won the election" in shown


def test_an_index_of_another_folder_is_not_asked(index_copy, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text("Somebody else's articles.\n")
    ran = process("ask", MAYOR, "--config", index_copy.folder / "config.toml", "--corpus", other)
    assert (ran.returncode, ran.stdout) == (3, b"")
    assert ran.stderr.count(b"\n") == 1
    assert f"corpus, not from {other}. Name an index of its own".encode() in ran.stderr


def test_a_corpus_and_its_index_can_be_moved_together(index_copy, tmp_path):
    moved = index_copy.folder.rename(tmp_path / "elsewhere")
    ran = process("ask", MAYOR, "--config", moved / "config.toml")
    assert ran.returncode == 0
    assert ran.stderr == b""
