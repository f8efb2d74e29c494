"""Many people ask the Discord bot at the same moment: acknowledgements, answers, and whether each came once.

usage: python tests/benchmarks/discord_load.py [--users 40] [--rounds 3] [--corpus DIR] [--index DIR]
                                               [--questions FILE.jsonl] [--cores 2]

The unchanged bot runs in a process of its own against the loopback server of `tests/discord/loopback`, both on the same
cores. Every request body is checked. Without --index the corpus is indexed first, in a folder of its own.
"""

import argparse
import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import machine

PROJECT = Path(__file__).parents[2]
sys.path.insert(0, str(PROJECT / "tests" / "discord"))
from loopback import Asked, BotProcess, Loopback  # noqa: E402 - the tests' own server, which is no package

AHEAD = "questions are ahead of yours"
PATIENCE_S = 600


def linked(folder: Path, index: Path) -> None:
    """Let a folder have the builds of an index, but a state of its own."""
    folder.mkdir()
    (folder / "builds").symlink_to((index / "builds").resolve())
    shutil.copy(index / "CURRENT", folder / "CURRENT")


def final(asked: Asked) -> list[str]:
    """Return what the answer said, once for each time that it was shown."""
    return [text for one in asked.messages for text in one.shown if text and AHEAD not in text]


def one_by_one(server: Loopback, question: str) -> float:
    """Return the seconds in which a question is answered while nobody else asks."""
    asked = server.ask(question, user=1)
    server.wait(lambda: final(asked), patience_s=PATIENCE_S)
    return asked.changed_after_s


def percentile(values: list[float], share: float) -> float:
    """Return the smallest value that ``share`` of them do not exceed."""
    return sorted(values)[max(0, -(-round(len(values) * share * 1_000) // 1_000) - 1)]


def main() -> None:
    """Ask in rounds and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--corpus", type=Path, default=PROJECT / "corpus")
    parser.add_argument("--index", type=Path)
    parser.add_argument("--questions", type=Path, default=PROJECT / "tests" / "questions.jsonl")
    parser.add_argument("--cores", type=int, default=2)
    given = parser.parse_args()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: given.cores])
    lines = given.questions.read_text(encoding="utf-8").splitlines()
    questions = itertools.cycle(json.loads(line)["question"] for line in lines)
    with tempfile.TemporaryDirectory() as name, Loopback() as server:
        folder = Path(name)
        if given.index:
            linked(folder / "index", given.index)
        else:
            where = ["--corpus", str(given.corpus), "--index", str(folder / "index")]
            subprocess.run([sys.executable, "-m", "qabot", "index", *where], check=True)
        config = f"[corpus]\npath = {json.dumps(str(given.corpus.resolve()))}\n"
        acknowledged: list[float] = []
        answered: list[float] = []
        once = 0
        with BotProcess(server, folder, config=config, queue=10_000) as bot:
            warm = server.ask("Is anybody there?", user=1)
            server.wait(lambda: final(warm), patience_s=PATIENCE_S)
            alone = [one_by_one(server, next(questions)) for _ in range(10)]
            for _ in range(given.rounds):
                asked = [server.ask(next(questions), user=user) for user in range(1, given.users + 1)]
                server.wait(lambda asked=asked: all(final(one) for one in asked), patience_s=PATIENCE_S, why=bot.log)
                acknowledged += [one.acknowledged_after_s or PATIENCE_S for one in asked]
                answered += [one.changed_after_s for one in asked]
                once += sum(len(final(one)) == 1 and len(one.messages) == 1 for one in asked)
        sys.stdout.write(
            f"{given.rounds} rounds of {given.users} questions at once; {machine()}\n"
            f"acknowledged after, s: slowest {max(acknowledged):.3f}, median {statistics.median(acknowledged):.3f}\n"
            f"answered after, s: p50 {percentile(answered, 0.5):.2f}, p95 {percentile(answered, 0.95):.2f}, "
            f"slowest {max(answered):.2f}\n"
            f"asked alone, one after the other: median {statistics.median(alone):.2f} s\n"
            f"delivered once: {once} of {len(answered)}\n"
            f"request bodies checked: {server.contract.checked}, {server.contract.by_openapi} of them by Discord's "
            f"OpenAPI description; violations: {len(server.violations)}\n"
        )


if __name__ == "__main__":
    main()
