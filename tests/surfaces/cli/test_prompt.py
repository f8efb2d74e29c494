"""What is typed in a terminal: editing, history and completion, through the keys that a person presses."""

import stat
import sys

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from qabot.surfaces.terminal.prompt import completer, read_lines

pytestmark = pytest.mark.enable_socket  # an event loop wakes itself through one
COMMANDS = ("/sources", "/save FILE", "/new")
NAMES = ["Khmeimim air base", "Tartous naval base", "Latakia"]
UP, CTRL_C, CTRL_D = "\x1b[A", "\x03", "\x04"


def offered(text, names=NAMES):
    found = completer(COMMANDS, lambda: names).get_completions(Document(text), CompleteEvent(completion_requested=True))
    return [text[: len(text) + one.start_position] + one.text for one in found]


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("/s", ["/sources", "/save"]),
        ("/new", ["/new"]),
        ("when was kh", ["when was Khmeimim air base"]),
        ("when was ba", ["when was Khmeimim air base", "when was Tartous naval base"]),
        ("La", ["Latakia"]),
        ("and in Latakia", []),
        ("a", []),
        ("", []),
        ("is it base ", []),
        ("new", []),
    ],
)
def test_commands_and_names_are_completed(typed, becomes):
    assert offered(typed) == becomes


def test_the_file_that_a_command_names_is_completed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "talk.md").write_text("")
    assert offered("/save ta") == ["/save talk.md"]
    assert offered("/sources ta") == []


def test_names_are_those_of_the_moment():
    names = []
    made = completer(COMMANDS, lambda: names)
    names.append("Aleppo")
    assert [one.text for one in made.get_completions(Document("Al"), CompleteEvent())] == ["Aleppo"]


@pytest.fixture
def press(monkeypatch, tmp_path):
    """Press keys in a terminal and return the lines that were typed."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)

    def press(keys):
        with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
            pipe.send_text(keys)
            return list(read_lines(history=tmp_path / "history", commands=COMMANDS, names=lambda: NAMES))

    return press


def test_a_line_is_edited_and_ctrl_c_gives_it_up(press):
    assert press(f"whom\x7f?\rnever{CTRL_C}again\r{CTRL_D}") == ["who?", "again"]


def test_ctrl_c_on_an_empty_line_leaves(press):
    assert press(f"who?\r{CTRL_C}never\r{CTRL_D}") == ["who?"]


def test_what_was_typed_is_remembered_from_run_to_run_for_its_owner_alone(press, tmp_path):
    assert press(f"who?\r{CTRL_D}") == ["who?"]
    assert press(f"{UP}\r{CTRL_D}") == ["who?"]
    assert stat.S_IMODE((tmp_path / "history").stat().st_mode) == 0o600


def test_lines_of_a_file_are_taken_as_they_are(monkeypatch, tmp_path):
    file = tmp_path / "lines"
    file.write_text("who?\n/quit\n")
    with file.open() as lines:
        monkeypatch.setattr(sys, "stdin", lines)
        assert list(read_lines(history=tmp_path / "history", commands=COMMANDS, names=list)) == ["who?\n", "/quit\n"]
    assert not (tmp_path / "history").exists()
