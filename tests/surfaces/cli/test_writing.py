"""``qabot ask --write``, ``/write on`` in a chat, and what ``qabot doctor`` says of a language model."""

import io
import json

import pytest
from rich.console import Console
from scripted_model import KEY

from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot
from qabot.model import Conversation
from qabot.surfaces.terminal.writing import write_shown

pytestmark = [pytest.mark.slow, pytest.mark.allow_hosts(["127.0.0.1"])]

ASKED = ("ask", "Who won the election for mayor of Brill?")
OWN = "These are the articles' own sentences."
WRITES = "The election for mayor of Brill was won by Olga Brandt. [1] She is a dentist. [1]"


@pytest.fixture
def place(index_copy, monkeypatch, script):
    """A folder with an index, and settings that name the scripted model."""
    monkeypatch.chdir(index_copy.folder)
    monkeypatch.setenv("QABOT_WRITER_KEY", KEY)
    for state in index_copy.folder.rglob("*.sqlite*"):
        if state.name.startswith(("state", "writer")):
            state.unlink()
    script.answer = lambda handler, _: handler.stream([WRITES])
    file = index_copy.folder / "config.toml"
    address = f"http://127.0.0.1:{script.server_port}/v1"
    lines = f'[answer]\nthreshold = 0.0\nstale_after_days = 0\n[writer]\nbase_url = "{address}"\nmodel = "m"\n'
    file.write_text(file.read_text() + lines + "timeout_s = 120\n")
    return index_copy


@pytest.mark.usefixtures("place")
def test_an_answer_is_written_where_that_is_asked_for(run, script):
    assert "Written by" not in run(*ASKED).out
    assert script.asked == []
    ran = run(*ASKED, "--write")
    assert "The election for mayor of Brill was won by Olga Brandt. [1]" in ran.out
    assert "“Olga Brandt won the election for mayor of Brill by forty votes.”" in ran.out
    assert "Written by a language model from the quotes below; 1 sentence was left out: not in the articles." in ran.out
    assert "dentist" not in ran.out
    explained = " ".join(run(*ASKED, "--write", "--explain").out.split())
    assert "She is a dentist." in explained
    assert "'dentist' is not in the quote" in explained
    assert "Written by a language model" in run(*ASKED, "--write", "--format", "markdown").out
    writing = run(*ASKED, "--write", "--json").json["writing"]
    assert (writing["said"], writing["left_out"], writing["note"]) == ("written", 1, "")
    assert "writing" not in run(*ASKED, "--json").json
    assert len(script.asked) == 1


@pytest.mark.usefixtures("place")
def test_a_failure_leaves_the_articles_own_sentences_and_shows_no_key(run, script):
    script.answer = lambda handler, _: handler.reply(401, {"error": {"message": KEY}})
    ran = run(*ASKED, "--write", "--explain")
    assert ran.status == 0
    assert "Olga Brandt won the election" in ran.out
    assert "The language model did not answer: it does not accept the key" in " ".join(ran.out.split())
    assert OWN in " ".join(ran.out.split())
    assert KEY not in ran.out + ran.err


def test_a_batch_and_the_setting_write_too(run, place):
    file = place.folder / "config.toml"
    file.write_text(file.read_text() + "enabled = true\n")
    (place.folder / "q.jsonl").write_text(json.dumps({"id": 1, "question": ASKED[1]}))
    assert run("ask", "--batch", "q.jsonl").json["writing"]["said"] == "written"
    assert "Written by" not in run(*ASKED, "--no-write").out


@pytest.mark.usefixtures("place")
def test_eval_measures_what_is_written_beside_the_rest(run, tmp_path):
    file = tmp_path / "questions.jsonl"
    file.write_text(json.dumps({"question": ASKED[1], "answer": "Olga Brandt"}))
    figures = run("eval", str(file), "--write", "--json").json["figures"]
    shares = {name: figures[name] for name in ("written", "sentences proved", "written and right", "right")}
    assert shares == {"written": 1, "sentences proved": 0.5, "written and right": 1, "right": 1}
    assert "written" not in run("eval", str(file), "--json").json["figures"]


def test_without_a_model_there_is_one_clear_line(run, place):
    file = place.folder / "config.toml"
    file.write_text(file.read_text().partition("[writer]")[0])
    assert run(*ASKED, "--write").complaint(2).startswith("No language model is named. Set base_url and model")


@pytest.mark.usefixtures("place")
def test_a_chat_writes_from_when_it_is_told_to(run, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{ASKED[1]}\n/write on\n{ASKED[1]}\n/write off\n/write\n"))
    out = " ".join(run("chat").out.split())
    assert out.count("Written by a language model") == 1
    assert out.index("A language model writes.") < out.index("Written by a language model")
    assert "There is no command /write." in out


def test_a_terminal_shows_only_what_passed_while_it_comes(place):
    qabot = Qabot(load_settings(place.folder / "config.toml", corpus=place.corpus, index=place.index))
    out = Console(file=io.StringIO(), force_terminal=True, width=100)
    answer = write_shown(qabot, qabot.ask(ASKED[1]), conversation=Conversation(), out=out)
    assert answer.writing.stands
    shown = out.file.getvalue()
    assert "was won by Olga Brandt. [1]" in shown
    assert "dentist" not in shown


@pytest.mark.usefixtures("place")
def test_doctor_says_whether_the_model_is_there(run, place):
    assert "m is there at http://127.0.0.1" in " ".join(run("doctor").out.split())
    file = place.folder / "config.toml"
    file.write_text(file.read_text().replace('model = "m"', 'model = "other"'))
    ran = run("doctor")
    assert ran.status == 2
    assert "has m, not other" in " ".join(ran.out.split())
    assert KEY not in ran.out + ran.err
