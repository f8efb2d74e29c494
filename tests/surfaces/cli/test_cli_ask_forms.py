"""The ways to put a question to ``qabot ask``, the forms of its answer, and ``qabot open`` after it."""

import io
import os
import re
import subprocess
import sys

import pytest
from rich.console import Console

from qabot.surfaces.cli.commands.open import _at_line, _split
from qabot.surfaces.cli.completion import complete_articles, complete_collections, complete_sources
from qabot.surfaces.terminal.hyperlinks import has_hyperlinks

pytestmark = pytest.mark.slow

SAID = "Olga Brandt won the election for mayor of Brill by forty votes."
WORDS = ("Who", "won", "the", "election", "for", "mayor", "of", "Brill?")


@pytest.fixture
def place(index_copy, monkeypatch):
    """A folder to work in, with an index of its own that may be written to."""
    monkeypatch.chdir(index_copy.folder)
    # Other tests may have asked the index that this is a copy of.
    for state in index_copy.folder.rglob("state.sqlite*"):
        state.unlink()
    file = index_copy.folder / "config.toml"
    file.write_text(file.read_text() + "[answer]\nthreshold = 0.0\nstatements = 1\nstale_after_days = 0\n")
    return index_copy


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.usefixtures("place")
def test_a_question_is_words_or_standard_input(run, monkeypatch):
    quoted = run("ask", " ".join(WORDS))
    assert run("ask", *WORDS) == quoted
    for arguments in ((), ("-",)):
        monkeypatch.setattr("sys.stdin", io.StringIO(" ".join(WORDS) + "\n"))
        assert run("ask", *arguments) == quoted
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    assert run("ask").complaint(2).startswith("Give a question")
    monkeypatch.setattr("sys.stdin", Terminal("never read"))
    assert run("ask").complaint(2).startswith("Give a question")


@pytest.mark.usefixtures("place")
def test_each_form_gives_the_same_answer(run):
    assert run("ask", *WORDS, "--short").out == "Olga Brandt\n"
    markdown = run("ask", *WORDS, "--format", "markdown").out
    assert re.match(r"\*\*Olga Brandt\*\* \((sure|likely|weak)\)\n\n" + re.escape(f"{SAID} [1]\n\n1. Vote ("), markdown)
    as_json = run("ask", *WORDS, "--json")
    assert as_json.json["answer"] == "Olga Brandt"
    assert run("ask", *WORDS, "--format", "json").json["statements"] == as_json.json["statements"]


@pytest.mark.usefixtures("place")
def test_a_later_question_goes_on_from_the_last(run):
    run("ask", *WORDS)
    followed = run("ask", "-c", "By", "how", "many", "votes", "did", "she", "win?", "--json").json
    assert "Olga Brandt" in followed["standalone_question"]
    alone = run("ask", "By how many votes did she win?", "--json").json
    assert alone["standalone_question"] == "By how many votes did she win?"


def test_open_opens_what_the_last_answer_numbers(run, place, monkeypatch, tmp_path):
    assert "no sources" in run("open").complaint(2)
    run("ask", *WORDS)
    opened = tmp_path / "opened"
    editor = tmp_path / "vim"
    editor.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {opened}\n')
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    file = place.corpus / "wire.jsonl"
    ran = run("open", 1)
    assert (ran.status, ran.out) == (0, f"Vote\n{file}:1\n")
    assert opened.read_text().splitlines() == ["+1", str(file)]
    assert run("open", 7).err.endswith("The last answer has no source 7. It has one: qabot open 1.\n")
    file.unlink()
    assert run("open").err.startswith(f"qabot: The file {file} is gone.")


def test_open_hands_a_web_address_to_the_browser(run, place, monkeypatch):
    place.write("w.md", "---\nurl: https://x.example/w\n---\nThe walrus Edda lives in the harbour of Arden.\n")
    run("index")
    run("search", "walrus")
    asked = []
    monkeypatch.setattr("webbrowser.open", lambda url: asked.append(url) or True)
    assert run("open").status == 0
    assert [address.partition("#")[0] for address in asked] == ["https://x.example/w"]
    monkeypatch.setattr("webbrowser.open", lambda _: False)
    refused = run("open")
    assert refused.err == "qabot: No browser can be opened here. Copy the address, or set BROWSER.\n"
    assert "https://x.example/w#" in refused.out


@pytest.mark.parametrize(
    ("editor", "arguments"),
    [
        ("/usr/bin/nano", ["+12", "a.md"]),
        ("code", ["--goto", "a.md:12"]),
        ("hx", ["a.md:12"]),
        ("notepad.exe", ["a.md"]),
    ],
)
def test_an_editor_opens_a_file_at_the_line(editor, arguments):
    assert _at_line(editor, "a.md", "12") == arguments


@pytest.mark.parametrize(
    ("link", "parts"),
    [
        ("/a/b.md:12", ("/a/b.md", "12")),
        ("/a/b:c.md:3", ("/a/b:c.md", "3")),
        ("/a/b.pdf#page=2", ("/a/b.pdf", None)),
        ("/a/b.epub", ("/a/b.epub", None)),
    ],
)
def test_a_link_to_a_file_is_a_path_with_or_without_a_line(link, parts):
    assert _split(link) == parts


def test_json_is_indented_for_a_person_alone(run, config, monkeypatch):
    piped = run("articles", "--json", "--config", config())
    assert piped.out.count("\n") == 1
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    shown = run("articles", "--json", "--config", config())
    assert shown.json == piped.json
    assert shown.out.count("\n") > len(piped.json["articles"])


class Given:
    """The part of a command line that is typed already."""

    def __init__(self, config):
        self.params = {"config": config}


def test_names_of_the_index_are_completed(config):
    given = Given(config())
    assert dict(complete_articles(given, "W")) == {"w1": "Vote", "w2": "Cheese", "w3": ""}
    assert [name for name, _ in complete_sources(given, "valley c")] == ["Valley Courier"]
    assert [name for name, _ in complete_collections(given, "")] == ["coast", "notes"]


def test_without_an_index_nothing_is_completed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert complete_articles(Given(None), "") == []
    assert complete_articles(Given(tmp_path / "none.toml"), "") == []


@pytest.mark.usefixtures("place")
def test_a_shell_is_told_what_begins_so():
    """The protocol of the completion script that ``qabot --install-completion`` writes for bash."""
    asked = subprocess.run(
        [sys.executable, "-m", "qabot"],
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("QABOT_")},
            "_QABOT_COMPLETE": "complete_bash",
            "COMP_WORDS": "qabot show notes/",
            "COMP_CWORD": "2",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert asked.stdout.split() == ["notes/bridge.md"], asked


@pytest.mark.parametrize(
    ("environment", "linked"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7600"}, True),
        ({"TERM": "xterm-256color", "VTE_VERSION": "4999"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "vscode"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM": "screen-256color", "WT_SESSION": "1"}, False),
        ({"TERM": "screen-256color", "FORCE_HYPERLINK": "1"}, True),
        ({"TERM": "xterm-kitty", "FORCE_HYPERLINK": "0"}, False),
    ],
)
def test_terminals_that_show_links(environment, linked):
    terminal = Console(file=io.StringIO(), force_terminal=True, color_system="standard", legacy_windows=False)
    assert has_hyperlinks(terminal, environment) == linked
    assert not has_hyperlinks(Console(file=io.StringIO()), {"TERM": "xterm-kitty"})
