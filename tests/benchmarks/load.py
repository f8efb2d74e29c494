"""Under load: eight askers at once, and a new build every minute. Errors, answers of half a build, memory, time.

usage: python tests/benchmarks/load.py --corpus ARTICLES.jsonl[.gz] --questions QUESTIONS.jsonl
           [--minutes 10] [--askers 8] [--articles 500]

One process answers, as the bot does: askers wait for one desk, which looks for a new build before each question. Each
minute `qabot index`, a process of its own, makes a build in which two articles say the number of that build, a third
is new and an earlier one is gone. A question in ten asks for the number. Counted as wrong: an answer that cites two
numbers at once, a number of another build than its own, a quote that the article does not have, or an older build than
the one answered from before.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np
from measure import machine

from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot

COUNTED = "What is the number of the lighthouse log of Arden?"
_NUMBER = re.compile(r"lighthouse log of \w+ has number (\d+)")


def write_corpus(folder: Path, *, number: int) -> None:
    """Put the articles of build ``number`` in their place."""
    for town in ("Arden", "Brill"):
        text = f"The lighthouse log of {town} has number {number}. It is kept by the harbour office of {town}.\n"
        (folder / f"{town}.txt").write_text(f"---\ntitle: Lighthouse log of {town}\n---\n{text}", encoding="utf-8")
    (folder / f"visit-{number}.txt").write_text(f"The ferry called at Arden on its trip {number}.\n", encoding="utf-8")
    (folder / f"visit-{number - 2}.txt").unlink(missing_ok=True)


class Desk:
    """One Qabot, asked by one at a time; keeps what went wrong."""

    def __init__(self, settings: object) -> None:
        self.qabot = Qabot(settings)
        self.one = ThreadPoolExecutor(1)
        self.numbers: dict[str, int] = {}
        self.seconds: list[tuple[float, float]] = []
        self.wrong: Counter[str] = Counter()
        self.last = 0

    def ask(self, question: str) -> None:
        """Have one question answered in its turn; keep how long that took, waiting included."""
        began = time.monotonic()
        try:
            self.one.submit(self.answer, question).result()
        except Exception as err:  # noqa: BLE001 - each is an error to report
            self.wrong[f"error: {type(err).__name__}: {err}"] += 1
        else:
            self.seconds.append((time.monotonic(), time.monotonic() - began))

    def answer(self, question: str) -> None:
        """Answer one question and look whether the answer can be true."""
        self.qabot.refreshed()
        answer = self.qabot.ask(question)
        number = self.numbers.get(answer.build) or self.told(answer.build)
        if number < self.last:
            self.wrong["older build"] += 1
        self.last = number
        quotes = [(one, self.qabot.store.article(one.article.id)) for one in answer.citations]
        said = {int(found) for one, _ in quotes for found in _NUMBER.findall(one.quote)}
        if len(said) > 1:
            self.wrong["two builds in one answer"] += 1
        if said and said != {number}:
            self.wrong["a number of another build"] += 1
        if any(article.text[one.start : one.end] != one.quote for one, article in quotes):
            self.wrong["a quote that is not there"] += 1

    def told(self, build: str) -> int:
        """Return the number of the open build, as its own article says it."""
        text = self.qabot.store.article("Arden.txt").text
        self.numbers[build] = int(_NUMBER.findall(text)[0])
        return self.numbers[build]


def resident_mb() -> float:
    """Return the resident memory of this process."""
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """Ask and index until the time is up, then report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--askers", type=int, default=8)
    parser.add_argument("--articles", type=int, default=500)
    options = parser.parse_args()
    questions = [json.loads(line)["question"] for line in options.questions.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as place:
        corpus, index = Path(place) / "corpus", Path(place) / "index"
        corpus.mkdir()
        opened = gzip.open if options.corpus.suffix == ".gz" else open
        with opened(options.corpus, "rt", encoding="utf-8") as lines:
            (corpus / "articles.jsonl").write_text("".join(islice(lines, options.articles)), encoding="utf-8")
        command = [sys.executable, "-m", "qabot", "index", "--corpus", str(corpus), "--index", str(index)]
        write_corpus(corpus, number=1)
        subprocess.run(command, check=True, capture_output=True)
        desk = Desk(load_settings(corpus=corpus, index=index))
        ends = time.monotonic() + 60 * options.minutes

        def asker(place: int) -> None:
            turn = place * len(questions) // options.askers
            while time.monotonic() < ends:
                turn += 1
                desk.ask(COUNTED if turn % 10 == 0 else questions[turn % len(questions)])

        began = time.monotonic()
        threads = [threading.Thread(target=asker, args=(place,)) for place in range(options.askers)]
        for thread in threads:
            thread.start()
        memory: list[tuple[float, float]] = []
        builds, due, running = 1, began + 60, None
        while time.monotonic() < ends:
            time.sleep(1)
            memory.append((time.monotonic() - began, resident_mb()))
            if running and running.poll() is not None:
                if running.returncode:
                    desk.wrong["qabot index failed"] += 1
                running = None
            if not running and time.monotonic() >= due:
                builds, due = builds + 1, due + 60
                write_corpus(corpus, number=builds)
                running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for thread in threads:
            thread.join()
        if running:
            running.wait()
    report(desk, memory, minutes=options.minutes, askers=options.askers)


def report(desk: Desk, memory: list[tuple[float, float]], *, minutes: float, askers: int) -> None:
    """Print what happened."""
    took = np.array([seconds for _, seconds in desk.seconds])
    first = [mb for at, mb in memory if 45 <= at < 75] or [memory[0][1]]
    last = [mb for _, mb in memory[-30:]]
    growth = np.median(last) / np.median(first) - 1
    sys.stdout.write(
        f"{askers} askers, {minutes:g} minutes, {len(desk.numbers)} builds answered from; {machine()}\n"
        f"wrong: {dict(desk.wrong) or 'nothing'}\n"
        f"{len(took)} answers, {len(took) / 60 / minutes:.2f} a second; median {np.median(took):.2f} s, "
        f"p99 {np.percentile(took, 99):.2f} s, waiting for the others included\n"
        f"resident memory {np.median(first):.0f} MB after a minute, {np.median(last):.0f} MB at the end: "
        f"{100 * growth:+.1f} %; at most {max(mb for _, mb in memory):.0f} MB\n"
    )
    sys.exit(1 if desk.wrong else 0)


if __name__ == "__main__":
    main()
