"""What changing 1 of 5,000 articles costs, against building all of them.

usage: python tests/benchmarks/one_change.py [--articles 5000]

The articles are invented: sentences of random words, so that every passage differs.
"""

import argparse
import json
import random
import sys
import tempfile
from pathlib import Path

from measure import machine
from rich.console import Console

from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot
from qabot.surfaces.terminal.progress import show_progress


def invented(seed: int) -> dict[str, str]:
    """Return an article of 60 words."""
    draw = random.Random(seed)
    words = ["".join(draw.choices("aeioubcdfglmnprst", k=draw.randint(3, 9))) for _ in range(60)]
    sentences = [" ".join(words[i : i + 12]).capitalize() + "." for i in range(0, len(words), 12)]
    return {"id": f"a{seed}", "title": " ".join(words[:5]).title(), "text": " ".join(sentences)}


def main() -> None:
    """Build, change one, build again."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=5000)
    options = parser.parse_args()
    articles = [invented(seed) for seed in range(options.articles)]
    with tempfile.TemporaryDirectory() as folder, show_progress(Console(stderr=True)) as progress:
        corpus, index = Path(folder) / "corpus", Path(folder) / "index"
        corpus.mkdir()
        qabot = Qabot(load_settings(corpus=corpus, index=index))
        reports = []
        for _ in range(2):
            lines = "\n".join(map(json.dumps, articles))
            (corpus / "all.jsonl").write_text(lines, encoding="utf-8")
            reports.append(qabot.index(progress=progress))
            articles[options.articles // 2]["text"] += " One more sentence was added at the end of it."
    whole, one = reports
    sys.stdout.write(
        f"1 of {options.articles} articles changed: {one.embedded} of {one.passages} passages embedded "
        f"({one.changed} article changed, {one.unchanged} unchanged); {one.seconds:.1f} s against "
        f"{whole.seconds:.1f} s for all, ratio {whole.seconds / one.seconds:.1f}; {machine()}\n"
    )


if __name__ == "__main__":
    main()
