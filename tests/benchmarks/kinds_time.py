"""How long each kind of question takes, as a multiple of a fact's time in the same run.

    python tests/benchmarks/kinds_time.py CORPUS INDEX TOPIC [TOPIC ...] [--effort thorough|fast]

For each topic a fact, a definition, an overview, news, a timeline and (with the next topic) a comparison are asked in
turn, several times over, so that a busy machine slows all of them alike. The time is the processor's, of all threads.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot

WORDINGS = {
    "fact": "When did {} begin?",
    "definition": "What is {}?",
    "overview": "Tell me about {}",
    "news": "What is new about {}?",
    "timeline": "Timeline of {}",
    "comparison": "Compare {} and {}",
    "why": "Why did {} begin?",
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("index", type=Path)
    parser.add_argument("topics", nargs="+")
    parser.add_argument("--effort", choices=("thorough", "fast"), default="thorough")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    settings = load_settings(None, corpus=options.corpus, index=options.index)
    reader = settings.reader.model_copy(update={"effort": options.effort})
    qabot = Qabot(settings.model_copy(update={"reader": reader}))
    times: dict[str, list[float]] = {kind: [] for kind in WORDINGS}
    for turn in range(options.rounds + 1):
        for place, topic in enumerate(options.topics):
            other = options.topics[(place + 1) % len(options.topics)]
            for kind, wording in WORDINGS.items():
                began = time.process_time()
                qabot.ask(wording.format(topic, other))
                if turn:
                    times[kind].append(time.process_time() - began)
    fact = statistics.median(times["fact"])
    for kind, taken in times.items():
        middle, worst = statistics.median(taken), max(taken)
        sys.stdout.write(f"{kind:11} {middle / fact:.2f} facts (at most {worst / fact:.2f}), {1000 * middle:.0f} ms\n")


if __name__ == "__main__":
    main()
