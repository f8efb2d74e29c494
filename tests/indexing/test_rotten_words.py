"""Bits of the lexical index that rot without a change of size or time: ``IndexCorrupt``, never a panic of Rust's."""

import os
import random

import numpy as np
import pytest
from counting import HashedWords

from qabot.errors import IndexCorrupt, IndexProblem
from qabot.indexing.local.lexical import LexicalSearcher
from qabot.indexing.local.lexical_writer import write_lexical
from qabot.model import Article, Passage, Query, Scope, Span

pytestmark = pytest.mark.slow

TEXTS = [
    f"ferry {number} of the {['north', 'south', 'east', 'west'][number % 4]} line runs on day {number % 7}"
    for number in range(200)
]
QUESTION = "Does the ferry of the north line run?"


def document(number):
    article = Article(f"{number}", "Ferries", "Harbour Post", "", (), None, f"{number}.txt", TEXTS[number])
    return article, Passage(article.id, 0, len(article.text), article.text, (Span(0, len(article.text)),))


def rot(content, rng, *, share):
    changed = bytearray(content)
    for _ in range(max(1, int(len(content) * share))):
        changed[rng.randrange(len(content))] = rng.randrange(256)
    return bytes(changed)


def ask(folder):
    searcher = LexicalSearcher(folder, np.arange(len(TEXTS), dtype=np.int32), rows=len(TEXTS))
    terms = searcher.terms(QUESTION)
    weights = {term.form: searcher.weight(term.form) for term in terms}
    query = Query(QUESTION, HashedWords().embed_question(QUESTION), terms, weights, frozenset())
    return searcher.search(query, 10, Scope())


def test_rotten_files_of_words_are_damage(tmp_path):
    write_lexical(tmp_path, ((number, document(number)) for number in range(len(TEXTS))))
    assert len(ask(tmp_path)) == 10
    rng = random.Random(3)
    causes = set()
    for file in sorted(path for path in (tmp_path / "lexical").iterdir() if path.suffix in {".fast", ".idx", ".term"}):
        content = file.read_bytes()
        for share in (0.1, 0.005) * 12:
            replace(file, rot(content, rng, share=share))
            try:
                ask(tmp_path)
            except IndexCorrupt as err:
                causes.add(type(err.__cause__).__name__)
        replace(file, content)
    # Once tantivy panics no more, the exception that is made for panics can go.
    assert causes == {"ValueError", "PanicException"}
    assert len(ask(tmp_path)) == 10


def replace(file, content):
    """Give a file other content, and not those who have the old one mapped."""
    draft = file.with_suffix(".new")
    draft.write_bytes(content)
    draft.replace(file)


def test_an_open_index_says_so_and_goes_on_after_it_was_made_anew(index_copy):
    question = "Who won the election?"
    (file,) = index_copy.build_folder().glob("lexical/*.term")
    content, state = file.read_bytes(), file.stat()
    replace(file, bytes(len(content)))
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    qabot = index_copy.open()
    with pytest.raises(IndexProblem, match="Run: qabot index"):
        qabot.ask(question)
    index_copy.build()
    qabot.refreshed()
    assert qabot.ask(question).passages[0].passage.article_id == "w1"
