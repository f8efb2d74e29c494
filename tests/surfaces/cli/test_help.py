"""The help of every command: complete, and printed as it was written."""

import inspect
import re
import shlex

import pytest
import typer
from typer.testing import CliRunner

from qabot.surfaces.cli.main import GROUPS, app, main


def commands():
    """Return every command by the words that call it, groups of commands included."""
    found = {(): typer.main.get_command(app)}
    for words in ((), ("feedback",)):
        for name, command in found[words].commands.items():
            found[(*words, name)] = command
    return found


COMMANDS = commands()


def words_of(text):
    """Return the words of a text without the boxes and line breaks of a terminal."""
    return re.sub(r"[\s│╭╮╰╯─]+", " ", text)


def help_of(words):
    # So wide that no word is broken.
    ran = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "400", "TERMINAL_WIDTH": "400", "NO_COLOR": "1"})
    assert ran.exit_code == 0
    return words_of(re.sub(r"\x1b\[[0-9;]*m", "", ran.output))


def test_every_group_and_command_is_here():
    assert {(name,) for names in GROUPS.values() for name in names} | {
        (),
        ("feedback",),
        ("feedback", "export"),
    } == set(COMMANDS)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_parameter_is_explained_and_no_bracket_is_taken_for_markup(words):
    shown = help_of(words)
    for parameter in COMMANDS[words].params:
        assert parameter.help, f"{parameter.name} has no help"
        assert words_of(parameter.help.replace(r"\[", "[")).strip() in shown


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_says_what_it_does_in_its_first_line(words):
    first = COMMANDS[words].help.splitlines()[0]
    assert first.endswith((".", "!"))
    assert words_of(first).strip() in help_of(words)


@pytest.mark.parametrize("words", [words for words in COMMANDS if words not in ((), ("feedback",))], ids=" ".join)
def test_every_command_shows_an_example_of_itself_that_it_understands(words):
    (example,) = re.findall(r"^Example: qabot (.+)$", inspect.cleandoc(COMMANDS[words].help), re.MULTILINE)
    arguments = shlex.split(example)
    assert tuple(arguments[: len(words)]) == words
    COMMANDS[words].make_context("qabot", arguments[len(words) :])
    assert f"Example: qabot {example}" in help_of(words)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_parameter_shows_a_type_or_a_list_that_breaks_anywhere(words):
    assert not re.search(r"<\w|\.\.\.\.\.\.|\w\|\w", help_of(words).replace('"answer" | "answers"', ""))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_choice_is_named(words):
    shown = help_of(words)
    for parameter in COMMANDS[words].params:
        for choice in parameter.type_descriptor.choices or () if parameter.type_descriptor.is_choice else ():
            assert re.search(rf"\b{choice}\b", shown), (parameter.name, choice)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("search", "Brill", "--passages", "200"), "'--passages' is more than 100. Run: qabot search --help"),
        (("search", "Brill", "--passages", "0"), "'--passages' is less than 1. Run: qabot search --help"),
        (("open", "two"), "'N' is no whole number. Run: qabot open --help"),
        (("schema", "foo"), "Invalid value for 'NAME': 'foo' is not one of 'ask'"),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_in_plain_words(arguments, complaint, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["qabot", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith(f"qabot: {complaint}")


def test_a_paragraph_is_broken_where_the_terminal_ends():
    assert "a question without an answer counts as one" in help_of(("feedback", "export"))


def test_the_default_of_backend_is_named():
    assert "Default: [store] backend." in help_of(("ask",))
