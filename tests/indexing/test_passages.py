"""Sentences and passages: nothing of an article is lost, doubled or moved, whatever it is made of."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qabot.ingest.passages import PassageSize, split_passages
from qabot.model import Article, Span
from qabot.text.sentences import sentence_spans, trimmed

PROSE = st.sampled_from(
    (
        "The ferry stopped on Friday.", "Dr. Quill of St. Mary's said so.", "Who won?", "“It burned,” he said.",
        "It cost $3.50 (about €3.20) in the U.S. last year...", "No!", "e.g. this", "and so on; " * 30, "* * *", "—",
        "It rained in Arden and in Brill and on the road between the two towns for the whole of the long week.",
    )
)  # fmt: skip
STRANGE = st.sampled_from(
    (
        "東京で地震がありました。怪我人はいません。", "🚢⚓️👩‍👩‍👧‍👦🇧🇬", "e\u0301a\u0308\u0323 n\u0303", "a" * 700,
        "x.y," * 150, "東" * 400, "שלום עולם. מה שלומך?", "สวัสดีชาวโลก", "\u200b", "\u2028", "\x85", "\x1f", "\xa0",
        "\ufffd", "\u0301", "9" * 250, "-" * 90,
        "ﷺ", "İstanbul", "ß.ẞ", "😀" * 300, "https://example.org/" + "a/" * 80, "\u202ereversed\u202c",
    )
)  # fmt: skip
GAPS = st.sampled_from((" ", "  ", "\n", "\n\n", "\n \t\n", "\n\n\n\n", "", "\t", "\u3000", "\r\n"))
MADE = st.lists(st.tuples(PROSE | STRANGE, GAPS).map("".join), max_size=40).map("".join)
TEXTS = MADE | st.text(max_size=300)
SIZES = st.tuples(st.integers(1, 60), st.integers(0, 80)).map(lambda pair: PassageSize(pair[0], pair[0] + pair[1]))


def article(text):
    return Article("a.txt", "Title", "", "", (), None, "a.txt", text)


def assert_tile(text, spans):
    """Every character that is not white space lies in exactly one span, and spans ascend."""
    assert list(spans) == sorted(spans)
    covered = [0] * len(text)
    for span in spans:
        for place in range(span.start, span.end):
            covered[place] += 1
    assert all(count <= 1 for count in covered)
    assert all(count for count, character in zip(covered, text, strict=True) if not character.isspace())


@given(TEXTS)
@settings(max_examples=300)
def test_sentences_tile_a_text(text):
    spans = sentence_spans(text)
    assert_tile(text, spans)
    for span in spans:
        sentence = text[span.start : span.end]
        assert sentence
        assert sentence == sentence.strip()
        # Only a reply of a few words is one with the question above it.
        assert not re.search(r"(?<!\?)(?<!\?[”’\")])[^\S\n]*\n[^\S\n]*\n", sentence)


@given(TEXTS)
@settings(max_examples=150)
def test_a_sentence_without_a_word_stands_only_where_its_paragraph_begins(text):
    for span in sentence_spans(text):
        before = text[: span.start]
        gap = before[len(before.rstrip()) :]
        begins_paragraph = gap == before or re.search(r"\n[^\S\n]*\n", gap)
        assert begins_paragraph or re.search(r"\w", text[span.start : span.end])


@given(MADE, st.integers(0, 30))
def test_sentences_do_not_depend_on_the_white_space_around_a_text(text, count):
    spans = sentence_spans(text)
    moved = sentence_spans(" " * count + text + "\n" * count)
    assert [(span.start - count, span.end - count) for span in moved] == [tuple(span) for span in spans]


@given(st.text(max_size=40), st.data())
def test_trimmed_keeps_all_but_the_white_space_at_the_ends(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = trimmed(text, Span(start, end))
    assert start <= span.start <= span.end <= end
    assert text[span.start : span.end] == text[start:end].strip()


@given(TEXTS, SIZES)
@settings(max_examples=250)
def test_passages_tile_an_article(embedder, text, size):
    passages = split_passages(article(text), tokens=embedder, size=size)
    assert_tile(text, [sentence for passage in passages for sentence in passage.sentences])
    assert_tile(text, [Span(passage.start, passage.end) for passage in passages])
    assert bool(passages) == bool(text.strip())
    for passage in passages:
        assert passage.article_id == "a.txt"
        assert passage.text == text[passage.start : passage.end]
        assert passage.sentences[0].start == passage.start
        assert passage.sentences[-1].end == passage.end
        assert "".join(passage.text.split()) == "".join(
            "".join(passage.sentence(sentence).split()) for sentence in passage.sentences
        )
    assert passages == split_passages(article(text), tokens=embedder, size=size)


@given(TEXTS, SIZES)
@settings(max_examples=250)
def test_passages_are_as_long_as_asked(embedder, text, size):
    passages = split_passages(article(text), tokens=embedder, size=size)
    lengths = embedder.count_tokens([passage.text for passage in passages])
    assert all(length <= size.max_tokens for length in lengths)
    # The last two share what is left; any other is short only when its next sentence would have made it too long.
    for follower, length in list(zip(passages[1:], lengths, strict=False))[:-1]:
        (following,) = embedder.count_tokens([follower.sentence(follower.sentences[0])])
        assert length >= size.min_tokens or length + following > size.max_tokens
    if len(passages) > 1 and sum(lengths[-2:]) <= size.max_tokens:
        assert lengths[-1] >= size.min_tokens


@given(MADE)
def test_whole_sentences_are_kept_where_they_fit(embedder, text):
    size = PassageSize(20, 60)
    whole = {
        span
        for span in sentence_spans(text)
        if embedder.count_tokens([text[span.start : span.end]])[0] <= size.max_tokens
    }
    kept = {span for passage in split_passages(article(text), tokens=embedder, size=size) for span in passage.sentences}
    assert whole <= kept


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("word " * 450, 3),
        ("東" * 400, 2),
        ("😀 " * 300, 2),
        ("x.y," * 150, 3),
        ("a" * 10_000, 1),  # one unknown word to the model, however long
    ],
    ids=["words", "unbroken CJK", "emoji", "unbroken", "one word"],
)
def test_an_over_long_sentence_is_cut(embedder, text, pieces):
    passages = split_passages(article(text), tokens=embedder, size=PassageSize(120, 200))
    assert len(passages) == pieces
    assert_tile(text, [sentence for passage in passages for sentence in passage.sentences])
    assert max(embedder.count_tokens([passage.text for passage in passages])) <= 200


def test_an_over_long_sentence_is_cut_between_words(embedder):
    text = " ".join(f"lighthouse{number} keeper{number}" for number in range(300))
    passages = split_passages(article(text), tokens=embedder, size=PassageSize(120, 200))
    assert len(passages) > 2
    assert " ".join(passage.text for passage in passages) == text


def test_a_passage_ends_with_its_paragraph_once_it_is_long_enough(embedder):
    long, short = "The ferry stopped at Arden on Friday. " * 6, "It rained."
    text = "\n\n".join([long.strip(), short, long.strip(), long.strip()])
    passages = split_passages(article(text), tokens=embedder, size=PassageSize(40, 120))
    assert [passage.text for passage in passages] == [long.strip(), f"{short}\n\n{long.strip()}", long.strip()]


def test_a_short_article_is_one_passage_and_a_blank_one_none(embedder):
    (passage,) = split_passages(article("\n\n  Brief.  \n"), tokens=embedder, size=PassageSize(120, 200))
    assert (passage.start, passage.end, passage.text) == (4, 10, "Brief.")
    assert split_passages(article(" \n\u3000\n"), tokens=embedder, size=PassageSize(120, 200)) == ()


LONG = (
    "The court of Arden, which had heard the case for nine weeks and had seen two hundred witnesses from four"
    " countries, found that the firm had known of cracks in the wall; that its engineers, among them the chief of the"
    " works at Brill, had written of them in letters to the head office in each of the three years before the flood"
)


def test_an_over_long_sentence_is_cut_where_clauses_end(embedder):
    text = "; ".join([LONG] * 6) + "."
    passages = split_passages(article(text), tokens=embedder, size=PassageSize(60, 100))
    pieces = [passage.sentence(one) for passage in passages for one in passage.sentences]
    assert len(pieces) > 4
    assert all(piece.endswith((",", ";", ".")) for piece in pieces)
    assert sum(piece.endswith((";", ".")) for piece in pieces) >= len(pieces) / 2
