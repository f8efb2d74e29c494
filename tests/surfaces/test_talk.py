"""Talk with the bot in the terminal, as JSON, in a batch and in Discord: one calm line, and nothing beside it."""

import io
import json
from dataclasses import replace
from datetime import date

import pytest
from rich.console import Console
from schema_check import check

from qabot.model import Conversation
from qabot.surfaces.discord.pages.answer import answer_sections
from qabot.surfaces.json_api.answer import answer_json
from qabot.surfaces.memory.conversations import turn_of
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
        ("ok", "All right. Ask on whenever you like."),
        ("good", "All right. Ask on whenever you like."),
        ("bye!", "Goodbye."),
        ("are you sure?", "There is no answer yet that could be doubted. Ask me something."),
        ("tell me more", "I do not know what that refers to. Ask a whole question."),
        ("when was that?", "I do not know what that refers to. Ask a whole question."),
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


def test_a_doubt_and_why_speak_of_the_last_answer(qabot):
    def after(question, typed):
        answer = qabot.ask(question)
        conversation = Conversation((turn_of(question, answer),))
        kept = replace(conversation, turns=tuple(replace(turn, answer=None) for turn in conversation.turns))
        lines = {" ".join(qabot.ask(typed, conversation=one).notes) for one in (conversation, kept)}
        assert len(lines) == 1, "a stored conversation has words only, and says the same"
        return answer, lines.pop()

    answer, sure = after("Who drew the new bridge for Brill?", "are you sure?")
    assert sure.startswith(f"I am {answer.confidence:.0%} sure of “{answer.answer}”. It stands in “")
    _, words = after("tell me about Arden", "really?")
    assert words.startswith("Those are the articles’ own words, from “")
    asked = "How many elephants are in Brill?"
    assert after(asked, "are you sure?")[1] == f"I am only sure that I found no answer to “{asked}” in the articles."
    assert after(asked, "why?")[1].startswith(f"Because I found no sentence in the articles that answers “{asked}”.")


def test_what_is_new_lists_the_newest_articles(qabot):
    lines = qabot.ask("what's new?").notes
    assert lines[0] == f"I have {COUNT}:"
    assert qabot.ask("what's new?", since=date(2024, 5, 1)).notes[0] != lines[0]


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
