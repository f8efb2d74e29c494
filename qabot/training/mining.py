"""Mines hard negatives: passages that qabot's own search returns for a question but that do not contain the answer."""

from __future__ import annotations

import gzip
import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot
from qabot.text.header import header
from qabot.text.squad import holds_answer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from qabot.model import Passage
    from qabot.ports import Progress
    from qabot.training.sources import TrainingQuestion

SEARCH_DEPTH = 16
"""Passages searched for each question: about as many as the reader reads when it answers."""
SAME_ARTICLE, OTHER_ARTICLES = 2, 2
"""The most negatives kept from the article that answers, and from all other articles: the best-ranked ones."""
_CHUNK = 400
"""Questions sent to a process at a time."""


def mine(questions: Sequence[TrainingQuestion], index: Path, out: Path, *, progress: Progress, processes: int) -> None:
    """Write a JSON line for each question: the question, its answers, and ``negatives`` with their headers.

    Args:
        questions: questions about one corpus.
        index: a folder that contains ``corpus`` and ``index``.
        out: a ``.jsonl.gz`` file; it is written whole or not at all.
        progress: advances by one for each question.
        processes: number of worker processes, at least 1.
    """
    draft = out.with_name(out.name + ".part")
    chunks = [questions[first : first + _CHUNK] for first in range(0, len(questions), _CHUNK)]
    context = multiprocessing.get_context("spawn")
    progress.stage("Searching for negatives", len(questions), "questions")
    with gzip.open(draft, "wt", encoding="utf-8") as file, ProcessPoolExecutor(processes, mp_context=context) as pool:
        for rows in pool.map(partial(_mine_chunk, index=index), chunks):
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            progress.advance(len(rows))
    draft.replace(out)


_OPENED: dict[str, Qabot] = {}
"""Each worker process opens an index once."""


def _mine_chunk(questions: Sequence[TrainingQuestion], *, index: Path) -> list[dict[str, object]]:
    key = str(index)
    if key not in _OPENED:
        _OPENED[key] = Qabot(load_settings(corpus=index / "corpus", index=index / "index"))
    qabot = _OPENED[key]
    rows: list[dict[str, object]] = []
    for question in questions:
        passages = [hit.passage for hit in qabot.find(question.question, SEARCH_DEPTH)]
        answers = {text for text, _ in question.answers}
        wrong = [passage for passage in passages if not any(holds_answer(passage.text, answer) for answer in answers)]
        same = [passage for passage in wrong if passage.article_id == question.title][:SAME_ARTICLE]
        other = [passage for passage in wrong if passage.article_id != question.title][:OTHER_ARTICLES]
        negatives = [_with_header(qabot, passage) for passage in [*same, *other]]
        rows.append({**asdict(question), "negatives": negatives})
    return rows


def _with_header(qabot: Qabot, passage: Passage) -> dict[str, str]:
    return {"header": header(qabot.store.article(passage.article_id)), "text": passage.text}
