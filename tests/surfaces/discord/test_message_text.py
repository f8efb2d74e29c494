"""What a message asks and what it quotes."""

import pytest

from qabot.surfaces.discord.client.message_text import said_in


class Message:
    """A message that replies to nothing."""

    reference = None

    def __init__(self, content):
        self.content = content


@pytest.mark.parametrize(
    ("content", "question", "quote"),
    [
        ("<@9> who drew it?", "who drew it?", ""),
        ("> one\n> two\n<@9> who\nsays so?", "who says so?", "one two"),
        ("<@9> is this so?\n>>> one\ntwo", "is this so?", "one two"),
        ("> one\n<@9>", "one", ""),
        ("<@!9>", "", ""),
        ("are 3 > 2, or 2 >>> 1?", "are 3 > 2, or 2 >>> 1?", ""),
    ],
)
def test_quoted_lines_are_apart_from_the_question(content, question, quote):
    assert said_in(Message(content), 9) == (question, quote)
