"""The buttons under an answer: what each shows, to whom, after a restart, and when its id is made up."""

import json

import pytest
from loopback import payloads

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.usefixtures("bot"), pytest.mark.slow]
OWN_BOT = True
QUESTION = "Who drew the new bridge?"
GREEN, GREY = 0x23A55A, 0x80848E
NOT_SAID = "Which planet has the Zorblax empire conquered?"
MODERATOR = str(int(payloads.NOT_MANAGING) | 1 << 13)


def answer(discord, *, user=1, **options):
    asked = discord.ask(QUESTION, user=user, options=options)
    discord.answered(asked)
    return asked


def press(discord, message, button, **how):
    pressed = discord.press(message, message.custom_ids[button], **how)
    discord.wait(lambda: pressed.answered or pressed.kind in (6, 9), why=f"{button} was not answered")
    return pressed


def field_of(name, value):
    """Return a field of a form as Discord sends it: text that was typed, or a choice in a list."""
    if isinstance(value, list):
        return {"type": 3, "custom_id": name, "values": value}
    return {"type": 4, "custom_id": name, "value": value}


def form(discord, pressed, fields, *, user=1, **how):
    """Send the form that a press opened."""
    rows = [{"type": 18, "component": field_of(name, value)} for name, value in fields.items()]
    sent = discord.interact(5, {"custom_id": pressed.reply["custom_id"], "components": rows}, user=user, **how)
    return discord.answered(sent)


def test_what_stands_under_an_answer(discord):
    public = answer(discord).original
    assert public.rows == [["Passages", "Thread", "Wrong citation"], ["👍", "👎", "Delete"]]
    assert answer(discord, private=True).original.rows == [["Passages", "Share", "Wrong citation", "👍", "👎"]]
    assert all(len(custom_id) <= 100 for custom_id in public.custom_ids.values())


def test_passages_are_paged_privately(discord):
    shown = press(discord, answer(discord).original, "Passages", user=2).original
    assert shown.ephemeral
    assert "Passage 1 of 10 · cited as \\[1\\]" in shown.text
    assert "**Engineer Mara Quill drew the new bridge.** It will carry trams and bicycles." in shown.text
    first = shown.text
    press(discord, shown, "▶️", user=2)
    discord.wait(lambda: "Passage 2 of 10 · read, not cited" in shown.text)
    press(discord, shown, "◀️", user=2)
    discord.wait(lambda: shown.text == first)


def test_a_private_answer_is_shared_once(discord):
    private = answer(discord, private=True)
    assert private.original.ephemeral
    shared = press(discord, private.original, "Share").original
    assert not shared.ephemeral
    assert shared.text.startswith("-# Shared by <@1>")
    assert "Mara Quill" in shared.text
    assert shared.rows == [["Passages", "Thread", "Wrong citation"], ["👍", "👎", "Delete"]]
    assert shared.colour == private.original.colour == GREEN
    assert "already shared" in press(discord, private.original, "Share").text


@pytest.mark.slow
def test_votes_and_reports_are_exported_as_questions(discord, workspace, tmp_path):
    asked = answer(discord)
    assert "Noted as right" in press(discord, asked.original, "👍", user=2).text
    assert "Noted as wrong" in press(discord, asked.original, "👎", user=3).text
    assert "taken back" in press(discord, asked.original, "👎", user=3).text
    (line,) = workspace.run("feedback", "export").stdout.splitlines()
    row = json.loads(line)
    assert row["question"] == QUESTION
    assert row["answer"] == "Mara Quill"
    assert row["gold"] == ["notes/bridge.md"]
    assert row["passages"][0]["article_id"] == "notes/bridge.md"
    file = tmp_path / "right.jsonl"
    assert "1 question in" in workspace.run("feedback", "export", "--out", str(file)).stderr
    measured = workspace.run("eval", str(file), "--json")
    assert json.loads(measured.stdout)["figures"]["f1"] == 1.0

    opened = press(discord, asked.original, "Wrong citation", user=2)
    assert "Noted about" in form(discord, opened, {"words": "it is about another bridge"}, user=2)
    assert workspace.run("feedback", "export").stdout == ""
    rows = [json.loads(line) for line in workspace.run("feedback", "export", "--wrong").stdout.splitlines()]
    (wrong,) = (row for row in rows if row["reports"] == [{"citation": 1, "words": "it is about another bridge"}])
    assert wrong["answer"] is None
    assert wrong["said"] == "Mara Quill"


def test_only_the_asker_and_moderators_delete(discord):
    asked = answer(discord)
    assert "Only the person who asked and moderators" in press(discord, asked.original, "Delete", user=2).text
    assert not asked.original.deleted
    press(discord, asked.original, "Delete")
    discord.wait(lambda: asked.original.deleted)
    other = answer(discord, user=5)
    press(discord, other.original, "Delete", user=6, permissions=MODERATOR)
    discord.wait(lambda: other.original.deleted)


@pytest.mark.slow
def test_buttons_work_after_a_restart(discord, running):
    asked = answer(discord)
    opened = press(discord, asked.original, "Wrong citation")
    assert running.stop() == 0
    running.start()
    running.connected()
    assert "Passage 1 of 10" in press(discord, asked.original, "Passages").text
    assert "Noted about" in form(discord, opened, {"words": "sent after the restart"})


@pytest.mark.parametrize(
    "custom_id",
    [
        "qabot:passages:0123456789abcdef",
        "qabot:delete:0123456789abcdef",
        "qabot:on:0123456789abcdef:999",
        "qabot:passages:'; DROP TABLE",
        "something:else",
    ],
)
def test_a_made_up_id_gets_a_sentence(discord, custom_id):
    asked = answer(discord)
    assert "I do not know this button" in discord.answered(discord.press(asked.original, custom_id))


def test_an_answer_of_another_channel_or_person_is_nobody_elses(discord):
    asked = answer(discord)
    told = discord.answered(discord.press(asked.original, asked.original.custom_ids["Passages"], place="7001"))
    assert told == "I no longer keep this answer. Ask again."
    private = answer(discord, private=True)
    for button in ("Passages", "Share", "👍"):
        assert "no longer keep" in press(discord, private.original, button, user=2).text


def test_an_article_that_is_gone_or_changed_is_told_of(discord, workspace):
    asked, private = answer(discord), answer(discord, private=True)
    file = workspace.corpus / "notes" / "bridge.md"
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace("Engineer Mara Quill", "Architect Mara Quill"), encoding="utf-8")
    workspace.build()
    assert "has changed since the answer" in press(discord, asked.original, "Passages").text
    assert "has changed since" in press(discord, private.original, "Share").text
    file.unlink()
    workspace.build()
    assert "not in the index any more" in press(discord, asked.original, "Passages").text
    assert "not in the index any more" in press(discord, private.original, "Share").text
    file.write_text(before, encoding="utf-8")
    workspace.build()
    assert "Ask again" in press(discord, private.original, "Share").text  # its texts left with the article


def test_a_wrong_citation_is_chosen_from_a_list(discord, workspace):
    asked = discord.ask("tell me about Brill")
    discord.answered(asked)
    opened = press(discord, asked.original, "Wrong citation", user=2)
    which, why, words = (one["component"] for one in opened.reply["components"])
    assert [one["label"].partition("] ")[0] for one in which["options"]] == ["[1", "[2"]
    assert all(" · " in one["label"] for one in which["options"])
    assert {one["value"] for one in why["options"]} == {"unsaid", "other", "old", "part"}
    assert words["required"] is False
    assert "Noted about \\[2\\]" in form(discord, opened, {"number": ["2"], "reason": ["old"], "words": ""}, user=2)
    rows = map(json.loads, workspace.run("feedback", "export", "--wrong").stdout.splitlines())
    assert {"citation": 2, "words": "It is out of date"} in [report for row in rows for report in row["reports"]]
    assert "Choose what is wrong" in form(discord, opened, {"number": ["2"], "words": " "}, user=2)
    assert "no citation 99" in form(discord, opened, {"number": ["99"], "reason": ["old"]}, user=2)


def test_a_refusal_has_two_lines_and_its_passages_behind_a_button(discord):
    asked = discord.ask("How many people died on the bridge for Brill?")
    assert len(discord.answered(asked).splitlines()) == 3, "with the question"
    assert asked.original.colour == GREY
    assert asked.original.rows[-1] == ["Nearest passages", "Ask again", "👍", "👎", "Delete"]
    near = press(discord, asked.original, "Nearest passages", user=2).original
    assert near.ephemeral
    assert "near, but no answer" in near.text


def test_what_is_about_nothing_in_the_articles_has_no_passages(discord):
    asked = discord.ask(NOT_SAID)
    discord.answered(asked)
    assert asked.original.rows == [["Ask again", "👍", "👎", "Delete"]]


def test_a_refused_question_is_asked_again_in_other_words(discord):
    asked = discord.ask(NOT_SAID, options={"after": "2020"})
    discord.answered(asked)
    opened = press(discord, asked.original, "Ask again", user=2)
    (field,) = (one["component"] for one in opened.reply["components"])
    assert field["value"] == NOT_SAID
    assert "Mara Quill" in form(discord, opened, {"question": QUESTION}, user=2)


def test_a_mistyped_question_is_one_press_away(discord):
    asked = discord.ask("who drwe the new brigde")
    assert "Did you mean: who drew the new bridge?" in discord.answered(asked)
    meant = press(discord, asked.original, "who drew the new bridge", user=2)
    assert "Mara Quill" in discord.answered(meant)


def test_talk_has_no_buttons(discord):
    asked = discord.ask("thanks")
    assert "You are welcome." in discord.answered(asked)
    assert asked.original.rows == []
