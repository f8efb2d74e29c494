"""Question and passage as the reader's network takes them, by the tokenizer that ships."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from qabot.models.reader import SHIPPED, TOKENIZER
from qabot.models.reader_inputs import MAX_QUESTION_TOKENS, MAX_TOKENS, encode_pairs, prepare_tokenizer

SHIPPED_TOKENIZER = prepare_tokenizer(Tokenizer.from_file(str(SHIPPED / TOKENIZER)))
WHOLE = Tokenizer.from_file(str(SHIPPED / TOKENIZER))
"""It cuts nothing."""
WHOLE.no_truncation()
HEADER = "A bridge for Brill\nValley Courier, 17 May 2024"
WORDS = (
    "bridge Brill Quill's unbelievably 1,140 café cafe\u0301 “quoted” — 漢字 🙂 ﬁne U.S. x-ray \n \u00a0 [SEP] ##ing"
)
TEXTS = st.lists(st.sampled_from(WORDS.split(" ")), max_size=30).map(" ".join) | st.text(
    st.characters(max_codepoint=0x2FFF, exclude_categories=["Cs"]), max_size=40
)


def encoded(question, header, text):
    (pair,) = encode_pairs(SHIPPED_TOKENIZER, [(question, header, text)])
    return pair


def tokens_of(text):
    return WHOLE.encode(text, add_special_tokens=False)


def names(pair):
    return [SHIPPED_TOKENIZER.id_to_token(one) for one in pair.ids]


def test_a_pair_is_question_header_and_passage():
    pair = encoded("Who drew it?", "The bridge", "Mara Quill drew it.")
    assert names(pair) == (
        "[CLS] who drew it ? [SEP] the bridge mara qui ##ll drew it . [SEP]".split()  # noqa: SIM905
    )
    assert pair.type_ids == (0,) * 6 + (1,) * 9
    assert pair.first == 8
    assert [tuple(one) for one in pair.offsets] == [(0, 4), (5, 8), (8, 10), (11, 15), (16, 18), (18, 19)]


@given(TEXTS, TEXTS, st.sampled_from(["", HEADER, "Σ\nΩ", "Head [SEP]"]))
def test_offsets_lie_in_the_passage_and_are_the_tokens_places(question, text, header):
    pair = encoded(question, header, text)
    assert len(pair.ids) == len(pair.type_ids) <= MAX_TOKENS
    if pair.offsets:
        assert pair.first + len(pair.offsets) == len(pair.ids) - 1
    starts = [one.start for one in pair.offsets]
    assert starts == sorted(starts)
    for number, (start, end) in zip(pair.ids[pair.first :], pair.offsets, strict=False):
        assert 0 <= start < end <= len(text)
        token = SHIPPED_TOKENIZER.id_to_token(number).removeprefix("##")
        plain = SHIPPED_TOKENIZER.normalizer.normalize_str(text[start:end]).strip()
        assert token in ("[UNK]", plain) or text[start:end].strip() == token
    ends = [one.end for one in pair.offsets]
    assert ends == sorted(ends)


@given(TEXTS)
def test_a_header_is_never_part_of_the_passage(text):
    alone, headed = encoded("Who drew it?", "", text), encoded("Who drew it?", HEADER, text)
    assert headed.offsets == alone.offsets
    asked = len(tokens_of("Who drew it?").ids) + 2
    assert headed.ids[:asked] == alone.ids[:asked]
    assert headed.ids[asked:] == (*tokens_of(HEADER).ids, *alone.ids[asked:])
    assert not text.split() or headed.first == asked + len(tokens_of(HEADER).ids)


@given(st.lists(st.tuples(TEXTS, st.sampled_from(["", HEADER]), TEXTS), min_size=1, max_size=4))
def test_a_pair_does_not_depend_on_the_others(inputs):
    assert encode_pairs(SHIPPED_TOKENIZER, inputs) == [encoded(*one) for one in inputs]


@pytest.mark.parametrize(
    "word", ["bridge", "unbelievably", "x1", "é", "antidisestablishmentarianism's", "U.S.", "漢字漢"]
)
def test_of_a_long_question_the_end_is_cut(word):
    question = " ".join([word] * 120)
    pair = encoded(question, HEADER, "Mara Quill drew it.")
    asked = pair.ids[1 : pair.ids.index(SHIPPED_TOKENIZER.token_to_id("[SEP]"))]
    assert list(asked) == tokens_of(question).ids[:MAX_QUESTION_TOKENS]
    assert pair.offsets == encoded("Who?", HEADER, "Mara Quill drew it.").offsets


def test_a_question_of_just_so_many_tokens_is_whole():
    question = " ".join(["bridge"] * MAX_QUESTION_TOKENS)
    pair = encoded(question, "", "It is there.")
    assert len(pair.ids) == MAX_QUESTION_TOKENS + 3 + 4
    assert encoded(question + " bridge", "", "It is there.") == pair


@pytest.mark.parametrize("question", ["Who drew it?", "bridge " * 300])
@pytest.mark.parametrize("header", ["", HEADER])
def test_of_a_long_passage_the_end_is_cut(question, header):
    text = " ".join(f"Bridge {number} of Quill's." for number in range(200))
    pair = encoded(question, header, text)
    assert len(pair.ids) == MAX_TOKENS
    whole = tokens_of(text)
    kept = len(pair.offsets)
    assert 200 < kept < len(whole.ids)
    assert [tuple(one) for one in pair.offsets] == whole.offsets[:kept]
    assert list(pair.ids[pair.first : -1]) == whole.ids[:kept]


@pytest.mark.parametrize(("header", "text"), [("", ""), (HEADER, ""), (HEADER, " \n"), ("head " * 400, "Quill.")])
def test_where_no_passage_is_left_no_token_can_answer(header, text):
    pair = encoded("Who drew it?", header, text)
    assert pair.offsets == ()
    assert len(pair.ids) - 1 <= pair.first <= len(pair.ids) <= MAX_TOKENS
