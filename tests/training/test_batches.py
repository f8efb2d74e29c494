"""Examples become arrays, and arrays become batches."""

import numpy as np
import pytest
from bridges import span_of
from hypothesis import given
from hypothesis import strategies as st

from qabot.model import Span
from qabot.models.reader_inputs import MAX_TOKENS, encode_pairs
from qabot.training.batches import MAX_SPANS, EncodedExamples, batch_order, encode_examples, make_batch
from qabot.training.examples import Example

pytestmark = pytest.mark.slow

TEXT = "Engineer Mara Quill drew it. So Mara said in 1999."


def example(*spans, text=TEXT, answers=True, header="Post"):
    return Example("Who drew it?", header, text, spans, answers=answers)


def examples_of_lengths(lengths):
    """Return encoded examples with these numbers of tokens and no other content."""
    starts = np.cumsum([0, *lengths]).astype(np.int64)
    count = len(lengths)
    return EncodedExamples(
        ids=np.arange(1, starts[-1] + 1, dtype=np.int32),
        types=np.ones(starts[-1], dtype=np.int8),
        starts=starts,
        first=np.minimum(2, np.array(lengths, dtype=np.int32) - 1),
        spans=np.zeros((count, MAX_SPANS, 2), dtype=np.int32),
        shares=np.zeros((count, MAX_SPANS), dtype=np.float32),
        answers=np.arange(count) % 2 == 0,
    )


def test_training_and_use_have_the_same_tokens(some_examples, some_encoded, tokenizer):
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
    encoded = encode_examples([example()], tokenizer)
    assert encoded.answers[0]
    assert not encoded.shares.any()


def test_the_spans_with_the_largest_shares_are_kept_and_share_the_target(tokenizer):
    words = ("Engineer", "Mara", "Quill", "drew", "said", "1999")
    shares = (0.1, 0.3, 0.05, 0.2, 0.25, 0.1)
    spans = [(span_of(TEXT, word), share) for word, share in zip(words, shares, strict=True)]
    encoded = encode_examples([example(*spans)], tokenizer)
    begin = encoded.first[0]
    tokens = [tokenizer.encode(word, add_special_tokens=False).ids for word in ("Mara", "said", "drew", "Engineer")]
    found = [list(encoded.ids[first : last + 1]) for first, last in encoded.spans[0]]
    assert found == tokens
    assert (encoded.spans[0] >= begin).all()
    assert encoded.shares[0] == pytest.approx(np.array([0.3, 0.25, 0.2, 0.1]) / 0.85)


def test_a_span_that_is_cut_off_has_no_share_of_the_target(tokenizer):
    text = "Mara drew it. " + "So it was said in Brill. " * 80 + "Mara."
    late = Span(len(text) - 5, len(text) - 1)
    assert text[late.start : late.end] == "Mara"
    early_and_late = example((Span(0, 4), 0.2), (late, 0.8), text=text)
    encoded = encode_examples([early_and_late, example((late, 1.0), text=text)], tokenizer)
    assert list(encoded.shares[0]) == [0.0, 1.0, 0.0, 0.0]
    assert encoded.spans[0, 1, 0] == encoded.first[0]
    assert not encoded.shares[1].any()
    assert np.diff(encoded.starts).tolist() == [MAX_TOKENS, MAX_TOKENS]


def test_a_file_keeps_the_examples(some_encoded, tmp_path):
    some_encoded.save(tmp_path / "examples.npz")
    assert [path.name for path in tmp_path.iterdir()] == ["examples.npz"]
    read = EncodedExamples.load(tmp_path / "examples.npz")
    for name, array in vars(some_encoded).items():
        loaded = getattr(read, name)
        assert loaded.dtype == array.dtype
        assert np.array_equal(loaded, array)


@given(st.lists(st.integers(3, 30), min_size=1, max_size=400), st.integers(1, 4), st.integers(0, 3))
def test_every_example_is_in_exactly_one_batch(lengths, size, seed):
    encoded = examples_of_lengths(lengths)
    batches = batch_order(encoded, size, seed=seed)
    assert sorted(number for batch in batches for number in batch) == list(range(len(lengths)))
    assert all(1 <= len(batch) <= size for batch in batches)
    again = batch_order(encoded, size, seed=seed)
    assert [list(one) for one in again] == [list(one) for one in batches]


def test_another_seed_gives_another_order_of_the_same_batches():
    encoded = examples_of_lengths([3 + number % 7 for number in range(60)])
    first, other = batch_order(encoded, 4, seed=0), batch_order(encoded, 4, seed=1)
    assert [list(one) for one in first] != [list(one) for one in other]
    assert {tuple(one) for one in first} == {tuple(one) for one in other}


def test_batches_have_little_padding_and_examples_stay_near_their_place():
    size, count = 4, 1000
    lengths = np.random.default_rng(0).integers(3, 300, count)
    batches = batch_order(examples_of_lengths(lengths.tolist()), size, seed=0)
    padded = sum(len(one) * lengths[one].max() for one in batches)
    at_random = sum(size * lengths[i : i + size].max() for i in range(0, count, size))
    assert padded < 1.1 * lengths.sum() < at_random
    # No example moves by more than a fifth of the run.
    places = np.concatenate(batches)
    assert (np.abs(places - np.arange(count)) < 200).all()


@given(st.lists(st.integers(2, 12), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_a_batch_is_padded_and_padding_is_masked(lengths, draw):
    encoded = examples_of_lengths(lengths)
    numbers = list(range(len(lengths)))
    draw.shuffle(numbers)
    batch = make_batch(encoded, np.array(numbers))
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
        batch = make_batch(some_encoded, numbers)
        assert batch["spans"].shape == (len(numbers), MAX_SPANS, 2)
        for spans, shares, allowed in zip(batch["spans"], batch["shares"], batch["allowed"], strict=True):
            for (first, last), share in zip(spans.tolist(), shares.tolist(), strict=True):
                assert share == 0 or (allowed[first] and allowed[last])
