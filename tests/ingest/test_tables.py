"""Tables of every format: each row is one line in which every value stands with its header."""

import io

import docx
import pytest
from article_files import make_odt
from hypothesis import given
from hypothesis import strategies as st

from qabot.ingest.parsing.html.blocks import blocks_of
from qabot.ingest.parsing.tables import Cell, table_lines
from qabot.text.table_rows import format_row, is_row, parse_row

PROSE = (
    "The museum of salt in Garrow has published its hours for the winter season, which begins next week and lasts"
    " until the end of March."
)
LAST = "Admission is 6 crowns for adults, and children enter free of charge if they come with a teacher or a parent."


def header(*texts):
    return [Cell(text, is_header=True) for text in texts]


def row(*texts):
    return [Cell(text) for text in texts]


def lines(*rows):
    return [line.text for line in table_lines(rows)]


def rows_of_page(corpus, table):
    page = f"<html><body><article><h1>Hours</h1><p>{PROSE}</p>{table}<p>{LAST}</p></article></body></html>"
    first, *rest, last = corpus.article("a.html", page).text.split("\n\n")
    assert (first, last) == (PROSE, LAST)
    return rest


def test_each_value_stands_with_its_header():
    assert lines(header("Country", "Gold", "Silver"), row("Torvia", "10", "15"), row("Kesh", "4", "")) == [
        "Country: Torvia | Gold: 10 | Silver: 15.",
        "Country: Kesh | Gold: 4.",
    ]


def test_a_cell_stands_in_all_rows_and_columns_that_it_spans():
    assert lines(
        [Cell("Ward", rows=2, is_header=True), Cell("2021", 2, is_header=True), Cell("2025", 2, is_header=True)],
        header("Turnout", "Winner", "Turnout", "Winner"),
        [Cell("Mill Hill"), Cell("38"), Cell("Vance", rows=2), Cell("47"), Cell("Ferrar")],
        row("Old Town", "44", "49", "Sallow"),
    ) == [
        "Ward: Mill Hill | 2021 Turnout: 38 | 2021 Winner: Vance | 2025 Turnout: 47 | 2025 Winner: Ferrar.",
        "Ward: Old Town | 2021 Turnout: 44 | 2021 Winner: Vance | 2025 Turnout: 49 | 2025 Winner: Sallow.",
    ]


def test_a_heading_across_a_table_begins_the_rows_below_it():
    assert lines(
        [Cell("All results", 2, is_header=True)],
        header("Place", "Name"),
        [Cell("Women", 2)],
        row("1", "Orbach"),
        [Cell("Men", 2)],
        row("1", "Sallow"),
        [Cell("Source: the club", 2)],
    ) == ["All results", "Women | Place: 1 | Name: Orbach.", "Men | Place: 1 | Name: Sallow.", "Source: the club"]


@pytest.mark.parametrize(
    ("first", "others", "expected"),
    [
        (row("Team", "Won", "Lost"), [row("Reds", "1", "2"), row("Blues", "3", "4")], "Team: Reds | Won: 1 | Lost: 2."),
        (
            row("Party", "2021", "2025"),
            [row("Union", "7", "9"), row("Reform", "8", "3")],
            "Party: Union | 2021: 7 | 2025: 9.",
        ),
        (row("Year", "Visitors"), [row("1990", "12"), row("1991", "13")], "Year: 1990 | Visitors: 12."),
        (
            [Cell("Post", is_bold=True), Cell("Holder", is_bold=True)],
            [row("Mayor", "Orbach")],
            "Post: Mayor | Holder: Orbach.",
        ),
        (row("Mon", "Closed"), [row("Tue", "10 to 5"), row("Wed", "10 to 8")], "Mon | Closed."),
        (row("Reds", "1", "2"), [row("Blues", "3", "4"), row("Greens", "5", "6")], "Reds | 1 | 2."),
    ],
    ids=["words above numbers", "years above numbers", "two columns", "in bold", "hours", "no header"],
)
def test_headers_that_are_not_marked_are_found_by_their_looks(first, others, expected):
    assert lines(first, *others)[0] == expected


def test_a_long_row_is_cut_between_cells_and_keeps_its_first():
    labels = [f"Column {number}" for number in range(20)]
    found = lines(header("Name", *labels), row("Abel", *("word " * 10 for _ in labels)))
    assert len(found) > 1
    assert all(line.startswith("Name: Abel | Column ") and len(line) < 800 for line in found)
    assert [cell.label for line in found for cell in parse_row(line) if cell.label != "Name"] == labels


def test_no_claim_of_a_file_about_spans_makes_a_table_large():
    rows = [[Cell("x" * 150, 10**6, 10**6)], *([row("a", "b")] * 5_000)]
    assert sum(len(line.text) for line in table_lines(rows)) < 1_000_000


CELLS = st.lists(st.tuples(st.from_regex(r"\A[A-Z][a-z0-9 %()]{0,20}\Z"), st.text(max_size=30)), min_size=2, max_size=6)


@given(CELLS)
def test_what_is_written_as_a_row_is_read_as_the_same_cells(cells):
    line = format_row(cells)
    kept = [(" ".join(label.split()), " ".join(value.split())) for label, value in cells if value.split()]
    read = parse_row(line)
    assert is_row(line) == (len(kept) > 1)
    assert all(line[cell.span.start : cell.span.end] == cell.value for cell in read)
    if len(kept) > 1 and not any("|" in value for _, value in kept):
        assert [cell.label for cell in read] == [label for label, _ in kept]
        assert [cell.value.rstrip(". ") for cell in read] == [value.rstrip(". ") for _, value in kept]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("<ul><li>ten to eight</li></ul>", "ten to eight"),
        ("<ol><li>ten to noon</li><li>two to eight</li></ol>", "ten to noon; two to eight"),
        ("Open: <ul><li><p>ten to eight</p></li></ul>", "Open: ten to eight"),
        (
            "<dl><dt>Hall</dt><dd>ten to eight</dd><dt>Garden</dt><dd>closed</dd></dl>",
            "Hall: ten to eight; Garden: closed",
        ),
        ("<time>ten</time> to <time datetime='20:00'>eight</time>", "ten to eight"),
        (
            "<table><tr><td>Hall</td><td>ten</td></tr><tr><td>Garden</td><td>two</td></tr></table>",
            "Hall: ten; Garden: two",
        ),
        ("<p>ten</p><p>to eight</p>", "ten to eight"),
        ("ten<br>to eight<script>no()</script>", "ten to eight"),
        ("<del>nine</del> ten <span hidden>or so</span>", "ten"),
    ],
    ids=["list", "numbers", "text and list", "definitions", "time", "table", "paragraphs", "break", "left out"],
)
def test_what_a_cell_of_a_page_holds_stays_in_its_row(corpus, cell, expected):
    table = f"<table><tr><td>Wed</td><td>{cell}</td></tr><tr><td>Thu</td><td>noon to five</td></tr></table>"
    assert rows_of_page(corpus, table) == [f"Wed | {expected}.", "Thu | noon to five."]


def test_a_caption_is_a_line_above_the_rows(corpus):
    table = "<table><caption>Winter hours</caption><tr><th>Wed</th><td>ten to eight</td></tr></table>"
    assert rows_of_page(corpus, f"<figure>{table}</figure>") == ["Winter hours", "Wed | ten to eight."]


def test_a_list_of_labels_with_values_is_a_table_of_two_columns(corpus):
    facts = "<dl> <dt>Length</dt> <dd>142 m</dd><!-- --><dt>Owners</dt><dd>Ann Poe</dd><dd>Joe Roe</dd></dl>"
    assert rows_of_page(corpus, facts) == ["Length | 142 m.", "Owners | Ann Poe; Joe Roe."]
    prose = f"<dl><dt>Who pays?</dt><dd>{PROSE}</dd><dt>When?</dt><dd>{LAST}</dd></dl>"
    assert rows_of_page(corpus, prose) == ["Who pays?", PROSE, "When?", LAST]
    assert rows_of_page(corpus, "<dl></dl><dl><dt>Length</dt></dl>") == ["Length"]


def test_a_table_that_arranges_a_page_keeps_its_paragraphs(corpus):
    table = f"<table><tr><td>{PROSE * 6}</td><td><p>{LAST * 6}</p></td></tr></table>"
    text = corpus.article("a.html", f"<html><body>{table}</body></html>").text
    assert PROSE in text
    assert LAST in text
    assert "Wed" not in text


def test_a_table_of_a_book_or_feed_has_headers_too():
    table = "<table><tr><th>Base<th>Opened<tr><td>Tartous<td><ul><li>1971</li></ul></table>"
    assert blocks_of(f"<p>Two bases.</p>{table}<p>No more.</p>") == [
        "Two bases.",
        "Base: Tartous | Opened: 1971.",
        "No more.",
    ]


def test_word_documents(corpus):
    document = docx.Document()
    document.add_paragraph(PROSE)
    table = document.add_table(rows=4, cols=3)
    for cell, text in zip(table.rows[0].cells, ("Day", "Hall", "Garden"), strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for place, texts in enumerate((("Wed", "ten"), ("Thu", "noon"), ("Fri", "")), start=1):
        for column, text in enumerate(texts):
            table.cell(place, column).text = text
    table.cell(1, 2).merge(table.cell(2, 2)).text = "closed"
    table.cell(3, 1).merge(table.cell(3, 2)).text = "to be announced"
    inner = table.cell(2, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "tour", "one"
    stream = io.BytesIO()
    document.save(stream)
    assert corpus.article("a.docx", stream.getvalue()).text.split("\n\n")[1:] == [
        "Day: Wed | Hall: ten | Garden: closed.",
        "Day: Thu | Hall: noon tour, one | Garden: closed.",
        "Day: Fri | Hall: to be announced | Garden: to be announced.",
    ]


def test_rich_text(corpus):
    row = r"\trowd\cellx1\cellx2\cellx3 {}\cell {}\cell {}\cell\row "
    cells = [("Ship", "Built", "Crew"), ("Alma", "1999", "12"), ("Bertha", "2004", "")]
    rows = "".join(row.format(*texts) for texts in cells)
    text = corpus.article("a.rtf", rf"{{\rtf1\ansi The ships | boats.\par {rows}\pard The end.\par}}").text
    assert text.split("\n\n") == [
        "The ships | boats.",
        "Ship: Alma | Built: 1999 | Crew: 12.",
        "Ship: Bertha | Built: 2004.",
        "The end.",
    ]


def test_open_documents(corpus):
    space = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>".format
    spanned, repeated = (f' table:number-columns-{name}="2"' for name in ("spanned", "repeated"))
    body = (
        f"<table:table {space}><table:table-header-rows><table:table-row>{cell('', 'Day')}{cell('', 'Hall')}"
        f"{cell('', 'Garden')}</table:table-row></table:table-header-rows><table:table-row>{cell('', 'Wed')}"
        f"{cell(spanned, 'ten')}<table:covered-table-cell/></table:table-row>"
        f"<table:table-row>{cell('', 'Thu')}{cell(repeated, 'noon')}</table:table-row>"
        "</table:table>"
    )
    assert corpus.article("a.odt", make_odt(body)).text.split("\n\n") == [
        "Day: Wed | Hall: ten | Garden: ten.",
        "Day: Thu | Hall: noon | Garden: noon.",
    ]
