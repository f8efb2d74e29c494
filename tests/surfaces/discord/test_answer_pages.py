"""What a person reads in Discord: an answer, a refusal, talk and lists as rendered text, and how they are laid out."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from qabot.model import Alternative, Answer, Article, Citation, Hit, Kind, Passage, Span, Statement
from qabot.surfaces.discord.asking.computing import meant_questions
from qabot.surfaces.discord.memory.stored_answer import StoredAnswer
from qabot.surfaces.discord.pages.answer import answer_sections, tone_of
from qabot.surfaces.discord.pages.buttons import rows_under
from qabot.surfaces.discord.pages.layout import COLOURS, layout
from qabot.surfaces.discord.pages.passages import hits_blocks
from qabot.surfaces.discord.pages.split_messages import pack
from qabot.text.sentences import sentence_spans

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
# An event loop wakes itself through a pair of sockets; nothing is connected to.
TEXT = (
    "The ferry stopped running on Friday. Its owner, the Brill Line, sold both boats to a dealer in Arden, and the "
    "mayor said that fourteen people had lost their work."
)
FIRST, SECOND, CUT = Span(0, 36), Span(37, len(TEXT)), Span(37, 101)
URL = "https://harbour-post.example/ferry"
WEB = Article("w1", "Ferry line [closes]", "Harbour Post", URL, (), date(2024, 3, 2), "wire.jsonl", TEXT)
FILE = Article("ferry.txt", "", "", "", (), None, "ferry.txt", TEXT)


def cite(number, article, span):
    link = f"{URL}#:~:text={number}" if article.url else f"corpus/{article.path}:1"
    return Citation(number, article, *span, article.text[span.start : span.end], link)


SURE = Answer(
    question="When did the *ferry* stop?",
    standalone_question="When did the *ferry* stop?",
    status="answered",
    answer="Friday",
    confidence=0.9,
    statements=(Statement(TEXT[:36], (1, 2)),),
    citations=(cite(1, WEB, FIRST), cite(2, FILE, FIRST)),
    passages=(),
    notes=(),
    unknown_words=(),
    build="b",
    timings_ms={},
    independent_sources=2,
)
REFUSED = replace(SURE, status="not_found", answer=None, confidence=0.1, statements=(), citations=())
SEVERAL = (Statement(TEXT[:36], (1,), label="2 March 2024"), Statement(TEXT[CUT.start : CUT.end], (2,)))
ANSWERS = {
    "sure": SURE,
    "likely, a follow-up": replace(SURE, question="when?", confidence=0.6, independent_sources=1),
    "weak, with old evidence": replace(SURE, confidence=0.45, notes=("The newest evidence is 2 years old.",)),
    "timeline, one sentence cut": replace(
        SURE,
        answer=None,
        kind=Kind.TIMELINE,
        statements=SEVERAL,
        citations=(cite(1, WEB, FIRST), cite(2, WEB, CUT), cite(3, WEB, SECOND)),
    ),
    "comparison": replace(
        SURE,
        answer=None,
        kind=Kind.COMPARISON,
        statements=tuple(replace(one, label=side) for side in ("Arden", "Brill") for one in SEVERAL),
    ),
    "sources differ": replace(
        SURE,
        citations=(*SURE.citations, cite(3, WEB, SECOND)),
        alternatives=(Alternative("Thursday", (2,)), Alternative("Monday", (3,), earlier=True)),
    ),
    "refused": REFUSED,
    "hello": replace(REFUSED, question="hi", standalone_question="hi", kind=Kind.TALK, notes=("Hello. I answer.",)),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_as_text(snapshot, name):
    answer = ANSWERS[name]
    (texts,) = pack(answer_sections(answer, refusal="No article mentions pilots."))
    assert "\n\n──────────\n\n".join([f"[{tone_of(answer)}]", *texts]) == snapshot


def test_the_question_is_left_out_where_it_stands_above():
    above = pack(answer_sections(SURE, question_above=True))[0][0]
    assert above.startswith("### Friday\n")
    followed = replace(SURE, question="when?")
    assert pack(answer_sections(followed, question_above=True))[0][0].startswith("-# → When did")
    assert pack(answer_sections(followed))[0][0].startswith("-# when? → When did")


def test_a_stale_index_is_told_of():
    made = datetime(2024, 3, 2, tzinfo=UTC)
    said = pack(answer_sections(SURE, stale_since=made))[0][-1]
    assert said == "-# The articles have changed since they were indexed <t:1709337600:R>."
    assert len(pack(answer_sections(SURE))[0]) == 2


def test_a_search_shows_the_sentences_with_the_words_and_says_when_none_has_them():
    text = "A cold spring\n\nNobody was hurt.\n\n# Boats [for] sale\n\nTwo boats lie at the quay."
    passage = Passage("w1", 0, len(text), text, tuple(sentence_spans(text)))
    found = Hit(passage, 1.0, {"bm25": 1, "dense": 2}, {"bm25": 4.0, "dense": 0.3})

    def blocks(*hits):
        return hits_blocks("boats", hits, article=lambda _: WEB, link=lambda _: URL)

    assert blocks(found)[1].split("\n")[1:] == ["> \\# Boats \\[for\\] sale", "> Two boats lie at the quay."]
    far = replace(found, ranks={"dense": 1})
    nothing = ["**Passages for** boats", "No passage has these words or is about this."]
    assert blocks() == blocks(far) == nothing


def laid_out(texts, **how):
    async def make():
        return layout(texts, **how).to_components()

    return asyncio.run(make())


@pytest.mark.parametrize(("tone", "colour"), COLOURS.items())
def test_an_answer_is_a_box_whose_edge_says_how_sure_it_is(tone, colour):
    (box,) = laid_out(["said", "sources"], tone=tone)
    assert [one["type"] for one in box["components"]] == [10, 14, 10]
    assert box.get("accent_color") == colour


@pytest.mark.parametrize("tone", [None, "talk"])
def test_a_sentence_has_no_box(tone):
    assert [one["type"] for one in laid_out(["a sentence"], tone=tone)] == [10]


def kept(**changes):
    fields = {
        "id": "0123456789abcdef",
        "asker": 1,
        "server": 9,
        "channel": 1,
        "private": False,
        "granted": "",
        "question": "Who?",
        "standalone_question": "Who?",
        "status": "answered",
        "short": None,
        "evidence": [{"article_id": "a", "start": 0, "end": 9, "digest": "", "quoted": [[1, 0, 5]]}],
        "named": {},
        "pages": (),
        "turns": (),
        "continues": None,
        "days": {},
        "threads": True,
        "tone": "sure",
    }
    return StoredAnswer.model_validate(fields | changes)


def labels(answer):
    return [[one.item.label or str(one.item.emoji) for one in row] for row in rows_under(answer)]


@pytest.mark.parametrize(
    ("changes", "rows"),
    [
        ({}, [["Passages", "Thread", "Wrong citation"], ["👍", "👎", "Delete"]]),
        ({"threads": False}, [["Passages", "Wrong citation", "👍", "👎", "Delete"]]),
        ({"private": True, "threads": False}, [["Passages", "Share", "Wrong citation", "👍", "👎"]]),
        (
            {"follow_ups": ("What " + "x" * 200, "When?"), "threads": False},
            [["What " + "x" * 74 + "…", "When?"], ["Passages", "Wrong citation", "👍", "👎", "Delete"]],
        ),
        ({"status": "not_found", "evidence": []}, [["Ask again", "👍", "👎", "Delete"]]),
        ({"tone": "talk"}, []),
    ],
)
def test_the_buttons_of_an_answer(changes, rows):
    assert labels(kept(**changes)) == rows


def test_what_a_mistyped_question_means_is_a_button():
    assert meant_questions(replace(REFUSED, suggestion="When did it stop?")) == ("When did it stop?",)
    assert meant_questions(SURE) == ()
