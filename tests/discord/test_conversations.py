"""Questions that go on from an answer: replies, threads, direct messages, ``follow_up``; people stay apart."""

import pytest
from loopback import payloads

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.usefixtures("bot"), pytest.mark.slow]
QUESTION = "Who drew the new bridge?"
UNDERSTOOD = "→"
GONE_ON = "→ What will bridge carry?"


def posted(discord, content, *, place=payloads.CHANNEL, **how):
    """Write a message and return what the bot says to it."""
    before = len(discord.posted(place))
    discord.write(content, place=place, **how)
    discord.wait(lambda: len(discord.posted(place)) > before)
    return discord.posted(place)[-1]


def reply_to(message):
    return {
        "message_reference": {"message_id": message.id, "channel_id": message.channel, "guild_id": payloads.GUILD},
        "type": 19,
        "mentions": [payloads.BOT],
    }


def thread(discord, number):
    discord.dispatch("THREAD_CREATE", payloads.thread(number))
    return number


def test_a_reply_goes_on_from_the_answer_it_replies_to(discord):
    first = posted(discord, f"<@100> {QUESTION}")
    other = posted(discord, "<@100> Who won the election for mayor of Brill?")
    assert UNDERSTOOD not in other.text
    then = posted(discord, "What will it carry?", **reply_to(first))
    assert GONE_ON in then.text
    somebody = posted(discord, "What will it carry?", user=2, **reply_to(first))
    assert GONE_ON in somebody.text


def test_a_quote_is_what_the_question_speaks_of(discord):
    assert "→ Who drew bridge?" in posted(discord, "> The new bridge is ugly.\n<@100> Who drew it?").text
    alone = posted(discord, f"> {QUESTION}\n<@100>")
    assert "Mara Quill" in alone.text


def test_a_reply_to_somebody_elses_message_speaks_of_it(discord):
    written = payloads.message("56", payloads.CHANNEL, payloads.person(2), {"content": "The new bridge is ugly."})
    how = reply_to(type("Written", (), {"id": "56", "channel": payloads.CHANNEL})) | {"referenced_message": written}
    assert "bridge" in posted(discord, "<@100> Who drew it?", **how).text.splitlines()[0]
    asked = payloads.message("57", payloads.CHANNEL, payloads.person(2), {"content": QUESTION})
    assert "Mara Quill" in posted(discord, "<@100>", **how | {"referenced_message": asked}).text


def test_a_mention_that_is_no_reply_stands_alone(discord):
    posted(discord, f"<@100> {QUESTION}")
    assert UNDERSTOOD not in posted(discord, "<@100> What will it carry?").text


def test_in_a_thread_people_stay_apart(discord):
    answer = posted(discord, f"<@100> {QUESTION}")
    place = thread(discord, answer.id)
    assert "bridge carry" in posted(discord, "<@100> What will it carry?", place=place).text
    posted(discord, "<@100> What prize did the dairy of Arden win?", place=place, user=2)
    assert "who drew bridge" in posted(discord, "<@100> And who drew it?", place=place).text
    assert "bridge" not in posted(discord, "<@100> Who gave it that?", place=place, user=2).text


def test_direct_messages_go_on(discord):
    posted(discord, QUESTION, place=payloads.PRIVATE)
    assert (
        f"{UNDERSTOOD} What will bridge carry?" in posted(discord, "What will it carry?", place=payloads.PRIVATE).text
    )


def test_ask_goes_on_only_when_it_is_asked_to(discord):
    discord.answered(discord.ask(QUESTION, user=7, options={"private": True}))
    going_on = discord.ask("What will it carry?", user=7, options={"follow_up": True, "private": True})
    assert GONE_ON in discord.answered(going_on)
    assert UNDERSTOOD not in discord.answered(discord.ask("What will it carry?", user=7))
    assert UNDERSTOOD not in discord.answered(discord.ask("What will it carry?", user=8, options={"follow_up": True}))


def test_what_is_not_addressed_to_the_bot_is_left_alone(discord):
    first = posted(discord, f"<@100> {QUESTION}")
    before = len(discord.posted(payloads.CHANNEL))
    discord.write("What will it carry?")
    silent = {"type": 19, "message_reference": reply_to(first)["message_reference"]}
    assert "bridge carry" in posted(discord, "What will it carry?", **silent).text
    assert len(discord.posted(payloads.CHANNEL)) == before + 1


def test_forget_forgets_the_talk_and_the_buttons(discord):
    answer = discord.ask(QUESTION, user=11)
    discord.answered(answer)
    said = discord.answered(discord.command("forget", user=11))
    assert said.startswith("Deleted: 1 question. My messages stay")
    assert UNDERSTOOD not in discord.answered(discord.ask("What will it carry?", user=11, options={"follow_up": True}))
    pressed = discord.press(answer.original, answer.original.custom_ids["Passages"], user=11)
    assert "Passage 1 of" not in discord.answered(pressed)
