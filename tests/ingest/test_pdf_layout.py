"""Where text stands on a page tells in which order it is read."""

import pytest

from qabot.ingest.parsing.pdf_layout import (
    Line,
    Piece,
    drop_running_heads,
    merge_pieces,
    paragraphs,
    read_page,
)
from qabot.ingest.parsing.pdf_words import join_lines, runs_on


def column(left, top, lines, *, width=200, height=9, pitch=12):
    return [
        Piece(left, top - height - number * pitch, left + width, top - number * pitch, text)
        for number, text in enumerate(lines)
    ]


def words(start, count):
    return [f"word{number} of the column that runs on" for number in range(start, start + count)]


def test_columns_are_read_one_after_the_other():
    title = [Piece(150, 690, 460, 705, "A title over both")]
    left, right = column(72, 650, words(0, 6)), column(311, 650, words(6, 6))
    rows = [piece for pair in zip(left, right, strict=True) for piece in pair]
    assert [line.text for line in read_page(title + rows)] == ["A title over both", *words(0, 12)]


def test_three_columns():
    thirds = [column(left, 650, words(6 * place, 6), width=140) for place, left in enumerate((50, 210, 370))]
    rows = [piece for triple in zip(*thirds, strict=True) for piece in triple]
    assert [line.text for line in read_page(rows)] == words(0, 18)


def test_what_spans_the_columns_parts_them():
    upper = column(72, 650, words(0, 5)) + column(311, 650, words(5, 5))
    figure = [Piece(100, 560, 500, 570, "Figure 1 over both columns")]
    lower = column(72, 500, words(10, 5)) + column(311, 500, words(15, 5))
    told = [line.text for line in read_page(lower + figure + upper)]
    assert told == [*words(0, 10), "Figure 1 over both columns", *words(10, 10)]


def test_a_table_is_read_by_rows():
    cells = [["Base", "Opened", "Piers"], *([f"Port {n}", f"19{n}0", f"{n}"] for n in range(5))]
    pieces = [
        Piece(80 + 150 * place, 600 - 12 * row, 80 + 150 * place + 6 * len(cell), 609 - 12 * row, cell)
        for row, line in enumerate(cells)
        for place, cell in enumerate(line)
    ]
    lines = read_page(pieces)
    assert [line.text for line in lines] == [" | ".join(row) for row in cells]
    assert all(line.starts for line in lines)


def test_paragraphs_begin_after_a_gap_an_indent_and_a_short_line():
    lines = column(72, 700, ["The first paragraph is long.", "It runs on here", "and ends."])
    lines[-1] = lines[-1]._replace(right=120)
    lines += column(72, 660, ["Its own after a short line and a gap."])
    lines += [Piece(82, 639, 272, 648, "Indented after a full line.")]
    assert paragraphs(read_page(lines)) == [
        "The first paragraph is long. It runs on here and ends.",
        "Its own after a short line and a gap.",
        "Indented after a full line.",
    ]


def test_a_heading_of_another_size_stands_alone():
    lines = [Piece(72, 700, 260, 716, "A large heading"), *column(72, 690, ["The text under it", "goes on."])]
    assert paragraphs(read_page(lines)) == ["A large heading", "The text under it goes on."]


def test_a_short_line_within_a_sentence_ends_no_paragraph():
    full = column(72, 700, ["The ferry of Arden was sold to a firm in the capital, which"])
    short = column(72, 688, ["had looked for a ship since it lost its own off"], width=120)
    rest = column(
        72, 676, ["Port Brill. It sails in May, the captain said on the day", "when it was sold. All was well."]
    )
    assert len(paragraphs(read_page([*full, *short, *rest]))) == 1


@pytest.mark.parametrize("second", ["bases of Arden", "Arden and its bases"], ids=["lower case", "capital"])
def test_the_lines_of_a_headline_are_one_paragraph(second):
    title = [Piece(72, 740, 300, 758, "Five flags on one coast:"), Piece(72, 716, 240, 734, second)]
    lines = [
        *title,
        *column(72, 690, ["The text under it", "goes on to the end.", "It is long", "and ends."]),
    ]
    assert paragraphs(read_page(lines))[0] == f"Five flags on one coast: {second}"
    assert len(paragraphs(read_page(lines))) > 1


def test_letters_that_stand_together_are_one_piece():
    letters = [Piece(72 + 5 * n, 700, 76 + 5 * n, 709) for n in range(10)]
    comma = Piece(122, 697, 124, 701)
    other = Piece(160, 700, 200, 709)
    below = Piece(72, 688, 120, 697)
    assert merge_pieces([below, comma, other, *letters]) == [Piece(72, 697, 124, 709), other, below]


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("The har\x02", "bour", "The harbour"),
        ("The har-", "bour is", "The harbour is"),
        ("It is ill-", "kept there", "It is ill-kept there"),
        ("It is ill\x02", "kept there", "It is ill-kept there"),
        ("It is well\x02", "known. There", "It is well-known. There"),
        ("A “long-", "term” plan", "A “long-term” plan"),
        ("the three\x02", "year plan", "the three-year plan"),
        ("the US\x02", "backed group", "the US-backed group"),
        ("the Arden-", "based firm", "the Arden-based firm"),
        ("the high\x02", "way to", "the highway to"),
        ("the part\x02", "ner of", "the partner of"),
        ("the long\x02", "est way", "the longest way"),
        ("a six\x02", "teen year", "a sixteen year"),
        ("it with\x02", "held all", "it withheld all"),
        ("he was un\x02", "known to", "he was unknown to"),
        ("The years 2009-", "2011", "The years 2009-2011"),
        ("The years 2009\x02", "2011", "The years 2009-2011"),
        ("A pier.", "Another", "A pier. Another"),
        ("A pier -", "another", "A pier - another"),
        ("North-", "South", "North-South"),
        ("Covid\x02", "19", "Covid-19"),
    ],
)
def test_lines_are_joined(before, after, whole):
    assert join_lines(before, after, hyphenated=frozenset({"ill-kept"})) == whole


def page(*texts):
    return [Line(text, starts=True, top=-float(place)) for place, text in enumerate(texts)]


def test_running_heads_and_page_numbers_are_left_out():
    stories = {1: "ferry", 2: "pier", 3: "bridge", 4: "tram", 5: "lake"}
    body = {n: [f"The {story} is closed", f"and the {story} is old."] for n, story in stories.items()}
    pages = [page("Harbour Post", *body[n], f"Page {n} of 5") for n in stories]
    assert [[line.text for line in lines] for lines in drop_running_heads(pages)] == list(body.values())


def test_of_two_pages_what_both_have_in_the_same_words_is_left_out():
    body = {1: ["The ferry is closed", "and the ferry is old."], 2: ["The pier is open", "and the pier is new."]}
    head, foot = "Horn Observer · 2 August 2024", "© Horn Observer 2024 · page {} of 2"
    pages = [page(head, *body[number], foot.format(number)) for number in body]
    assert [[line.text for line in lines] for lines in drop_running_heads(pages)] == list(body.values())


def test_of_two_pages_lines_that_differ_in_a_figure_stay():
    pages = [page("Wheat | 12 | 17", "The ferry is closed."), page("Wheat | 14 | 19", "The pier is open.")]
    assert drop_running_heads(pages) == pages


def test_the_number_of_the_only_page_is_left_out():
    (lines,) = drop_running_heads([page("The pier closes.", "1")])
    assert [line.text for line in lines] == ["The pier closes."]
    (lines,) = drop_running_heads([page("The pier closes in", "1911")])
    assert len(lines) == 2


def test_a_page_with_nothing_else_keeps_its_line():
    pages = [page("The same words") for _ in range(4)]
    assert drop_running_heads(pages) == pages


@pytest.mark.parametrize(
    ("before", "after", "over"),
    [
        ("the pier in", "the spring", True),
        ("Ann,", "Joe and Max", True),
        ("the har\x02", "bour", True),
        ("the end.", "and so on", False),
        ("A heading", "The text", False),
        ("a policy:", "everybody may rent", True),
        ("The list:", "The pier", False),
        ("", "text", False),
    ],
)
def test_a_sentence_that_runs_over(before, after, over):
    assert runs_on(before, after) is over


def test_a_comma_stays_in_its_number_beside_a_raised_mark():
    mark, number, comma = Piece(21, 7, 24, 13), Piece(0, 0, 20, 10), Piece(9, -1, 10, 1.5)
    assert merge_pieces([number, comma, mark]) == [Piece(0, -1, 24, 13)]
