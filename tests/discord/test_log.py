"""The log: a line for each question without its words, as text or as JSON, and nothing that nobody needs."""

import json

import pytest
from loopback import BotProcess, settings_of

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.slow]
OWN_BOT = True
QUESTION = "Who drew the new bridge?"


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_a_question_is_one_line(discord, workspace, log_format):
    with BotProcess(discord, workspace.folder, config=settings_of(workspace), log_format=log_format) as bot:
        discord.answered(discord.ask(QUESTION))
        discord.answered(discord.ask("?"))
    lines = bot.log.splitlines()
    asked = [line for line in lines if ("question" in line and "outcome" in line) or " Question " in line]
    assert len(asked) == 2
    assert "bridge" not in bot.log
    assert "\x1b" not in bot.log
    assert not any(word in bot.log for word in ("PyNaCl", "davey", "voice"))
    assert sum("Counts:" in line for line in lines) == 1, "at the end"
    if log_format == "json":
        answered, refused = map(json.loads, asked)
        assert all(json.loads(line)["time"] for line in lines)
        assert (answered["outcome"], answered["kind"], answered["citations"]) == ("answered", "fact", 1)
        assert {"ms", "waited_ms", "search_ms", "read_ms", "confidence", "build"} <= answered.keys()
        assert (refused["outcome"], refused["why"]) == ("refused", "The question has no words in it")
