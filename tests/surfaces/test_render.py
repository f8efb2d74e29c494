"""What a person reads: snapshots with and without colours, and article text that tries to steer the terminal."""

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.color import Color
from rich.console import Console
from rich.text import Text

from qabot.build import BuildReport
from qabot.model import Alternative, Answer, Article, Citation, Hit, Kind, Passage, Skipped, Span, Statement
from qabot.surfaces.excerpt import excerpt
from qabot.surfaces.refusal import matching
from qabot.surfaces.terminal.answer import render_answer, short_text
from qabot.surfaces.terminal.colours import BAD, GOOD, LINK, NUMBER, WARNING
from qabot.surfaces.terminal.facts import render_facts
from qabot.surfaces.terminal.hits import describe_ranks, render_hits
from qabot.surfaces.terminal.index_report import render_report
from qabot.surfaces.terminal.markdown import answer_markdown
from qabot.surfaces.terminal.printing import print_wide
from qabot.surfaces.terminal.wrapping import Wrapped
from qabot.surfaces.wording import format_day, sanitize
from qabot.text.sentences import sentence_spans

TEXT = (
    "The ferry stopped running on Friday. Its owner, the Brill Line, sold both boats to a dealer in Arden\n"
    "and said that the price of diesel had doubled since the spring, that no buyer could be found for the route, and "
    "that the quay would be handed back to the council of Brill, which had asked for it three times. Nobody was hurt."
)
FIRST, SECOND = Span(0, 36), Span(37, len(TEXT) - 17)
LOCAL = Article("ferry.txt", "Ferry line closes", "Harbour Post", "", (), date(2024, 3, 2), "ferry.txt", TEXT)
URL = "https://harbour-post.example/2024/03/the-ferry-line-from-arden-to-brill-closes-after-ninety-years"
WEB = Article("w1", "Ferry line closes", "", URL, (), None, "wire.jsonl", TEXT)
LINKS = {"ferry.txt": "corpus/ferry.txt:6", "w1": f"{URL}#:~:text=The%20ferry%20stopped%20running%20on%20Friday."}


def hit(article, rank=1):
    spans = (FIRST, SECOND)
    scores = {"dense": 0.8, "bm25": 7.0}
    return Hit(Passage(article.id, 0, len(TEXT), TEXT, spans), 1 / rank, {"dense": rank, "bm25": rank + 1}, scores)


def far(found):
    return replace(found, scores={"dense": 0.1})


def cite(number, article, span, *highlights):
    return Citation(number, article, *span, article.text[span.start : span.end], LINKS[article.id], highlights)


ANSWERED = Answer(
    question="When did the ferry stop?",
    standalone_question="When did the ferry stop?",
    status="answered",
    answer=None,
    confidence=0.914,
    statements=(
        Statement("The ferry stopped running on Friday.", (1, 2)),
        Statement(" ".join(TEXT[37:-17].split()), (3,)),
    ),
    citations=(
        cite(1, LOCAL, FIRST, Span(29, 35)),
        cite(2, WEB, FIRST, Span(29, 35)),
        cite(3, LOCAL, SECOND, Span(15, 25), Span(58, 67)),
    ),
    passages=(hit(LOCAL), hit(WEB, 2)),
    notes=("Earlier turns are not used.",),
    unknown_words=(),
    build="b",
    timings_ms={},
)
NOT_FOUND = replace(
    ANSWERED, status="not_found", confidence=0.1, statements=(), citations=(), unknown_words=("zither", "pilots")
)
REPORT = BuildReport(
    build="b",
    added=1204,
    changed=1,
    removed=0,
    unchanged=3,
    skipped=(Skipped("a.pdf", "has no text in it"), Skipped("all.jsonl:17", "is not a JSON object")),
    formats={".pdf": 8, ".txt": 1200},
    passages=12345,
    embedded=12000,
    resumed=0,
    seconds=61.26,
    note="everything is made anew: the index was made with another model",
)


def article(article_id):
    return {"ferry.txt": LOCAL, "w1": WEB}[article_id]


def link(found):
    return LINKS[found.passage.article_id]


def shown(renderable, *, width=80, colours=False):
    """Return what a terminal gets; without the numbers that rich gives to links, which are random."""
    page = io.StringIO()
    system = "256" if colours else None
    console = Console(file=page, force_terminal=True, width=width, color_system=system, highlight=False)
    print_wide(console, renderable)
    return re.sub(r"\x1b\]8;id=\d+;", "\x1b]8;id=0;", page.getvalue())


def piped(renderable):
    page = io.StringIO()
    print_wide(Console(file=page, force_terminal=False, width=80, highlight=False), renderable)
    return page.getvalue()


WHY = "No article mentions zither or pilots."
SCREENS = {
    "answer": render_answer(ANSWERED, article=article, link=link),
    "answer-linked": render_answer(ANSWERED, article=article, link=link, hyperlinks=True),
    "answer-quotes": render_answer(ANSWERED, article=article, link=link, quotes=True),
    "answer-passages": render_answer(ANSWERED, article=article, link=link, passages=2),
    "not-found": render_answer(NOT_FOUND, article=article, link=link, refusal=WHY),
    "not-found-far": render_answer(
        replace(NOT_FOUND, passages=tuple(map(far, NOT_FOUND.passages))), article=article, link=link, refusal=WHY
    ),
    "not-found-passages": render_answer(NOT_FOUND, article=article, link=link, passages=1),
    "hits": render_hits(ANSWERED.passages, query="ferry", article=article, link=link),
    "no-hits": render_hits([], query="ferry", article=article, link=link),
    "report": render_report(REPORT, {"no date": 12, "no body found": 1}),
    "facts": render_facts([("build", "b1"), ("articles", "1,204")]),
}


@pytest.mark.parametrize("name", SCREENS)
def test_a_terminal_of_80_columns(name, snapshot):
    assert shown(SCREENS[name]) == snapshot


@pytest.mark.parametrize("name", SCREENS)
def test_a_terminal_with_colours(name, snapshot):
    # A link to a local file is absolute; the folder of the tests differs from machine to machine.
    assert shown(SCREENS[name], colours=True).replace(Path.cwd().as_uri(), "file:///here") == snapshot


@pytest.mark.parametrize("name", SCREENS)
def test_a_pipe(name, snapshot):
    assert piped(SCREENS[name]) == snapshot


@pytest.mark.parametrize("name", SCREENS)
def test_a_pipe_gets_whole_lines_without_padding_or_colour(name):
    lines = piped(SCREENS[name]).split("\n")
    assert lines == [line.rstrip() for line in lines]
    assert lines.pop() == ""
    assert lines[0] != "" != lines[-1]
    assert "\x1b" not in "".join(lines)


def test_an_answer_is_said_once():
    """A quote is shown where it says more than the statements, or when it is asked for."""
    first = "The ferry stopped running on Friday."
    assert shown(SCREENS["answer"]).count(first) == 1
    assert shown(SCREENS["answer-quotes"]).count(first) == 3
    longer = replace(ANSWERED, statements=(Statement("The ferry stopped.", (1,)),), citations=ANSWERED.citations[:1])
    assert f"“{first}”" in shown(render_answer(longer, article=article, link=link))


def test_titles_are_links_in_place_of_addresses():
    """A title leads to the page at the quote, or to the file that is quoted."""
    page = shown(SCREENS["answer-linked"], colours=True)
    assert not [line for line in page.split("\n") if line.strip().startswith(("https://", "corpus/"))]
    assert {address for _, address in OUR_OWN.findall(page) if address} == {
        LINKS["w1"],
        (Path.cwd() / "corpus" / "ferry.txt").as_uri(),
    }


def test_an_article_that_is_cited_twice_has_one_line():
    lines = [line.strip() for line in shown(SCREENS["answer"]).split("\n")]
    assert "1 3 Ferry line closes · Harbour Post · 2 Mar 2024" in lines
    assert [line for line in lines if LINKS["ferry.txt"] in line] == [LINKS["ferry.txt"]]


def test_what_scrolls_to_a_quote_is_left_to_programs():
    """A terminal shows a page's address without it, once for each page; a pipe gets each link whole, on a line."""
    both = replace(
        ANSWERED,
        statements=ANSWERED.statements[:1],
        citations=(cite(1, WEB, FIRST), replace(cite(2, WEB, SECOND), link=f"{URL}#:~:text=Its")),
    )
    screen = render_answer(both, article=article, link=link)
    assert [line.strip() for line in shown(screen).split("\n") if URL in line] == [URL]
    assert f"\x1b]8;id=0;{LINKS['w1']}\x1b\\" in shown(screen, colours=True)
    lines = [line.strip() for line in piped(screen).split("\n") if URL in line]
    assert lines == [f"[1] {LINKS['w1']}", f"[2] {URL}#:~:text=Its"]


@pytest.mark.parametrize("width", range(20, 110, 3))
def test_no_day_is_broken_by_the_end_of_a_line(width):
    """Nor does a number of a citation or a dot begin a line."""
    lines = [line.strip() for line in shown(SCREENS["answer"], width=width).split("\n")]
    assert "2 Mar 2024" in "\n".join(lines)
    assert not [line for line in lines if line.startswith(("[", "·"))]


def test_a_percentage_is_not_broken():
    assert shown(Wrapped(Text("only 14.0 % sure")), width=9) == "only\n14.0 %\nsure\n"


def test_a_word_longer_than_a_line_is_broken_and_kept_whole():
    said = "Llanfairpwllgwyngyll 日本語日本語日本語 e\u0301te\u0301 13 Dec 2024 [1][2]"
    for width in (2, 3, 7, 12, 40):
        lines = shown(Wrapped(Text(said)), width=width).rstrip("\n").split("\n")
        assert max(map(cell_len, lines)) <= width
        assert "".join("".join(lines).split()) == "".join(said.split())


def test_statements_without_a_short_answer_are_a_list():
    two = replace(ANSWERED, kind=Kind.OVERVIEW)
    assert "\n  • The ferry stopped running on Friday. [1][2]\n  • Its owner, " in trimmed(render(two))
    alone = replace(two, statements=two.statements[:1])
    assert "\n  The ferry stopped running on Friday. [1][2]\n" in trimmed(render(alone))


def test_days_of_a_timeline_stand_before_what_happened():
    said = [replace(one, label=day) for one, day in zip(ANSWERED.statements, ("1 March 2024", "2024"), strict=True)]
    lines = shown(render(replace(ANSWERED, kind=Kind.TIMELINE, statements=tuple(said))), width=60).split("\n")
    assert lines[1].startswith("  1 March 2024  The ferry stopped")
    second = next(number for number, line in enumerate(lines) if line.startswith("  2024"))
    assert lines[second].startswith("  2024          Its owner")
    assert lines[second + 1].startswith(" " * 16)


def test_a_label_stands_once_above_what_it_is_about():
    said = tuple(replace(one, label="Brill") for one in ANSWERED.statements)
    page = trimmed(render(replace(ANSWERED, kind=Kind.COMPARISON, statements=said)))
    assert page.startswith("\n  Brill\n  • The ferry stopped")
    assert page.count("  Brill\n") == 1


def test_a_search_shows_the_sentences_with_the_words():
    page = render_hits([hit(LOCAL)], query="who wanted the quay of Brill back?", article=article, link=link)
    assert "     … Its owner, the Brill Line, sold" in shown(page)
    assert "\x1b[1mBrill\x1b[0m" in shown(page, colours=True)
    assert "\x1b[1mof\x1b[0m" not in shown(page, colours=True)


def test_a_heading_does_not_run_into_the_text():
    text = "Nobody was hurt.\n\nWhat the line left behind\n\nTwo boats lie at the quay. They are for sale."
    passage = Passage("ferry.txt", 0, len(text), text, tuple(sentence_spans(text)))
    assert excerpt(passage, "boats")[0].startswith("… Two boats")
    assert excerpt(passage, "the line behind") == [
        "What the line left behind",
        "Two boats lie at the quay. They are for sale.",
    ]
    assert excerpt(passage, "", max_chars=50) == ["Nobody was hurt.", "What the line left behind …"]


@pytest.mark.parametrize("colour", [NUMBER, LINK, GOOD, WARNING, BAD])
def test_every_colour_can_be_read_on_white_and_on_black(colour):
    light = luminance(Color.parse(colour).get_truecolor())
    assert min(1.05 / (light + 0.05), (light + 0.05) / 0.05) > 3.5


def luminance(colour):
    """Return the relative luminance of a colour, as WCAG 2 defines it."""
    parts = [part / 255 for part in colour]
    lit = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * lit[0] + 0.7152 * lit[1] + 0.0722 * lit[2]


def trimmed(renderable):
    return "\n".join(line.rstrip() for line in shown(renderable).split("\n"))


def render(answer):
    return render_answer(answer, article=article, link=link)


def test_a_page_of_a_pdf_is_linked():
    paged = replace(ANSWERED, citations=tuple(replace(one, link="corpus/a.pdf#page=3") for one in ANSWERED.citations))
    page = shown(render_answer(paged, article=article, link=link, hyperlinks=True), colours=True)
    linked = {address for _, address in OUR_OWN.findall(page) if address}
    assert linked == {(Path.cwd() / "corpus" / "a.pdf").as_uri() + "#page=3"}


def test_talk_is_answered_in_each_form():
    talk = replace(NOT_FOUND, kind=Kind.TALK, notes=("I read English only.",), passages=())
    assert shown(render_answer(talk, article=article, link=link)).strip() == "I read English only."
    assert short_text(talk) == answer_markdown(talk) == "I read English only."


@pytest.mark.parametrize(
    ("confidence", "word"), [(1.0, "sure"), (0.75, "sure"), (0.749, "likely"), (0.5, "likely"), (0.49, "weak")]
)
def test_confidence_is_a_word(confidence, word):
    page = shown(render_answer(replace(ANSWERED, answer="Friday", confidence=confidence), article=article, link=link))
    assert f"  Friday · {word}\n" in page
    assert "%" not in page.replace("%20", "")


def test_a_weak_answer_is_muted():
    weak = shown(
        render_answer(replace(ANSWERED, answer="Friday", confidence=0.4), article=article, link=link), colours=True
    )
    sure = shown(render_answer(replace(ANSWERED, answer="Friday"), article=article, link=link), colours=True)
    assert "\x1b[2mFriday" in weak
    assert "\x1b[1;38;5;28mFriday" in sure


def test_the_answer_alone_is_one_line():
    assert short_text(replace(ANSWERED, answer="On\nFriday\x1b[31m")) == "On Friday[31m"
    assert short_text(ANSWERED).startswith("The ferry stopped running on Friday. Its owner")
    assert "\n" not in short_text(ANSWERED)
    assert short_text(NOT_FOUND) == "The articles do not say."


def test_passages_that_are_not_near_are_not_shown():
    assert "Nearest" in shown(SCREENS["not-found"])
    lines = [line.strip() for line in shown(SCREENS["not-found-far"]).split("\n") if line]
    assert lines == ["The articles do not say.", WHY, "Note: Earlier turns are not used."]
    by_words = [far(found) for found in ANSWERED.passages]
    assert matching(by_words) == by_words
    assert matching(replace(found, ranks={"dense": 2}) for found in by_words) == []
    assert "No passage has these words or is about this." in shown(SCREENS["no-hits"])


def test_ranks_are_told_in_words():
    assert describe_ranks({"dense": 3, "bm25": 1}) == "1st by its words, 3rd by its meaning"
    assert describe_ranks({"dense in context": 21}) == "21st by its meaning with what was said before"
    assert describe_ranks({"bm25 in time": 112}) == "112th by its words in the period of the question"


def test_a_pipe_gets_each_link_on_one_line():
    assert f"     {LINKS['w1']}\n" in piped(SCREENS["answer"])
    assert len(LINKS["w1"]) > 120


@pytest.mark.parametrize("width", [20, 40, 80, 120, 200])
@pytest.mark.parametrize("name", SCREENS)
def test_every_line_but_a_link_fits_the_terminal(name, width):
    """A link stays on one line, which the terminal wraps and copies whole."""
    lines = shown(SCREENS[name], width=width).split("\n")
    links = {line for line in lines if any(line.strip().endswith(link) for link in (*LINKS.values(), URL))}
    assert max(len(line) for line in lines if line not in links) <= width


def test_no_word_of_a_quote_is_lost_in_a_narrow_terminal():
    words = shown(SCREENS["answer-quotes"], width=30).split()
    quote = "“" + " ".join(TEXT[37:-17].split()) + "”"
    assert quote in " ".join(words)


def test_the_answering_words_alone_are_bold_in_a_quote():
    coloured = shown(SCREENS["answer-quotes"], colours=True, width=200)
    assert "“The ferry stopped running on \x1b[1mFriday\x1b[0m.”" in coloured
    assert "Its owner, the \x1b[1mBrill Line\x1b[0m, sold both boats" in coloured


STEERING = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]",
)
OUR_OWN = re.compile(r"\x1b(\[[\d;]*m|\]8;(?:id=0)?;([^\x1b]*)\x1b\\)")
"""The colours and links that are meant to be there; the address of a link is the second group."""
HOSTILE = {
    "colour": "\x1b[31mred\x1b[0m",
    "cursor": "up\x1b[2J\x1b[Hdown",
    "c1": "one\x9b31mtwo\x9dthree",
    "link": "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "title": "\x1b]0;owned\x07",
    "bidi": "a\u202egnp.exe\u202c\u2066b\u2069\u061cc\u200ed\u200fe",
    "zero width": "zero\u200bwidth\u2060\ufeff",
    "overwrite": "good\rbad\x08\x08evil",
    "lines": "first\nsecond\u2028third\x85fourth\x0bfifth\x0c",
    "nul": "a\x00b\x7f",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("place", ["title", "source", "text", "path", "link", "unknown word", "reason"])
def test_no_article_steers_the_terminal(name, place):
    evil = HOSTILE[name]
    text = f"Before {evil} after it." if place == "text" else "Before and after it."
    whole = Span(0, len(text))
    bad = Article(
        id="x",
        title="" if place == "path" else (evil if place == "title" else "Title"),
        source=evil if place == "source" else "Source",
        url="",
        authors=(),
        published=None,
        path=evil if place == "path" else "x.txt",
        text=text,
    )
    target = f"https://x.example/{evil}" if place == "link" else "x.txt:1"
    quoted = Citation(1, bad, *whole, text, target, (Span(3, len(text) - 2),))
    answered = replace(
        ANSWERED, statements=(Statement(text, (1,)),), citations=(quoted,), passages=(), unknown_words=(), notes=()
    )
    found = Hit(Passage("x", *whole, text, (whole,)), 1.0, {"bm25": 1})
    lost = replace(NOT_FOUND, passages=(found,), unknown_words=(evil,) if place == "unknown word" else ())
    report = replace(REPORT, skipped=(Skipped(bad.path, evil if place == "reason" else "is bad"),))
    for screen in (
        render_answer(answered, article=lambda _: bad, link=lambda _: target),
        render_answer(answered, article=lambda _: bad, link=lambda _: target, quotes=True, hyperlinks=True),
        render_answer(lost, article=lambda _: bad, link=lambda _: target, refusal=evil),
        render_answer(lost, article=lambda _: bad, link=lambda _: target, passages=1),
        render_hits([found], query="after", article=lambda _: bad, link=lambda _: target),
        render_report(report, {}),
    ):
        plain = shown(screen, width=200)
        assert not STEERING.search(plain)
        coloured = shown(screen, width=200, colours=True)
        assert "\x1b" not in OUR_OWN.sub("", coloured)
        assert {address for _, address in OUR_OWN.findall(coloured) if address} <= {
            sanitize(target),
            (Path.cwd() / "x.txt").as_uri(),
        }


@pytest.mark.parametrize("markup", ["[bold]x[/bold]", "[link=https://evil.example]x[/link]", "[/]", "[red", ":smile:"])
def test_rich_markup_in_an_article_is_text(markup):
    text = f"It says {markup} here."
    bad = Article("x", markup, markup, "", (), None, "x.txt", text)
    quoted = Citation(1, bad, 0, len(text), text, f"https://x.example/{markup}")
    answered = replace(ANSWERED, statements=(Statement(text, (1,)),), citations=(quoted,), passages=(), notes=(markup,))
    page = shown(render_answer(answered, article=lambda _: bad, link=lambda _: "x.txt:1", quotes=True), width=200)
    assert page.count(markup) == 6
    report = shown(render_report(replace(REPORT, skipped=(Skipped(markup, markup),), note=markup), {}), width=200)
    assert report.count(markup) == 3


def test_harmless_text_keeps_every_script():
    text = "naïve “quotes” – Ελληνικά العربية עברית हिन्दी 漢字 👩‍👩‍👧 می‌خواهم"
    assert sanitize(text) == text
    assert sanitize("  two\tspaces\n\nhere ") == " two spaces here "


def test_many_skipped_files_are_counted_not_listed():
    skipped = tuple(Skipped(f"{number}.txt", "is empty") for number in range(1025))
    page = shown(render_report(replace(REPORT, skipped=skipped), {}))
    assert "1,025 skipped" in page
    assert "Skipped 0.txt, 1.txt, 2.txt, 3.txt and 1,021 more: is empty" in page
    skipped = tuple(Skipped(f"{number}.txt", f"is damaged at {number}") for number in range(1025))
    page = shown(render_report(replace(REPORT, skipped=skipped), {}))
    assert page.count("Skipped ") == 20
    assert "... and 1,005 more, for other reasons" in page


def test_days_are_written_for_people():
    assert format_day(date(2024, 3, 2)) == "2 Mar 2024"
    assert format_day(date(987, 12, 31)) == "31 Dec 987"
    assert format_day(None) == "undated"


def test_sources_that_differ_are_told_with_who_says_what_and_when():
    other = replace(WEB, source="Valley\x1b[31m Courier", published=date(2024, 3, 4))
    differing = replace(
        ANSWERED,
        answer="Friday",
        statements=(ANSWERED.statements[0],),
        citations=(ANSWERED.citations[0], replace(ANSWERED.citations[1], article=other)),
        alternatives=(Alternative("Saturday", (2,)),),
        independent_sources=1,
    )
    out = Console(file=io.StringIO(), width=100, no_color=True)
    out.print(render_answer(differing, article=lambda _: LOCAL, link=lambda _: "x"))
    lines = [line.strip() for line in out.file.getvalue().splitlines() if line.strip()]
    assert lines[:4] == [
        "Friday · sure",
        "Sources differ",
        "Friday: Harbour Post, 2 Mar 2024 [1]",
        "Saturday: Valley[31m Courier, 4 Mar 2024 [2]",
    ]
    assert "Sources differ" not in render_text(replace(differing, alternatives=()))
    replaced = render_text(replace(differing, alternatives=(Alternative("Saturday", (2,), earlier=True),)))
    assert "Sources differ" not in replaced
    assert "earlier Saturday: Valley" in replaced
    assert "Friday · sure · 2 independent sources" in render_text(replace(differing, independent_sources=2))


def render_text(answer):
    out = Console(file=io.StringIO(), width=100, no_color=True)
    out.print(render_answer(answer, article=lambda _: LOCAL, link=lambda _: "x"))
    return out.file.getvalue()


def test_a_part_of_a_sentence_is_shown_as_one():
    text = "The ferry stopped on Friday; the council blamed the price of diesel; it sails again in May."
    part = "the council blamed the price of diesel;"
    cited = Article("x", "Ferry", "", "", (), None, "x.txt", text)
    start = text.index(part)
    quoted = Citation(1, cited, start, start + len(part), part, "x.txt:1")
    answered = replace(ANSWERED, statements=(Statement(part, (1,)),), citations=(quoted,), passages=(), notes=())
    page = shown(render_answer(answered, article=lambda _: cited, link=lambda _: "x.txt:1"), width=200)
    assert f"[…] {part} […]" in page
    whole = Citation(1, cited, 0, len(text), text, "x.txt:1")
    answered = replace(answered, statements=(Statement(text, (1,)),), citations=(whole,))
    assert "[…]" not in shown(render_answer(answered, article=lambda _: cited, link=lambda _: "x.txt:1"), width=200)
