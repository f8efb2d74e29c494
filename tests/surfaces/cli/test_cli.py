"""The command line's options, environment and exit codes."""

import json
import re

import pytest

from qabot import __version__

MAYOR = "Who won the election for mayor of Brill?"
SAID = "Olga Brandt won the election for mayor of Brill by forty votes."


def test_an_answer_is_followed_by_its_numbered_sources(run, config):
    ran = run("ask", MAYOR, "--config", config(more="statements = 1"))
    assert (ran.status, ran.err) == (0, "")
    lines = [line.strip() for line in ran.out.splitlines() if line]
    assert re.fullmatch("Olga Brandt · (sure|likely|weak)", lines[0])
    assert lines[1] == f"{SAID} [1]"
    assert lines[2] == "1  Vote · Valley Courier · 1 Jun 2024"
    assert lines[3].endswith("corpus/wire.jsonl:1")
    assert len(lines) == 4
    quoted = run("ask", MAYOR, "--quotes", "--config", config(more="statements = 1"))
    assert f"     “{SAID}”\n" in quoted.out


def test_a_refusal_says_why_and_names_what_is_near_and_exits_1(run, config):
    ran = run("ask", "Which mayor of Brill plays the zither?", "--config", config(1.0))
    assert (ran.status, ran.err) == (1, "")
    assert ran.out.split("\n")[0] == "  The articles do not say."
    assert ran.out.split("\n")[1] == "  No article mentions plays or zither."
    assert "  Nearest\n  1  Vote · Valley Courier · 1 Jun 2024\n" in ran.out
    assert SAID not in ran.out


def test_json_is_one_line_with_the_same_status(run, config):
    answered = run("ask", MAYOR, "--json", "--config", config())
    refused = run("ask", MAYOR, "--json", "--config", config(1.0))
    assert (answered.status, answered.json["status"]) == (0, "answered")
    assert (refused.status, refused.json["status"]) == (1, "not_found")
    assert answered.out.count("\n") == 1
    assert answered.json["id"] is None
    assert len(answered.json["passages"]) == 10


@pytest.mark.parametrize("wanted", [1, 3, 12])
def test_passages_chooses_how_many_are_shown(run, config, wanted):
    file = config(more="statements = 1")
    assert len(run("ask", MAYOR, "--json", "--passages", wanted, "--config", file).json["passages"]) == wanted
    shown = run("ask", MAYOR, "--passages", wanted, "--config", file).out
    _, _, passages = shown.partition("\n  Passages\n")
    assert [line[2:5].strip() for line in passages.splitlines() if line[2:5].strip()] == [
        str(number + 1) for number in range(wanted)
    ]


def test_fewer_passages_change_neither_their_order_nor_the_answer(run, config):
    file = config()
    many = run("ask", MAYOR, "--json", "--passages", 12, "--config", file).json
    few = run("ask", MAYOR, "--json", "--passages", 2, "--config", file).json
    assert few["passages"] == many["passages"][:2]
    assert (few["statements"], few["confidence"]) == (many["statements"], many["confidence"])


@pytest.mark.parametrize("name", ["Valley Courier", "valley courier", "courier"])
def test_source_leaves_the_other_articles_out(run, config, name):
    ran = run("search", "the valley of Arden", "--json", "--passages", 100, "--source", name, "--config", config())
    assert {passage["article_id"] for passage in ran.json["passages"]} == {"notes/bridge.md", "w1"}
    asked = run("ask", "What did the dairy of Arden win?", "--json", "--source", name, "--config", config()).json
    assert {citation["source"] for citation in asked["citations"]} == {"Valley Courier"}


@pytest.mark.parametrize(("name", "near"), [("Valey Currier", "Valley Courier"), ("", "Harbour Post")])
def test_an_unknown_source_names_the_nearest(run, config, name, near):
    complaint = run("ask", MAYOR, "--source", name, "--config", config()).complaint(2)
    assert complaint.startswith(f"No article is from {name!r}. Nearest sources: ")
    assert near in complaint


def test_search_lists_passages_with_their_ranks(run, config):
    ran = run("search", "goat cheese", "--passages", 2, "--config", config())
    assert (ran.status, ran.err) == (0, "")
    assert "  1  Cheese · Harbour Post · 30 Nov 2023\n" in ran.out
    assert "1st by its words, 1st by its meaning" in ran.out
    assert "  3  " not in ran.out
    found = run("search", "goat cheese", "--passages", 2, "--json", "--config", config()).json
    assert found["query"] == "goat cheese"
    assert [passage["rank"] for passage in found["passages"]] == [1, 2]
    assert found["passages"][0]["ranks"] == {"bm25": 1, "dense": 1}


def test_batch_answers_every_line_in_order(run, config, tmp_path):
    rows = tmp_path / "rows.jsonl"
    rows.write_text(f'{{"id": 2, "question": "{MAYOR}"}}\n\n{{"id": "a", "question": "Who drew the bridge?"}}\n')
    ran = run("ask", "--batch", rows, "--config", config())
    assert ran.status == 0
    # A slow machine says how far it is.
    assert [line for line in ran.err.splitlines() if " of " not in line] == ["Answering: 2 questions"]
    assert [json.loads(line)["id"] for line in ran.out.splitlines()] == [2, "a"]


def test_the_environment_names_what_the_options_do(run, config, monkeypatch, built_index):
    file = config()
    by_options = run("ask", MAYOR, "--json", "--config", file).json
    monkeypatch.setenv("QABOT_CONFIG", str(file))
    by_config = run("ask", MAYOR, "--json").json
    assert by_config["statements"] == by_options["statements"] != []
    monkeypatch.setenv("QABOT_INDEX", "/nowhere/index")
    monkeypatch.setenv("QABOT_CORPUS", "/nowhere/corpus")
    assert "There is no folder /nowhere/corpus" in run("ask", MAYOR).complaint(2)
    options = ["--index", built_index.index, "--corpus", built_index.corpus]
    assert run("ask", MAYOR, "--json", *options).json["statements"] == by_options["statements"]


def test_folders_in_the_settings_are_relative_to_their_file(run, built_index, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = run("ask", MAYOR, "--json", "--config", built_index.folder / "config.toml")
    assert ran.json["build"] == built_index.build_folder().name


def test_options_are_relative_to_the_working_directory(run, built_index, tmp_path, monkeypatch):
    below = tmp_path / "below"
    below.mkdir()
    (tmp_path / "corpus").symlink_to(built_index.corpus)
    (tmp_path / "index").symlink_to(built_index.index)
    monkeypatch.chdir(below)
    file = built_index.folder / "config.toml"
    ran = run("search", "diesel", "--corpus", "../corpus", "--index", "../index", "--config", file)
    assert "../corpus/ferry.txt:" in ran.out


def test_config_toml_of_the_working_directory_is_read(run, built_index, monkeypatch):
    monkeypatch.chdir(built_index.folder)
    assert run("ask", MAYOR, "--json").json["build"] == built_index.build_folder().name


def test_ask_builds_the_index_when_there_is_none_and_says_so(run, bare):
    (bare / "corpus").mkdir()
    (bare / "corpus" / "a.txt").write_text("Mara Quill drew the new bridge of Brill.")
    first = run("ask", "Who drew the bridge?", "--json")
    assert first.err.startswith("There is no index in the folder index yet: making it from the folder corpus.\n")
    assert "Articles: 1 added" in first.err
    assert first.json["passages"][0]["article_id"] == "a.txt"
    again = run("ask", "Who drew the bridge?", "--json")
    assert again.err == ""
    assert again.json["build"] == first.json["build"]


def test_ask_says_that_the_corpus_has_changed_and_answers(run, index_copy, monkeypatch):
    monkeypatch.chdir(index_copy.folder)
    index_copy.write("new.txt", "A new article about nothing at all.")
    one = run("ask", MAYOR, "--json")
    assert one.err == "1 file has changed in corpus since it was indexed. Run: qabot index\n"
    assert one.json["passages"]
    index_copy.write("newer.txt", "Another one about nothing at all.")
    assert "2 files have changed" in run("search", "bridge").err


def test_index_takes_changes_in_and_rebuild_takes_everything(run, index_copy, monkeypatch):
    monkeypatch.chdir(index_copy.folder)
    assert "7 unchanged" in run("index").err
    index_copy.write("new.txt", "Pelicans were seen on the harbour wall this morning.")
    added = run("index")
    assert (added.status, added.out) == (0, "")
    assert "Articles: 1 added, 0 changed, 0 removed, 7 unchanged, 0 skipped" in added.err
    assert "of which 1 embedded now" in added.err
    assert "Warning: no date: 4 articles. See which with: qabot articles" in added.err
    assert run("search", "pelicans", "--json").json["passages"][0]["article_id"] == "new.txt"
    again = run("index", "--rebuild")
    assert "everything is made anew, as asked" in again.err
    assert "of which 0 embedded" not in again.err


def test_version_and_help(run):
    assert run("--version") == (0, f"qabot {__version__}\n", "")
    for arguments in (["--help"], ["-h"]):
        shown = run(*arguments)
        assert shown.status == 0
        assert all(f" {command} " in shown.out for command in ("ask", "index", "search", "status", "doctor"))
    bare = run()
    assert (bare.status, bare.err) == (2, "")
    assert "Usage" in bare.out


@pytest.mark.parametrize("command", ["ask", "index", "search", "status", "doctor"])
def test_every_command_takes_the_same_three_places(run, command):
    shown = run(command, "--help").out
    for option in ("--config", "--corpus", "--index", "--no-color"):
        assert option in shown
    for variable in ("QABOT_CONFIG", "QABOT_CORPUS", "QABOT_INDEX"):
        assert variable in shown


def test_a_collection_is_a_folder_below_the_corpus(run, config):
    found = run("search", "lighthouse bridge ferry", "--collection", "notes", "--json", "--config", config())
    assert {passage["article_id"] for passage in found.json["passages"]} == {"notes/bridge.md"}
    both = ("--collection", "notes/", "--collection", "coast")
    found = run("search", "lighthouse bridge ferry", *both, "--json", "--config", config())
    assert {passage["article_id"] for passage in found.json["passages"]} == {"notes/bridge.md", "coast/lighthouses.txt"}


def test_an_unknown_collection_names_the_nearest(run, config):
    refused = run("ask", "who drew the bridge?", "--collection", "note", "--config", config())
    assert refused.complaint(2).startswith("There is no collection 'note'. Nearest: notes")
