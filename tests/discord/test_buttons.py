"""The buttons under an answer: what each shows, to whom, after a restart, and when its id is made up."""

import json

import pytest
from loopback import payloads

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.usefixtures("bot")]
OWN_BOT = True
QUESTION = "Who drew the new bridge?"
MODERATOR = str(int(payloads.NOT_MANAGING) | 1 << 13)


def answer(discord, *, user=1, **options):
    asked = discord.ask(QUESTION, user=user, options=options)
    discord.answered(asked)
    return asked


def press(discord, message, button, **how):
    pressed = discord.press(message, message.custom_ids[button], **how)
    discord.wait(lambda: pressed.answered or pressed.kind in (6, 9), why=f"{button} was not answered")
    return pressed


def form(discord, pressed, fields, *, user=1):
    """Send the form that a press opened."""
    rows = [
        {"type": 1, "components": [{"type": 4, "custom_id": name, "value": value}]} for name, value in fields.items()
    ]
    sent = discord.interact(5, {"custom_id": pressed.reply["custom_id"], "components": rows}, user=user)
    return discord.answered(sent)


def test_one_row_under_an_answer(discord):
    buttons = answer(discord).original.custom_ids
    assert list(buttons) == ["Passages", "👍", "👎", "Wrong citation", "Delete"]
    assert list(answer(discord, private=True).original.custom_ids) == [
        "Passages",
        "Share",
        "👍",
        "👎",
        "Wrong citation",
    ]
    assert all(len(custom_id) <= 100 for custom_id in buttons.values())


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
    assert list(shared.custom_ids) == ["Passages", "👍", "👎", "Wrong citation", "Delete"]
    assert "already shared" in press(discord, private.original, "Share").text


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


def test_what_the_articles_do_not_say_has_no_citation_to_report(discord):
    asked = discord.ask("Which planet has the Zorblax empire conquered?")
    discord.answered(asked)
    assert list(asked.original.custom_ids) == ["Passages", "👍", "👎", "Delete"]
    assert "near, but no answer" in press(discord, asked.original, "Passages").text
