"""Memory of the Discord bot while it answers question after question.

usage: python tests/benchmarks/bot_memory.py [--questions 10000] [--people 20] [--minutes 60] [--corpus DIR]
                                             [--file QUESTIONS.jsonl] [--effort fast]

The unchanged bot runs in a process of its own against the loopback server of `tests/discord/loopback`. So many people
ask at a time, and all of them again when the last answer has come.
"""

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from discord_load import final
from measure import machine

PROJECT = Path(__file__).parents[2]
sys.path.insert(0, str(PROJECT / "tests" / "discord"))
from loopback import BotProcess, Loopback  # noqa: E402 - the tests' own server, which is no package

REPORTED = 20
"""How often the memory is printed."""


def resident_mb(process: int) -> float:
    """Return the resident memory of a process."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def main() -> None:
    """Ask in rounds of as many people, and print the memory now and then."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=60, help="at most")
    parser.add_argument("--corpus", type=Path, default=PROJECT / "corpus")
    parser.add_argument("--file", type=Path, default=PROJECT / "tests" / "questions.jsonl")
    parser.add_argument("--effort", default="fast")
    given = parser.parse_args()
    lines = given.file.read_text(encoding="utf-8").splitlines()
    questions = itertools.cycle(json.loads(line)["question"] for line in lines)
    with tempfile.TemporaryDirectory() as name, Loopback() as server:
        folder = Path(name)
        where = ["--corpus", str(given.corpus), "--index", str(folder / "index")]
        subprocess.run([sys.executable, "-m", "qabot", "index", *where], check=True, capture_output=True)
        config = f'[corpus]\npath = {json.dumps(str(given.corpus.resolve()))}\n[reader]\neffort = "{given.effort}"\n'
        with BotProcess(server, folder, config=config) as bot:
            process = bot._process.pid  # type: ignore[union-attr]
            began, done, due = time.monotonic(), 0, 0
            while done < given.questions and time.monotonic() < began + 60 * given.minutes:
                if done >= due:
                    state = sum(file.stat().st_size for file in (folder / "index").glob("state.sqlite*"))
                    sys.stdout.write(
                        f"{done:6} questions  {resident_mb(process):6.0f} MB  state {state / 1e6:.1f} MB\n"
                    )
                    sys.stdout.flush()
                    due += given.questions // REPORTED if done else given.people
                asked = [server.ask(next(questions), user=user) for user in range(1, given.people + 1)]
                server.wait(lambda asked=asked: all(final(one) for one in asked), patience_s=600, why=bot.log)
                done += len(asked)
            sys.stdout.write(f"{done:6} questions  {resident_mb(process):6.0f} MB  {machine()}\n")


if __name__ == "__main__":
    main()
