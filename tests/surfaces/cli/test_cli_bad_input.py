"""Bad input: one line on standard error that says what to do, the right exit code, and nothing answered."""

import json
import re
from pathlib import Path

import pytest
from slow_case import slow

from qabot.indexing.local.builds import Builds

pytestmark = pytest.mark.slow

QUESTION = "Who drew the new bridge of Brill?"
BRIDGE = "Mara Quill drew the new bridge of Brill."


@pytest.fixture
def corpus(bare):
    folder = bare / "corpus"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("question", "problem", "remedy"),
    [
        ("", "The question is empty", "Ask something"),
        (" \t\n\u00a0", "The question is empty", "Ask something"),
        ("🙂🙃", "The question has no words in it", "Ask it in words"),
        ("?!…", "The question has no words in it", "Ask it in words"),
        ("\x00\x1b[", "The question has no words in it", "Ask it in words"),
        ("why " * 2500, "The question has 9,999 characters; at most 1,000 can be asked", "Ask it in a sentence or two"),
        ("é" * 1001, "The question has 1,001 characters", "Ask it in a sentence or two"),
    ],
)
@pytest.mark.parametrize("command", ["ask", "search"])
def test_questions_that_cannot_be_asked(run, config, command, question, problem, remedy):
    complaint = run(command, question, "--config", config()).complaint(2)
    assert complaint.startswith(problem)
    assert remedy in complaint


def test_the_longest_question_is_asked(run, config):
    question = "bridge " * 142 + "Brill?"
    assert len(question) == 1000
    assert run("ask", question, "--json", "--config", config()).json["question"] == question


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["ask"], "Give a question, or --batch FILE"),
        (["ask", QUESTION, "--batch", "rows.jsonl"], "Give a question, or --batch FILE"),
        (["ask", QUESTION, "--passages", "0"], "'--passages' is less than 1"),
        (["ask", QUESTION, "--passages", "101"], "'--passages' is more than 100"),
        (["search", "bridge", "--passages", "many"], "'--passages' is no whole number"),
        (["ask", QUESTION, "--sources", "x"], "No such option: --sources"),
        (["show", "a.txt", "b.txt"], "Got unexpected extra argument"),
        (["search"], "Missing argument"),
        (["askk", QUESTION], "No such command 'askk'"),
        (["ask", QUESTION, "--source"], "Option '--source' requires an argument"),
    ],
)
def test_wrong_usage(run, arguments, problem):
    complaint = run(*arguments).complaint(2)
    assert complaint.startswith(problem)
    assert "qabot " in complaint.removeprefix(problem)


@pytest.mark.parametrize("command", [["ask", QUESTION], ["search", "bridge"], ["index"], ["status"]])
def test_settings_that_are_not_there(run, tmp_path, command):
    complaint = run(*command, "--config", tmp_path / "none.toml").complaint(2)
    assert complaint == f"There is no {tmp_path / 'none.toml'}. Name another file with --config, or leave it out."


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ("[answer]\nthresholds = 0.5", "unknown key [answer] thresholds. Did you mean threshold? Known: "),
        ("[answer]\nthreshold = '0.5'", "[answer] threshold should be a valid number, not '0.5'. Mend that line."),
        ("answer = 3", "[answer] should be a section of its own, not 3. Mend that line."),
        ("[answer\n", "is not valid TOML: "),
    ],
)
def test_settings_that_cannot_be_used(run, bare, lines, complaint):
    (bare / "config.toml").write_text(lines)
    assert complaint in run("ask", QUESTION).complaint(2)


def test_no_corpus(run, bare):
    complaint = "There is no folder corpus. Make it and put articles in, or name yours: --corpus DIR."
    assert run("ask", QUESTION).complaint(2) == complaint
    assert run("index").complaint(2) == complaint
    assert run("search", "bridge", "--corpus", bare / "config.toml").complaint(2).startswith("There is no folder")


def test_an_empty_corpus(run, corpus):
    (corpus / "empty.txt").touch()
    assert "empty.txt" in run("index").complaint(2)
    (corpus / "empty.txt").unlink()
    complaint = run("ask", QUESTION).complaint(2)
    assert complaint == "corpus has no articles in it. Put some in, then run: qabot index."


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("photo.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "photo.txt"),
        ("broken.pdf", b"%PDF-1.7\nnothing follows", "broken.pdf"),
        ("half.json", b'{"text": "no end', "half.json"),
        ("page.html", b"<html><body></body></html>", "page.html"),
    ],
)
def test_a_file_that_is_no_article_is_named_and_the_others_are_answered_from(run, corpus, name, content, reason):
    (corpus / name).write_bytes(content)
    (corpus / "bridge.txt").write_text(BRIDGE)
    ran = run("ask", QUESTION, "--json")
    assert f"Skipped {reason}: " in ran.err
    assert "1 added" in ran.err
    assert ran.json["passages"][0]["text"] == BRIDGE


def test_a_corpus_of_nothing_but_bad_files_names_the_first(run, corpus):
    (corpus / "a.pdf").write_bytes(b"%PDF-1.7\nnothing follows")
    (corpus / "b.json").write_text("{")
    complaint = run("ask", QUESTION).complaint(2)
    assert complaint.startswith("Nothing in the corpus can be read as an article: a.pdf ")
    assert complaint.endswith("and 1 more. Mend these files or put in others, then run: qabot index.")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", *(slow(name) for name in ("latin-1", "utf-8-sig"))])
def test_an_article_in_another_encoding_is_quoted_in_its_own_letters(run, corpus, encoding):
    text = "Zoë Müller drew the new café of Brill. The façade is of brick, and naïve visitors like its décor."
    (corpus / "cafe.txt").write_bytes(text.encode(encoding))
    found = run("search", "Who drew the new café?", "--json").json
    assert found["passages"][0]["text"] == text


def test_a_file_of_200_mb_is_skipped(run, corpus):
    with (corpus / "huge.txt").open("wb") as stream:
        stream.truncate(200_000_000)
    (corpus / "bridge.txt").write_text(BRIDGE)
    ran = run("ask", QUESTION, "--json")
    assert "Skipped huge.txt: " in ran.err
    assert "200 MB" in ran.err
    assert ran.json["passages"][0]["article_id"] == "bridge.txt"


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("command", [["status"], ["status", "--json"]])
def test_an_index_that_is_not_there(run, command):
    assert "qabot index" in run(*command).complaint(3)


def test_a_remedy_names_the_folders_that_were_named(run, bare):
    folder = bare / "an index"
    assert run("status", "--index", folder).complaint(3).endswith(f"Run: qabot index --index '{folder}'.")
    assert f"Run: qabot index --index '{folder}'." in run("doctor", "--index", folder).out


@pytest.mark.usefixtures("corpus")
def test_while_the_first_index_is_made_every_command_tells_so(run):
    told = set()
    with Builds(Path("index")).locked():
        for command in (["ask", QUESTION], ["search", "bridge"], ["articles"], ["status"]):
            told.add(run(*command).complaint(3))
        (finding,) = re.findall("^BAD build: (.*)$", run("doctor").out, re.MULTILINE)
    assert told == {finding}
    assert re.fullmatch(
        r"The first index in the folder index is being made by process \d+, since [\d:]+\. Try again when it is done\.",
        finding,
    )


@pytest.mark.parametrize("command", [["ask", QUESTION], ["search", "bridge"], ["ask", QUESTION, "--json"]])
@pytest.mark.parametrize("damage", ["manifest", "catalogue", "CURRENT"])
def test_a_damaged_index(run, index_copy, monkeypatch, command, damage):
    monkeypatch.chdir(index_copy.folder)
    if damage == "CURRENT":
        (index_copy.build_folder() / "manifest.json").unlink()
        (index_copy.index / "CURRENT").write_text("../../elsewhere\n")
    else:
        (part,) = index_copy.build_folder().rglob(f"{damage}*")
        part.unlink()
    assert "qabot index" in run(*command).complaint(3)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b'{"question": "Who?"}\n{"question": 5}\n', "rows.jsonl, line 2: question is no text"),
        (b'{"question": "Who?"}\n\n{"question": " "}\n', "rows.jsonl, line 3: The question is empty"),
        (b'{"question": "Who?"}\n{"question": "Who?", "as_of": "now"}\n', "rows.jsonl, line 2: as_of: "),
        (b'{"question": "Who?"}\n\xff\n', "rows.jsonl is not UTF-8"),
    ],
)
def test_a_bad_line_stops_a_batch_before_anything_is_answered(run, config, tmp_path, monkeypatch, content, problem):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.jsonl").write_bytes(content)
    assert run("ask", "--batch", "rows.jsonl", "--config", config()).complaint(2).startswith(problem)


@pytest.mark.parametrize("name", ["none.jsonl", ".", ""])
def test_a_batch_that_cannot_be_read(run, config, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    complaint = run("ask", "--batch", name, "--config", config()).complaint(2)
    assert complaint.startswith(f"{name} cannot be read: ".lstrip())
    assert complaint.endswith(". Name a file of JSON lines.")


def test_a_batch_with_a_byte_order_mark_or_nothing_in_it(run, config, tmp_path):
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"id": 1, "question": "Who drew the bridge?"}', encoding="utf-8-sig")
    ran = run("ask", "--batch", rows, "--config", config())
    assert json.loads(ran.out)["id"] == 1
    rows.write_text("\n")
    assert run("ask", "--batch", rows, "--config", config()) == (0, "", "")
