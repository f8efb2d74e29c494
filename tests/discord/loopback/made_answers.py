"""The unchanged bot with answers made to order in place of those that the articles give: ``made_answers.py CONFIG``.

A question is JSON: ``text`` of which ``chars`` characters make each of ``statements`` sentences, and ``citations``.
"""

import itertools
import json
import os
import sys
from pathlib import Path
from typing import Any

from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot
from qabot.model import Answer, Citation, Scope, Statement


def made_text(*, text: str = "words", chars: int = 100, number: int = 0) -> str:
    """Return a text of so many characters: numbered words, or one piece repeated."""
    if text != "words":
        return (text * chars)[:chars]
    words = (f"w{number}x{count}" for count in itertools.count())
    made = ""
    while len(made) < chars:
        made += next(words) + " "
    return made[:chars].rstrip().ljust(chars, ".")


class MadeAnswers(Qabot):
    """Answers what a question orders."""

    def ask(self, question: str, **_: Any) -> Answer:
        order = json.loads(question)
        article = self.store.article(self.store.summaries(Scope())[0].id)
        quotes = [(n, article.text[n : n + 40]) for n in range(order.get("citations", 1))]
        return Answer(
            question="made",
            standalone_question="made",
            status="answered",
            answer=None,
            confidence=0.9,
            statements=tuple(
                Statement(made_text(text=order.get("text", "words"), chars=order["chars"], number=number), (1,))
                for number in range(order.get("statements", 1))
            ),
            citations=tuple(
                Citation(number, article, start, start + len(quote), quote, article.path)
                for number, (start, quote) in enumerate(quotes, start=1)
            ),
            passages=(),
            notes=(),
            unknown_words=(),
            build=self.store.build,
            timings_ms={},
        )


if __name__ == "__main__":
    from qabot.surfaces.discord.client.run import run_bot

    run_bot(MadeAnswers(load_settings(Path(sys.argv[1]))), os.environ["DISCORD_TOKEN"])
