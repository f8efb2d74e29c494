"""The terminal and Discord give the same answer to the same question, with the same citations."""

import asyncio
import json
import re

import pytest
from recording_reply import RecordingReply

from qabot.surfaces.discord.asking.request import Request
from qabot.surfaces.discord.asking.service import QuestionService
from qabot.surfaces.discord.memory.memory import Memory
from qabot.surfaces.discord.permissions.channel_context import ChannelContext
from qabot.surfaces.wording import describe_confidence

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.slow]
# An event loop wakes itself through a pair of sockets; nothing is connected to.
QUESTIONS = [
    "Who drew the new bridge for Brill?",
    "Who won the election for mayor of Brill?",
    "Why did the ferry from Arden to Brill stop running?",
    "What did the dairy of Arden win?",
    "Which planet has the Zorblax empire conquered?",
    "Who plays the zither in Brill?",
]


def in_discord(qabot, folder):
    """Return the messages that answer the questions in Discord."""

    async def ask():
        memory = Memory(folder, days=1)
        service = QuestionService(qabot, memory=memory, waiting=len(QUESTIONS))
        replies = [RecordingReply() for _ in QUESTIONS]
        for person, (question, reply) in enumerate(zip(QUESTIONS, replies, strict=True)):
            await service.answer(Request(question, ChannelContext(person, server=9)), reply)
        await service.close(1.0)
        await memory.close()
        return [reply.shown[-1] for reply in replies]

    return asyncio.run(ask())


def words(text):
    """Return the words of a text, without its markup."""
    return re.findall(r"[\w’']+", text)


def holds(page, text):
    """Return whether the words of a text stand on a page in a row."""
    return " ".join(words(text)) in " ".join(words(page))


@pytest.mark.parametrize("threshold", [0.0, 0.5, 1.0])
def test_a_question_has_one_answer(run, config, built_index, tmp_path, threshold):
    rows = tmp_path / "rows.jsonl"
    rows.write_text("\n".join(json.dumps({"question": question}) for question in QUESTIONS), encoding="utf-8")
    in_terminal = run("ask", "--batch", rows, "--config", config(threshold))
    settings = built_index.settings.answer.model_copy(update={"threshold": threshold, "stale_after_days": 0})
    pages = in_discord(built_index.open(answer=settings), tmp_path)
    for line, page in zip(in_terminal.out.splitlines(), pages, strict=True):
        answer = json.loads(line)
        answered = answer["status"] == "answered"
        assert holds(page, "The articles do not say.") != answered
        assert (f"-# {describe_confidence(answer['confidence'])}" in page) == answered
        for text in [answer["answer"] or "", *(statement["text"] for statement in answer["statements"])]:
            assert holds(page, text)
        for word in [] if answered else answer["unknown_words"]:
            assert holds(page, word)
        if answered:
            lines = re.findall(r"^-# \*\*([\d ]+)\*\* (.*)$", page, re.M)
            headings = {number: line for numbers, line in lines for number in numbers.split()}
            assert sorted(headings) == sorted(str(citation["number"]) for citation in answer["citations"])
            for citation in answer["citations"]:
                assert holds(headings[str(citation["number"])], citation["title"])
