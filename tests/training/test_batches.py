"""Examples as arrays, and arrays as batches."""

import numpy as np
import pytest
from bridges import span_of
from hypothesis import given
from hypothesis import strategies as st

from qabot.model import Span
from qabot.models.reader_inputs import MAX_TOKENS, encode_pairs
from qabot.training.batches import CHOICES, Encoded, batch_order, encode, tensors
from qabot.training.examples import Example

TEXT = "Engineer Mara Quill drew it. So Mara said in 1999."


def example(*spans, text=TEXT, answers=True, header="Post"):
    return Example("Who drew it?", header, text, spans, answers=answers)


def of_lengths(lengths):
    """Return examples of which only the lengths matter."""
    starts = np.cumsum([0, *lengths]).astype(np.int64)
    count = len(lengths)
    return Encoded(
        ids=np.arange(1, starts[-1] + 1, dtype=np.int32),
        types=np.ones(starts[-1], dtype=np.int8),
        starts=starts,
        first=np.minimum(2, np.array(lengths, dtype=np.int32) - 1),
        spans=np.zeros((count, CHOICES, 2), dtype=np.int32),
        shares=np.zeros((count, CHOICES), dtype=np.float32),
        answers=np.arange(count) % 2 == 0,
    )


def test_the_tokens_are_those_of_use(some_examples, some_encoded, tokenizer):
    pairs = encode_pairs(tokenizer, [(one.question, one.header, one.passage) for one in some_examples])
    assert len(some_encoded) == len(pairs) == 40
    for number, pair in enumerate(pairs):
        begin, end = some_encoded.starts[number : number + 2]
        assert tuple(some_encoded.ids[begin:end]) == pair.ids
        assert tuple(some_encoded.types[begin:end]) == pair.type_ids
        assert some_encoded.first[number] == pair.first
    assert some_encoded.starts[-1] == len(some_encoded.ids) == len(some_encoded.types)


def test_targets_are_the_tokens_of_the_answer(some_examples, some_encoded, tokenizer):
    for number, one in enumerate(some_examples):
        begin = some_encoded.starts[number]
        assert some_encoded.answers[number] == one.answers
        if one.answers:
            first, last = some_encoded.spans[number, 0]
            tokens = some_encoded.ids[begin + first : begin + last + 1]
            ((start, end),) = [span for span, _ in one.spans]
            assert tokenizer.decode(tokens) == one.passage[start:end].lower()
            assert list(some_encoded.shares[number]) == [1.0, 0.0, 0.0, 0.0]
        else:
            assert not some_encoded.spans[number].any()
            assert list(some_encoded.shares[number]) == [1.0, 0.0, 0.0, 0.0]


def test_a_passage_that_answers_in_other_words_has_no_target(tokenizer):
    encoded = encode([example()], tokenizer)
    assert encoded.answers[0]
    assert not encoded.shares.any()


def test_the_weightiest_places_are_kept_and_share_the_target(tokenizer):
    words = ("Engineer", "Mara", "Quill", "drew", "said", "1999")
    shares = (0.1, 0.3, 0.05, 0.2, 0.25, 0.1)
    spans = [(span_of(TEXT, word), share) for word, share in zip(words, shares, strict=True)]
    encoded = encode([example(*spans)], tokenizer)
    begin = encoded.first[0]
    tokens = [tokenizer.encode(word, add_special_tokens=False).ids for word in ("Mara", "said", "drew", "Engineer")]
    found = [list(encoded.ids[first : last + 1]) for first, last in encoded.spans[0]]
    assert found == tokens
    assert (encoded.spans[0] >= begin).all()
    assert encoded.shares[0] == pytest.approx(np.array([0.3, 0.25, 0.2, 0.1]) / 0.85)


def test_a_place_that_is_cut_off_leaves_no_target(tokenizer):
    text = "Mara drew it. " + "So it was said in Brill. " * 80 + "Mara."
    late = Span(len(text) - 5, len(text) - 1)
    assert text[late.start : late.end] == "Mara"
    both, only = (
        encode([example((Span(0, 4), 0.2), (late, 0.8), text=text), example((late, 1.0), text=text)], tokenizer),
        1,
    )
    assert list(both.shares[0]) == [0.0, 1.0, 0.0, 0.0]
    assert both.spans[0, 1, 0] == both.first[0]
    assert not both.shares[only].any()
    assert np.diff(both.starts).tolist() == [MAX_TOKENS, MAX_TOKENS]


def test_examples_are_kept_in_a_file(some_encoded, tmp_path):
    some_encoded.save(tmp_path / "examples.npz")
    again = Encoded.load(tmp_path / "examples.npz")
    for name, array in vars(some_encoded).items():
        loaded = getattr(again, name)
        assert loaded.dtype == array.dtype
        assert np.array_equal(loaded, array)


@given(st.lists(st.integers(3, 30), min_size=1, max_size=400), st.integers(1, 4), st.integers(0, 3))
def test_every_example_is_in_one_batch(lengths, size, seed):
    encoded = of_lengths(lengths)
    batches = batch_order(encoded, size, seed=seed)
    assert sorted(number for batch in batches for number in batch) == list(range(len(lengths)))
    assert all(1 <= len(batch) <= size for batch in batches)
    again = batch_order(encoded, size, seed=seed)
    assert [list(one) for one in again] == [list(one) for one in batches]


def test_another_seed_is_another_order():
    encoded = of_lengths([3 + number % 7 for number in range(60)])
    first, other = batch_order(encoded, 4, seed=0), batch_order(encoded, 4, seed=1)
    assert [list(one) for one in first] != [list(one) for one in other]
    assert {tuple(one) for one in first} == {tuple(one) for one in other}


def test_examples_of_like_length_are_batched_and_the_order_is_kept_at_large():
    size, count = 4, 1000
    lengths = np.random.default_rng(0).integers(3, 300, count)
    batches = batch_order(of_lengths(lengths.tolist()), size, seed=0)
    padded = sum(len(one) * lengths[one].max() for one in batches)
    at_random = sum(size * lengths[i : i + size].max() for i in range(0, count, size))
    assert padded < 1.1 * lengths.sum() < at_random
    # Whatever comes in a fifth of the run stays there.
    places = np.concatenate(batches)
    assert (np.abs(places - np.arange(count)) < 200).all()


@given(st.lists(st.integers(2, 12), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_a_batch_is_padded_and_padding_is_masked(lengths, draw):
    encoded = of_lengths(lengths)
    numbers = list(range(len(lengths)))
    draw.shuffle(numbers)
    batch = tensors(encoded, np.array(numbers))
    width = max(lengths)
    for row, number in enumerate(numbers):
        begin, length, first = encoded.starts[number], lengths[number], encoded.first[number]
        rest = width - length
        assert batch["input_ids"][row].tolist() == [*encoded.ids[begin : begin + length], *[0] * rest]
        assert batch["token_type_ids"][row].tolist() == [1] * length + [0] * rest
        assert batch["attention_mask"][row].tolist() == [1] * length + [0] * rest
        allowed = [place for place, one in enumerate(batch["allowed"][row].tolist()) if one]
        assert allowed == sorted({0, *range(first, length - 1)})
    assert batch["answers"].tolist() == [float(number % 2 == 0) for number in numbers]


def test_every_target_of_a_batch_is_allowed(some_encoded):
    for numbers in batch_order(some_encoded, 7, seed=0):
        batch = tensors(some_encoded, numbers)
        assert batch["spans"].shape == (len(numbers), CHOICES, 2)
        for spans, shares, allowed in zip(batch["spans"], batch["shares"], batch["allowed"], strict=True):
            for (first, last), share in zip(spans.tolist(), shares.tolist(), strict=True):
                assert share == 0 or (allowed[first] and allowed[last])
