"""What our own search returns for a question: the passage that answers, and those that only look as if they did."""

from __future__ import annotations

import gzip
import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

from qabot.app.qabot import Qabot
from qabot.app.settings import load_settings
from qabot.text.header import header
from qabot.text.squad import holds_answer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from qabot.model import Passage
    from qabot.ports import Progress
    from qabot.training.sources import Asked

DEPTH = 16
"""Passages asked of the search; the reader meets about as many in use."""
SAME, OTHER = 2, 2
"""Negatives kept of the article that answers, and of all others: the best-ranked ones."""
_AT_ONCE = 400


def mine(questions: Sequence[Asked], index: Path, out: Path, *, progress: Progress, processes: int) -> None:
    """Write a JSON line a question: the question, where it is answered, and ``negatives`` with their headers.

    Args:
        questions: those of one corpus.
        index: a folder with ``corpus`` and ``index`` in it.
        out: a ``.jsonl.gz`` file; written whole or not at all.
        progress: is told of every question.
        processes: at the same time, at least 1.
    """
    draft = out.with_name(out.name + ".part")
    parts = [questions[first : first + _AT_ONCE] for first in range(0, len(questions), _AT_ONCE)]
    context = multiprocessing.get_context("spawn")
    progress.stage("Searching for negatives", len(questions), "questions")
    with gzip.open(draft, "wt", encoding="utf-8") as file, ProcessPoolExecutor(processes, mp_context=context) as pool:
        for rows in pool.map(partial(_mine_some, index=index), parts):
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            progress.advance(len(rows))
    draft.replace(out)


_OPENED: dict[str, Qabot] = {}


def _mine_some(questions: Sequence[Asked], *, index: Path) -> list[dict[str, object]]:
    key = str(index)
    if key not in _OPENED:
        _OPENED[key] = Qabot(load_settings(corpus=index / "corpus", index=index / "index"))
    qabot = _OPENED[key]
    rows: list[dict[str, object]] = []
    for asked in questions:
        hits = [hit.passage for hit in qabot.find(asked.question, DEPTH)]
        wanted = {text for text, _ in asked.answers}
        wrong = [one for one in hits if not any(holds_answer(one.text, answer) for answer in wanted)]
        same = [one for one in wrong if one.article_id == asked.title][:SAME]
        other = [one for one in wrong if one.article_id != asked.title][:OTHER]
        rows.append({**asdict(asked), "negatives": [_shown(qabot, one) for one in [*same, *other]]})
    return rows


def _shown(qabot: Qabot, passage: Passage) -> dict[str, str]:
    return {"header": header(qabot.store.article(passage.article_id)), "text": passage.text}
