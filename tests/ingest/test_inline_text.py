"""What stands within the sentences of a page stays in them: times, quotations, the reading of a name."""

import pytest

from qabot.ingest.parsing.html.blocks import blocks_of

FIRST = (
    "The harbour board of Tresk said on Tuesday that the works would take two more years and cost more than planned."
)
LAST = "Nobody at the board wanted to say who would pay for the works, or when the ferries would come back to the quay."


def between(corpus, markup):
    """Return what a page keeps of markup between two paragraphs."""
    page = f"<html><body><article><h1>Harbour</h1><p>{FIRST}</p>{markup}<p>{LAST}</p></article></body></html>"
    first, *kept, last = corpus.article("a.html", page).text.split("\n\n")
    assert (first, last) == (FIRST, LAST)
    return kept


@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        (
            "<p>The bridge was opened on <time datetime='1999-05-01'>1 May 1999</time> by the queen.</p>",
            "The bridge was opened on 1 May 1999 by the queen.",
        ),
        (
            "<p>On <time>1 May 1999</time> the queen came. It rained.</p>",
            "On 1 May 1999 the queen came. It rained.",
        ),
        (
            "<ul><li>At <b><time>ten past seven</time></b> the ferry left the quay.</li></ul>",
            "At ten past seven the ferry left the quay.",
        ),
        (
            "<p>The mayor said <q>we will not pay</q> and left, and then: <q>Ask <q>them</q>.</q></p>",
            "The mayor said “we will not pay” and left, and then: “Ask ‘them’.”",
        ),
        (
            "<p>The village is called <ruby>東京<rp>(</rp><rt>Tokyo</rt><rp>)</rp></ruby> by all of them.</p>",
            "The village is called 東京(Tokyo) by all of them.",
        ),
        (
            "<p>The village is called <ruby>東京<rt>Tokyo</rt></ruby> by all of them.</p>",
            "The village is called 東京 (Tokyo) by all of them.",
        ),
        ("<div>Forty <b>ferries</b> were cancelled, it said.</div>", "Forty ferries were cancelled, it said."),
        (
            "<p>The tower has <output>7</output> rooms and <label>two</label> lifts.</p>",
            "The tower has 7 rooms and two lifts.",
        ),
        (
            "<p>It cost <s>12</s> 9 crowns, <span hidden>as</span> they all said.</p>",
            "It cost 9 crowns, they all said.",
        ),
    ],
    ids=["time", "at the beginning", "list", "quotes", "ruby", "bare ruby", "div", "output", "left out"],
)
def test_what_a_reader_sees_in_a_sentence_stays(corpus, markup, kept):
    assert between(corpus, markup) == [kept]


@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        (
            "<p><span id='more-7'></span>The wheel came by ship and weighs four tons.</p>",
            ["The wheel came by ship and weighs four tons."],
        ),
        (
            "<p><b></b>It rained<wbr>drops<span> </span>all day, <i></i>they said.</p>",
            ["It raineddrops all day, they said."],
        ),
        (
            "<p><b><img src='a.png'></b>It weighs four tons, <i><img src='b.png'></i>they said.</p>",
            ["It weighs four tons, they said."],
        ),
        (f"<h3><a href='/x'>The mill of Tresk</a></h3><p>{FIRST}</p>", ["The mill of Tresk", FIRST]),
        (
            "<div>It opens soon, they said.<br> <br><img src='a.png'>Forty came.<br>Two left.<br><br>It is new.</div>",
            ["It opens soon, they said.", "Forty came.\nTwo left.", "It is new."],
        ),
    ],
    ids=["mark", "empty elements", "pictures", "heading", "empty lines"],
)
def test_what_reading_for_precision_would_lose_stays(corpus, markup, kept):
    assert between(corpus, markup) == kept


def test_a_page_may_be_one_box_with_empty_lines(corpus):
    teaser = "<a href='/g'><p>Night ferries are those that sail when the others lie at the quay.</p></a>"
    lines = [FIRST, "The board has nine members, who all live in Tresk.", LAST]
    box = f"<div class='article'><h1>Harbour</h1><div class='content'>{'<br> <br>'.join(lines)}</div></div>"
    page = (
        f"<html><head><title>Harbour</title></head><body><div>{teaser}</div><div id='content'>{box}</div></body></html>"
    )
    assert corpus.article("a.html", page).text.split("\n\n") == lines


def test_the_time_of_a_page_is_no_part_of_its_text(corpus):
    lines = "<p>By Ann Poe on <time>1 May 2024</time></p><p>Published <time>1 May 2024</time> in the news of Tresk</p>"
    assert not any("2024" in line for line in between(corpus, lines))


def test_a_page_whose_paragraphs_are_mostly_divs_keeps_them_all(corpus):
    parts = [f"Part {number} of the report is about the quay and its ferries." for number in range(6)]
    page = "".join(f"<div class='text'>{part}</div>" for part in parts[:4])
    rest = "".join(f"<div class='text'>{part}</div>" for part in parts[4:])
    whole = f"<html><body><div><div><p>{FIRST}</p>{page}</div><div>{rest}</div></div></body></html>"
    text = corpus.article("a.html", whole).text
    assert all(part in text for part in parts)


def test_books_and_feeds_keep_quotation_marks():
    assert blocks_of("<p>She said <q>no</q>.</p>") == ["She said “no”."]
