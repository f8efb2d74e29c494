"""Answers of any length arrive whole and once, within every limit, whatever befalls their second message."""

import json
import re

import pytest
from loopback import BotProcess, payloads, settings_of
from loopback.made_answers import made_text

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.usefixtures("bot"), pytest.mark.slow]
OWN_BOT = True
FOLLOW_UP = ("POST", r"/webhooks/\d+/[^/]+$")
EDIT = ("PATCH", "@original")
POST = ("POST", rf"/channels/{payloads.CHANNEL}/messages$")
LONG = {"chars": 4_000, "statements": 4}


@pytest.fixture(scope="module")
def running(discord, workspace):
    """A bot that answers what the question orders."""
    with BotProcess(discord, workspace.folder, config=settings_of(workspace), made_answers=True) as bot:
        yield bot


def ask(discord, **order):
    how = {key: order.pop(key) for key in ("context", "options") if key in order}
    return discord.ask(json.dumps(order), **how)


def words(text):
    return re.findall(r"w\d+x\d+", text)


def ordered(order):
    return [
        word
        for number in range(order.get("statements", 1))
        for word in words(made_text(chars=order["chars"], number=number))
    ]


def whole(discord, asked, order):
    """Wait for an answer's last word; return how often each word came."""
    discord.wait(lambda: asked.answered and "-# sure" in asked.text)
    return words(asked.text) == ordered(order)


@pytest.mark.parametrize("chars", [1_999, 2_000, 2_001, 4_000, 4_096, 4_097, 6_000, 6_001, 12_000])
def test_no_length_loses_a_word(discord, chars):
    order = {"chars": chars}
    assert whole(discord, ask(discord, **order), order)


@pytest.mark.parametrize(
    "order", [LONG, {"chars": 1, "citations": 30}, {"chars": 700, "statements": 30, "citations": 30}]
)
def test_many_statements_and_citations(discord, order):
    asked = ask(discord, **order)
    assert whole(discord, asked, order)
    numbers = " ".join(map(str, range(1, order.get("citations", 1) + 1)))
    discord.wait(lambda: f"-# **{numbers}** " in asked.text)


@pytest.mark.parametrize(
    "text", ["\N{BABY}", "\N{FAMILY}\N{ZERO WIDTH JOINER}", "x", "`", "\\", "```py\nx = 1\n```\n", "*a", "| "]
)
@pytest.mark.parametrize("chars", [2_000, 6_001, 10_000])
def test_text_that_is_hard_to_cut(discord, text, chars):
    asked = ask(discord, chars=chars, text=text)
    discord.wait(lambda: asked.answered and "-# sure" in asked.text)


def test_an_answer_without_a_word(discord):
    assert discord.answered(ask(discord, chars=0, statements=0, citations=0)) == "-# made"


@pytest.mark.parametrize(
    "kind",
    [
        {"drop": "before"},
        {"drop": "after"},
        {"status": 500},
        {"status": 429, "message": "limited", "more": {"retry_after": 0.3}},
        {"status": 403, "code": 50013},
        {"status": 400, "code": 40094},
    ],
    ids=str,
)
@pytest.mark.parametrize("private", [False, True])
def test_a_further_message_that_fails_costs_no_word_and_is_not_there_twice(discord, kind, private):
    fault = discord.faults.add(*FOLLOW_UP, **kind)
    asked = ask(discord, options={"private": private}, **LONG)
    discord.wait(lambda: asked.answered and "-# sure" in asked.text)
    assert fault.happened
    said = [words(one.text) for one in asked.messages]
    assert len(said) == len({tuple(one) for one in said}), "a message is there twice"
    assert sorted(set(words(asked.text))) == sorted(ordered(LONG))
    assert len({one.ephemeral for one in asked.messages}) == 1


def test_what_does_not_fit_into_the_messages_allowed_is_attached(discord):
    order = {"chars": 4_000, "statements": 12}
    asked = ask(discord, context="installed", **order)
    discord.wait(lambda: asked.answered and "-# sure" in asked.text)
    assert len(asked.messages) == 6
    assert sorted(words(asked.text)) == sorted(ordered(order))


@pytest.mark.parametrize("kind", [{"drop": "before"}, {"drop": "after"}, {"lose": 503}, {"status": 503}], ids=str)
def test_a_long_answer_to_a_mention_is_there_once(discord, kind):
    before = len(discord.posted(payloads.CHANNEL))
    fault = discord.faults.add(*POST, times=2, **kind)
    discord.write(f"<@{payloads.APPLICATION}> {json.dumps(LONG)}")

    def text():
        return "\n".join(one.text for one in discord.posted(payloads.CHANNEL)[before:])

    discord.wait(lambda: "-# sure" in text())
    assert fault.happened
    assert words(text()) == ordered(LONG)
