"""``qabot calibrate`` and ``qabot ask --explain``, through the command line."""

import json
import tomllib

import pytest
from schema_check import check

pytestmark = pytest.mark.slow

ANSWERED = {
    "Who won the election for mayor of Brill?": "Olga Brandt",
    "Who drew the new bridge of Brill?": "Mara Quill",
    "What did the dairy of Arden win?": "the national prize",
    "When did the ferry from Arden to Brill stop running?": "Friday",
    "Who lit lighthouse number 3 on the Varna coast?": "Danev",
    "What will be seen above the valley until Sunday?": "A comet",
    "What burned down at Arden in the night?": "The old paper mill",
    "What did the council blame?": "the price of diesel",
}
REFUSED = [
    "Who won the chess championship?",
    "How tall is the tower of Pisa?",
    "Which river runs through Paris?",
    "When was the opera house built?",
    "Who wrote the report on whales?",
    "How many planets are there?",
    "Which volcano erupted?",
    "What is the boiling point of ethanol?",
    "Who sells tickets for the zoo?",
    "When does the museum open?",
    "Which king was crowned?",
    "What is the price of bitcoin?",
]


@pytest.fixture
def questions(tmp_path):
    rows = [{"question": question, "answer": answer} for question, answer in ANSWERED.items()]
    rows += [{"question": question, "answer": None} for question in REFUSED]
    file = tmp_path / "questions.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def test_calibrating_writes_three_lines_and_leaves_the_rest(run, config, questions):
    file = config(more="# kept\nstatements = 2")
    before = file.read_text(encoding="utf-8")
    ran = run("calibrate", questions, "--config", file, "--let-through", "0.1", "--json")
    assert ran.status == 0, ran
    written = tomllib.loads(file.read_text(encoding="utf-8"))["answer"]
    after = ran.json["after"]
    assert {name: written[name] for name in after} == after
    assert written["statements"] == 2
    assert "# kept" in file.read_text(encoding="utf-8")
    check("calibrate", ran.json)
    assert ran.json["questions"] == len(ANSWERED) + len(REFUSED)
    assert ran.json["before"]["confidence_slope"] == 1.0
    assert after != ran.json["before"]
    assert set(tomllib.loads(before)) <= set(tomllib.loads(file.read_text(encoding="utf-8")))
    again = run("ask", "Who won the election for mayor of Brill?", "--config", file, "--json")
    assert again.status in (0, 1), "the written settings are accepted"


def test_a_dry_run_writes_nothing_and_says_what_it_would(run, config, questions):
    file = config()
    before = file.read_text(encoding="utf-8")
    ran = run("calibrate", questions, "--config", file, "--dry-run")
    assert ran.status == 0
    assert file.read_text(encoding="utf-8") == before
    assert "would say:" in ran.out
    for word in ("expected calibration error", "confidence_slope = ", "(was 1.0)", "threshold = "):
        assert word in ran.out


def test_too_few_questions_or_of_one_kind_cannot_calibrate(run, config, questions, tmp_path):
    few = tmp_path / "few.jsonl"
    few.write_text('{"question": "Who won?", "answer": "Olga"}\n', encoding="utf-8")
    assert "calibration needs 20" in run("calibrate", few, "--config", config()).complaint(2)
    lines = questions.read_text(encoding="utf-8").splitlines()[len(ANSWERED) :]
    few.write_text("\n".join(lines * 2) + "\n", encoding="utf-8")
    assert "All answers are wrong" in run("calibrate", few, "--config", config()).complaint(2)


def test_an_explanation_shows_every_stage_and_the_decision(run, config):
    ran = run("ask", "Who won the election for mayor of Brill?", "--explain", "--config", config())
    for word in (
        "bm25",
        "dense",
        "answers",
        "span",
        "holds",
        "final",
        "Olga Brandt",
        "Confidence",
        "Answered, because it is ",
    ):
        assert word in ran.out
    lines = ran.out.splitlines()
    assert max(len(line) for line in lines[lines.index("  Passages: what was read, and what orders them") :]) < 100
    refused = run("ask", "Who won the chess championship?", "--explain", "--config", config(1.0))
    assert refused.status == 1
    assert "Refused, because the best guess, “" in refused.out
    assert "and 100.0 % is needed." in " ".join(refused.out.split())


def test_an_explanation_in_json_is_there_when_asked_for(run, config):
    plain = run("ask", "Who won the election for mayor of Brill?", "--json", "--config", config())
    told = run("ask", "Who won the election for mayor of Brill?", "--json", "--explain", "--config", config())
    assert "explanation" not in plain.json
    explanation = told.json["explanation"]
    assert len(explanation["passages"]) == len(told.json["passages"])
    assert [one["holds"] for one in explanation["passages"]] == [
        "Olga Brandt" in passage["text"] for passage in told.json["passages"]
    ]
    assert explanation["candidates"][0]["text"] == told.json["answer"] == "Olga Brandt"
    logit = sum(signal["added"] for signal in explanation["confidence"].values())
    assert (logit > 0) == (told.json["confidence"] > 0.5)
    assert {**told.json, "explanation": None, "timings_ms": None} == {
        **plain.json,
        "explanation": None,
        "timings_ms": None,
    }
