"""What a person gets, from the real client over a real gateway: every request is checked as Discord would."""

import re

import pytest
from loopback import payloads
from slow_case import slow

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.usefixtures("bot")]
QUESTION = "Who drew the new bridge?"
MENTION = f"<@{payloads.APPLICATION}>"


def posted_after(discord, act, place=payloads.CHANNEL):
    """Return what the bot wrote in a channel from now on."""
    before = len(discord.posted(place))
    act()
    discord.wait(lambda: len(discord.posted(place)) > before)
    return discord.posted(place)[before:]


def test_ask_is_acknowledged_and_answered_with_its_citations(discord):
    asked = discord.ask(QUESTION)
    said = discord.answered(asked)
    assert "Mara Quill" in said
    assert said.startswith(f"-# {QUESTION}\n### Mara Quill\n-# sure\n")
    assert "-# **1** A bridge for Brill · Valley Courier · 17 May 2024" in said
    assert "Harbour Post" not in said
    assert len(asked.messages) == 1
    assert not asked.original.ephemeral


def test_a_private_answer_is_seen_by_the_asker_alone(discord):
    asked = discord.ask(QUESTION, options={"private": True})
    assert "Mara Quill" in discord.answered(asked)
    assert asked.original.ephemeral


def test_what_is_not_in_the_articles_is_said_plainly(discord):
    question = "Which planet has the Zorblax empire conquered?"
    said = discord.answered(discord.ask(question))
    assert said == f"-# {question}\n**The articles do not say.**\nNo article mentions planet, Zorblax or empire."


@pytest.mark.parametrize(
    ("option", "value"), [("source", "Nobody"), ("collection", "nowhere"), ("after", "not a day"), ("before", "99")]
)
def test_a_mistake_is_answered_to_the_asker_alone(discord, option, value):
    discord.answered(discord.ask(QUESTION))  # the index is open now
    asked = discord.ask(QUESTION, options={option: value})
    assert value in discord.answered(asked)
    assert asked.original.ephemeral


def test_a_question_without_words_is_answered_to_the_asker_alone(discord):
    asked = discord.ask("?")
    assert discord.answered(asked) == "The question has no words in it. Ask in a sentence or two."
    assert asked.original.ephemeral
    assert asked.kind == 4, "it is answered at once"


@pytest.mark.parametrize(("collection", "found"), [("notes", True), ("coast", False)])
def test_a_collection_narrows_the_articles(discord, collection, found):
    said = discord.answered(discord.ask(QUESTION, options={"collection": collection}))
    assert ("Mara Quill" in said) == found


def test_a_timeline_has_a_line_for_each_day(discord):
    asked = discord.command("timeline", options={"topic": "the bridge for Brill"})
    said = discord.answered(asked)
    assert said.startswith("-# timeline of the bridge for Brill\n")
    assert not asked.original.ephemeral
    assert asked.original.rows


def test_a_search_lists_passages_to_the_asker(discord):
    asked = discord.command("search", options={"words": "bridge trams"})
    assert "A bridge for Brill" in discord.answered(asked)
    assert asked.original.ephemeral


@pytest.mark.parametrize(("name", "said"), [("status", "I answer from 8 articles"), ("help", "/ask")])
def test_what_is_known_without_asking(discord, name, said):
    discord.answered(discord.ask(QUESTION))
    asked = discord.command(name)
    assert said in discord.answered(asked)
    assert asked.original.ephemeral


def test_sources_are_suggested(discord):
    discord.answered(discord.ask(QUESTION))
    options = [
        {"name": "question", "type": 3, "value": "x"},
        {"name": "source", "type": 3, "value": "val", "focused": True},
    ]
    typed = discord.interact(4, {"id": "1", "name": "ask", "type": 1, "options": options}, user=1)
    discord.wait(lambda: typed.kind == 8)
    assert typed.reply == {"choices": [{"name": "Valley Courier", "value": "Valley Courier"}]}
    options = [{"name": "question", "type": 3, "value": "x"}]
    options.append({"name": "collection", "type": 3, "value": "no", "focused": True})
    typed = discord.interact(4, {"id": "1", "name": "ask", "type": 1, "options": options}, user=1)
    discord.wait(lambda: typed.kind == 8)
    assert typed.reply == {"choices": [{"name": "notes", "value": "notes"}]}


def test_a_message_is_a_question_from_its_menu(discord):
    message = payloads.message("55", payloads.CHANNEL, payloads.person(2), {"content": QUESTION})
    data = {"target_id": "55", "resolved": {"messages": {"55": message}}}
    asked = discord.command("Ask about this", kind=3, data=data)
    assert "Mara Quill" in discord.answered(asked)


def test_an_unknown_command_is_acknowledged(discord):
    asked = discord.command("no-such-command")
    assert "do not know this command" in discord.answered(asked)
    assert asked.original.ephemeral


def test_a_mention_is_a_question_and_is_replied_to(discord):
    written = []
    (answer,) = posted_after(discord, lambda: written.append(discord.write(f"{MENTION} {QUESTION}")))
    assert answer.text.startswith("### Mara Quill\n"), "the question stands above"
    assert str(answer.payload["message_reference"]["message_id"]) == written[0]


def test_a_direct_message_is_a_question(discord):
    (answer,) = posted_after(discord, lambda: discord.write(QUESTION, place=payloads.PRIVATE), payloads.PRIVATE)
    assert "Mara Quill" in answer.text


def test_a_mention_without_a_question_gets_help(discord):
    (answer,) = posted_after(discord, lambda: discord.write(MENTION))
    assert "/ask" in answer.text


def test_messages_of_others_and_of_bots_are_left_alone(discord):
    def act():
        discord.write(QUESTION)
        discord.write(f"{MENTION} {QUESTION}", author=payloads.person(9) | {"bot": True})
        discord.write(f"{MENTION} {QUESTION}", user=3)

    assert len(posted_after(discord, act)) == 1
    assert len(discord.posted(payloads.CHANNEL)) >= 1


@pytest.mark.parametrize("context", ["direct", "group", "installed"])
def test_each_place_in_which_a_command_may_be_used(discord, context):
    asked = discord.ask(QUESTION, context=context, place="8800")
    assert "Mara Quill" in discord.answered(asked)


def test_the_same_person_has_one_question_at_a_time(discord):
    asked = [discord.ask(QUESTION, user=77) for _ in range(2)]
    said = [discord.answered(one) for one in asked]
    assert "Mara Quill" in said[0]
    assert "still at work on your last question" in said[1] or "Mara Quill" in said[1]


@pytest.mark.slow
def test_busy_notes_on_mentions_turn_into_the_answers(discord):
    before = len(discord.posted(payloads.CHANNEL))
    for user in range(200, 206):
        discord.write(f"{MENTION} {QUESTION}", user=user)

    def answers():
        return [one for one in discord.posted(payloads.CHANNEL)[before:] if "Mara Quill" in one.text]

    discord.wait(lambda: len(answers()) == 6)
    assert len(discord.posted(payloads.CHANNEL)) == before + 6


def test_article_text_does_nothing_in_discord(discord):
    said = discord.answered(discord.ask("Who painted the slogan on the town hall of Quarn?"))
    assert "Tilda Moos" in said
    active = r"@(everyone|here)|<[@#][!&]?\d|[^\\]\]\(|[^\\]\|\||```|https?://|discord\.gg"
    assert re.search(active, said) is None
    assert not set(said) & set("\u202e\u202c")


@pytest.mark.parametrize(
    "question", ["?", "\N{BABY}" * 1_000, "a\u0000b", "```", slow("x" * 1_000), slow("@everyone " * 90)]
)
def test_a_question_of_any_kind_is_answered(discord, question):
    assert discord.answered(discord.ask(question))
