"""The network reader over the folder that ships: what it reads follows from question and passage, and where it lies."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.errors import ModelError
from qabot.model import Article, Hit, Passage
from qabot.models.onnx.runtime import open_tokenizer
from qabot.models.reader import (
    GRAPH,
    MAX_ANSWER_TOKENS,
    SHIPPED,
    SPANS,
    TOKENIZER,
    NetworkReader,
    best_spans,
)
from qabot.models.reader_inputs import encode_pairs, prepare_tokenizer

LONG = " ".join(f"Engineer {number} of Brill drew a bridge for {1000 + number} crowns." for number in range(60))
TEXTS = {
    "a": "Engineer Mara Quill drew the new bridge of Brill. It will carry trams.",
    "b": "The “naïve” café — closed in 1999 🙂.\n\nNobody was hurt, the fire chief said.",
    "c": LONG,
    "d": "Olga Brandt won the election for mayor of Brill by forty votes.",
}
ARTICLES = {name: Article(name, f"Title {name}", "Post", "", (), None, name, text) for name, text in TEXTS.items()}
QUESTION = "Who drew the new bridge of Brill?"


def passage(name, start=0, end=None):
    text = TEXTS[name][start:end]
    return Passage(name, start, start + len(text), text, ())


HITS = [
    Hit(one, 1.0, {})
    for one in (passage("a"), passage("b", 4), passage("c"), passage("c", 500, 900), passage("d"), passage("d", 5, 11))
]


def reader(folder=SHIPPED, *, threads=1, remedy="Reinstall qabot"):
    return NetworkReader(folder, article=ARTICLES.__getitem__, threads=threads, remedy=remedy)


@pytest.fixture(scope="module")
def shipped():
    return reader()


@pytest.fixture(scope="module")
def readings(shipped):
    return shipped.read(QUESTION, HITS)


LOGITS = st.floats(-20, 20, width=32) | st.integers(-2, 2).map(float)


def brute_force(start, end, paragraphs):
    spans = [
        (first, last, float(start[first]) + float(end[last]))
        for first in range(len(start))
        for last in range(first, min(len(start), first + MAX_ANSWER_TOKENS))
        if paragraphs[first] == paragraphs[last]
    ]
    chosen = []
    while spans and len(chosen) < SPANS:
        best = min(spans, key=lambda one: (-one[2], one[0], one[1]))
        chosen.append(best)
        spans = [one for one in spans if one[1] < best[0] or one[0] > best[1]]
    return chosen


@given(st.lists(st.tuples(LOGITS, LOGITS, st.booleans()), max_size=45))
def test_the_best_spans_are_those_of_trying_them_all(logits):
    start = np.array([one for one, _, _ in logits], dtype=np.float32)
    end = np.array([other for _, other, _ in logits], dtype=np.float32)
    paragraphs = np.cumsum([opens for _, _, opens in logits], dtype=np.int64)
    assert best_spans(start, end, paragraphs) == brute_force(start, end, paragraphs)


def test_a_span_is_no_longer_than_an_answer():
    start, end = np.zeros(60, dtype=np.float32), np.zeros(60, dtype=np.float32)
    start[10], end[10 + MAX_ANSWER_TOKENS] = 9.0, 9.0
    paragraphs = np.zeros(60, dtype=np.int64)
    assert best_spans(start, end, paragraphs)[0] == (10, 10, 9.0)
    end[9 + MAX_ANSWER_TOKENS] = 8.0
    assert best_spans(start, end, paragraphs)[0] == (10, 9 + MAX_ANSWER_TOKENS, 17.0)


def test_no_answer_runs_from_one_paragraph_into_the_next(shipped):
    text = "The view from Moscow\n\nRussian officials play it down.\n\n \nThe harbour stayed open."
    gaps = [(text.index("\n"), text.index("Russian")), (text.index(".\n") + 1, text.index("The harbour"))]
    for question in ("Who commands the navy?", "What do the Russian officials do?", "Which view is it?"):
        (reading,) = shipped.read_texts([(question, "", text)])
        assert reading.spans
        for start, end in (one.span for one in reading.spans):
            assert not any(start < last and end > first for first, last in gaps)


def test_one_reading_a_hit_with_spans_in_the_article(readings):
    assert len(readings) == len(HITS)
    for hit, reading in zip(HITS, readings, strict=True):
        assert np.isfinite(reading.answers)
        assert 0 < len(reading.spans) <= SPANS
        scores = [one.score for one in reading.spans]
        assert scores == sorted(scores, reverse=True)
        text = TEXTS[hit.passage.article_id]
        for start, end in (one.span for one in reading.spans):
            assert hit.passage.start <= start < end <= hit.passage.end
            assert text[start:end].strip() == text[start:end]
        spans = sorted(one.span for one in reading.spans)
        assert all(one.end <= other.start for one, other in pairwise(spans))


def test_a_passage_is_read_the_same_whatever_stands_beside_it(shipped, readings):
    alone = tuple(shipped.read(QUESTION, [hit])[0] for hit in HITS)
    assert alone == readings
    assert shipped.read(QUESTION, HITS[::-1]) == readings[::-1]
    assert shipped.read(QUESTION, [HITS[1], HITS[2], HITS[1]]) == (readings[1], readings[2], readings[1])


@pytest.mark.parametrize("threads", [2, 3, 16])
def test_the_number_of_threads_changes_nothing(readings, threads):
    assert reader(threads=threads).read(QUESTION, HITS) == readings


def test_reading_twice_gives_the_same(shipped, readings):
    assert shipped.read(QUESTION, HITS) == readings
    assert reader().read(QUESTION, HITS[:1]) == readings[:1]


def test_what_is_asked_and_the_header_are_read_too(shipped, readings):
    assert shipped.read("When did the café close?", HITS[:1]) != readings[:1]
    (headed,) = shipped.read_texts([(QUESTION, "Title a\nPost", TEXTS["a"])])
    (bare,) = shipped.read_texts([(QUESTION, "", TEXTS["a"])])
    assert headed == readings[0] != bare


def test_a_passage_deep_in_an_article_is_read_as_its_text_is(shipped, readings):
    inputs = [(QUESTION, "Title c\nPost", TEXTS["c"][500:900])]
    (reading,) = shipped.read_texts(inputs)
    shifted = [(one.span.start + 500, one.span.end + 500, one.score) for one in reading.spans]
    assert shifted == [(*one.span, one.score) for one in readings[3].spans]


def test_nothing_is_read_from_nothing(shipped):
    assert shipped.read(QUESTION, []) == ()
    (reading,) = shipped.read_texts([(QUESTION, "", "")])
    assert reading.spans == ()


def test_a_question_longer_than_the_network_takes_is_read(shipped):
    (reading,) = shipped.read("bridge " * 500, HITS[2:3])
    assert reading.spans
    assert np.isfinite(reading.answers)


def test_a_load_in_another_thread_is_the_same_load(readings):
    one = reader()
    with ThreadPoolExecutor(1) as pool:
        assert one.loading(pool).result() is None
    assert one.read(QUESTION, HITS[:2]) == readings[:2]


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped folder, free to damage."""
    return shutil.copytree(SHIPPED, tmp_path / "network")


def cut(file):
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def empty(file):
    file.write_bytes(b"")


@pytest.mark.parametrize("damage", [cut, empty, lambda file: file.unlink()], ids=["cut", "empty", "missing"])
@pytest.mark.parametrize(("name", "problem"), [(GRAPH, "model of the reader"), (TOKENIZER, "tokenizer of the reader")])
def test_a_damaged_network_says_what_to_do(folder, name, problem, damage):
    damage(folder / name)
    broken = reader(folder, remedy="Export it again")
    with pytest.raises(ModelError, match=problem) as raised:
        broken.read(QUESTION, HITS[:1])
    assert raised.value.remedy == "Export it again"
    with ThreadPoolExecutor(1) as pool, pytest.raises(ModelError, match=problem):
        reader(folder).loading(pool).result()


@pytest.fixture
def numbers_network(folder):
    """A network that takes no token types and has no head for "answers": a token's logits are its number."""
    import onnx
    from onnx import TensorProto, helper

    shape = ["texts", "tokens"]
    graph = helper.make_graph(
        [
            helper.make_node("Mul", ["input_ids", "attention_mask"], ["kept"]),
            helper.make_node("Cast", ["kept"], ["start"], to=TensorProto.FLOAT),
            helper.make_node("Neg", ["start"], ["end"]),
        ],
        "numbers",
        [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in ("input_ids", "attention_mask")],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in ("start", "end")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, folder / GRAPH)
    return folder


def test_a_network_without_a_head_for_it_answers_by_its_best_span(numbers_network):
    text = "Mara Quill drew it."
    (reading,) = reader(numbers_network).read_texts([("Who drew it?", "Header", text)])
    tokenizer = prepare_tokenizer(open_tokenizer(SHIPPED / TOKENIZER, name="", remedy=""))
    (pair,) = encode_pairs(tokenizer, [("Who drew it?", "Header", text)])
    numbers = np.array(pair.ids[pair.first : -1], dtype=np.float32)
    expected = brute_force(numbers, -numbers, np.zeros(len(numbers)))
    assert [(one.span.start, one.span.end, one.score) for one in reading.spans] == [
        (pair.offsets[first].start, pair.offsets[last].end, score) for first, last, score in expected
    ]
    assert reading.answers == reading.spans[0].score > 0
    (nothing,) = reader(numbers_network).read_texts([("Who drew it?", "Header", "")])
    assert (nothing.answers, nothing.spans) == (0.0, ())
