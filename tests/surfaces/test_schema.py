"""``qabot schema``: real output keeps to it, and has no field that it does not name."""

import json
from typing import get_args

import jsonschema
import pytest
from schema_check import check

from qabot.surfaces.cli.commands.schema import Name
from qabot.surfaces.json_api.schema import PRINTED, READ, json_schema

pytestmark = pytest.mark.slow

MAYOR = "Who won the election for mayor of Brill?"


@pytest.mark.parametrize("name", [*PRINTED, *READ])
def test_it_is_a_valid_schema(run, name):
    ran = run("schema", name)
    assert (ran.status, ran.err) == (0, "")
    jsonschema.Draft202012Validator.check_schema(ran.json)
    assert ran.json == json_schema(name)


def test_every_name_can_be_asked_for():
    assert get_args(Name) == (*PRINTED, *READ)


def test_an_unknown_name_is_refused(run):
    assert "is not one of" in run("schema", "nothing").complaint(2)


@pytest.mark.parametrize("threshold", [0.0, 1.0])
@pytest.mark.parametrize("more", [(), ("--explain",), ("--passages", 1), ("--as-of", "2023")])
def test_an_answer(run, config, threshold, more):
    check("ask", run("ask", MAYOR, "--json", *more, "--config", config(threshold)).json)


def test_a_batch(run, config, tmp_path):
    rows = [
        {"id": {"any": [1, None]}, "question": MAYOR},
        {"question": "And when?", "history": [], "after": "2024-01-01"},
    ]
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    for row in rows:
        check("batch", row)
    for line in run("ask", "--batch", file, "--config", config()).out.splitlines():
        check("ask", json.loads(line))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("search", ("goat cheese",)),
        ("articles", ()),
        ("show", ("notes/bridge.md",)),
        ("show", ("w3",)),
        ("duplicates", ()),
        ("status", ()),
    ],
)
def test_what_other_commands_print(run, config, name, arguments):
    check(name, run(name, *arguments, "--json", "--config", config()).json)


def test_duplicates_of_an_index_that_has_some(run, index_copy):
    index_copy.write("copy.txt", (index_copy.corpus / "mill.txt").read_text(encoding="utf-8") * 3)
    index_copy.write("copies/copy.txt", (index_copy.corpus / "mill.txt").read_text(encoding="utf-8") * 3)
    index_copy.build()
    ran = run("duplicates", "--json", "--config", index_copy.folder / "config.toml")
    assert ran.json["stories"]
    check("duplicates", ran.json)


def test_an_evaluation_and_its_comparison(run, config, tmp_path):
    rows = [
        {"id": 1, "question": MAYOR, "answer": "Olga Brandt", "gold": ["w1"]},
        {"question": "Who is the mayor of Paris?"},
        {"question": "goat cheese", "gold": ["w2"]},
        {
            "question": "Who drew the bridge?",
            "answers": ["Mara Quill"],
            "passages": [{"article_id": "notes/bridge.md", "start": 0, "end": 9}],
        },
    ]
    file, earlier = tmp_path / "questions.jsonl", tmp_path / "earlier.json"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    for row in rows:
        check("questions", row)
    first = run("eval", file, "--json", "--config", config())
    check("eval", first.json)
    earlier.write_text(first.out, encoding="utf-8")
    second = run("eval", file, "--json", "--compare", earlier, "--min", "hit@5=1", "--config", config(1.0))
    check("eval", second.json)
    assert second.json["comparison"]["worse"]
    assert second.json["limits"]
