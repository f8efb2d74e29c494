"""Talk with the bot in the terminal, as JSON, in a batch and in Discord: one calm line, and nothing beside it."""

import io
import json

import pytest
from rich.console import Console
from schema_check import check

from qabot.surfaces.discord.pages.answer import answer_sections
from qabot.surfaces.json_api.answer import answer_json
from qabot.surfaces.terminal.answer import render_answer, short_text
from qabot.surfaces.terminal.markdown import answer_markdown

pytestmark = pytest.mark.slow

COUNT = "7 articles, from 30 November 2023 to 1 June 2024"


@pytest.fixture(scope="module")
def qabot(built_index):
    return built_index.open()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("hi", f"Hello. I answer from {COUNT}. Ask, for example: “"),
        ("thanks!", "You are welcome."),
        ("what can you do", "I answer questions from the articles"),
        ("Wer ist der Bürgermeister von Brill?", "I read English only. Ask, for example: “"),
        ("which articles do you have", f"I have {COUNT}: “Vote”, Valley Courier, 1 June 2024"),
        (
            "any articles about the ferry?",
            "article mentions the ferry, of 2 March 2024: “Ferry line closes”, Harbour Post",
        ),
        (
            "articles from the harbour post",
            "I have 3 articles, from 30 November 2023 to 2 March 2024, from Harbour Post:",
        ),
        ("articles about dinosaurs", "No article is about dinosaurs."),
    ],
)
def test_each_way_of_asking_says_the_same_line(qabot, typed, said):
    answer = qabot.ask(typed)
    screen = Console(width=200, file=io.StringIO())
    screen.print(render_answer(answer, article=qabot.store.article, link=qabot.link))
    shown = screen.file.getvalue()
    in_discord = "\n".join(line for section in answer_sections(answer) for line in section)
    for text in (shown, short_text(answer), answer_markdown(answer), in_discord):
        assert said.partition(":")[0] in " ".join(text.split())
        for other in ("do not say", "Nearest", "%", "Note:", "[1]"):
            assert other not in text
    printed = json.loads(answer_json(answer))
    check("ask", printed)
    assert (printed["kind"], printed["status"], printed["answer"]) == ("talk", "not_found", None)
    assert not printed["statements"] + printed["citations"] + printed["passages"]
    assert said in " ".join(printed["notes"])


def test_only_the_articles_that_one_may_see_are_spoken_of(run, config):
    narrowed = run("ask", "which articles do you have", "--collection", "notes", "--config", config())
    assert narrowed.status == 0
    assert "I have 1 article, of 17 May 2024: “A bridge for Brill”" in " ".join(narrowed.out.split())
    assert "Ferry" not in narrowed.out
    hidden = run("ask", "any articles about the ferry?", "--collection", "notes", "--config", config())
    assert "No article is about the ferry." in hidden.out


def test_a_batch_tells_talk_and_kinds(run, config, tmp_path):
    file = tmp_path / "rows.jsonl"
    texts = {"hello": "talk", "Who won the election for mayor of Brill?": "fact", "tell me about Arden": "overview"}
    file.write_text("".join(json.dumps({"question": text}) + "\n" for text in texts), encoding="utf-8")
    rows = [json.loads(line) for line in run("ask", "--batch", file, "--config", config()).out.splitlines()]
    assert {row["question"]: row["kind"] for row in rows} == texts
    for row in rows:
        check("ask", row)
