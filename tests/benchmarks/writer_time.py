"""How long a language model's faults keep an answer back, and what judging adds to the first sentence.

usage: PYTHONPATH=tests python tests/benchmarks/writer_time.py

A scripted server on loopback has each fault. Each time is that of ``write`` alone; the first has the
import of openai in it. The index is made in a temporary folder.
"""

import socket
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from scripted_model import serving

from qabot.app.qabot import Qabot
from qabot.app.settings import CorpusSettings, IndexSettings, Settings
from qabot.model import Answer
from qabot.writing.endpoint import Endpoint
from qabot.writing.ledger import Ledger
from qabot.writing.write import write

ROOT = Path(__file__).parents[2]
QUESTION = "Which Russian bases are in Syria?"
WRITTEN = (
    "Russia means to keep its two bases in Syria, a naval one at Tartous and the Khmeimim air base near Latakia. [1]"
)
TIMEOUT_S = 3.0


class _Silent:
    def stage(self, name: str, total: int | None, unit: str) -> None: ...

    def advance(self, count: int = 1) -> None: ...


def main() -> None:
    """Print a line for each fault."""
    folder = Path(tempfile.mkdtemp(prefix="qabot-"))
    settings = Settings(corpus=CorpusSettings(path=str(ROOT / "corpus")), index=IndexSettings(path=str(folder)))
    qabot = Qabot(settings)
    qabot.index(progress=_Silent())
    answer = qabot.ask(QUESTION)
    with socket.socket() as free, serving() as server:
        free.bind(("127.0.0.1", 0))
        here = f"http://127.0.0.1:{server.server_port}/v1"
        faults = {
            "first call, and nobody listens": (f"http://127.0.0.1:{free.getsockname()[1]}/v1", None),
            "nobody listens": (f"http://127.0.0.1:{free.getsockname()[1]}/v1", None),
            "401": (here, lambda one, _: one.reply(401, {})),
            "429 with Retry-After: 60": (here, lambda one, _: one.reply(429, {}, headers=[("Retry-After", "60")])),
            "rubbish": (here, lambda one, _: one.reply(200, b"data: {rubbish\n\n")),
            "empty": (here, lambda one, _: one.stream([])),
            "10,000 tokens": (here, lambda one, _: one.stream(["word "] * 10_000)),
            "a cut stream": (here, lambda one, _: one.stream(["It was"], finish=None)),
            f"silence, timeout_s = {TIMEOUT_S:g}": (here, lambda *_: time.sleep(2 * TIMEOUT_S)),
            "one word a second, for ever": (here, lambda one, _: one.stream(["word "] * 60, pause_s=1.0)),
        }
        for name, (url, script) in faults.items():
            server.answer = script
            took, told = _timed(answer, url, folder / name.replace(" ", "-"))
            sys.stdout.write(f"{name}: {took:.2f} s; {told.writing.note}\n")
        server.answer = lambda one, _: one.stream([WRITTEN])
        took, told = _timed(answer, here, folder / "good")
        sys.stdout.write(f"written at once: shown after {took:.2f} s, stands: {told.writing.stands}\n")


def _timed(answer: Answer, url: str, ledger: Path) -> tuple[float, Answer]:
    endpoint = Endpoint(url, "m", key="", timeout_s=TIMEOUT_S, tokens=100)
    began = time.perf_counter()
    told = write(answer, endpoint=endpoint, ledger=Ledger(ledger), day_tokens=10**6, today=date(2026, 11, 30))
    return time.perf_counter() - began, told


if __name__ == "__main__":
    main()
