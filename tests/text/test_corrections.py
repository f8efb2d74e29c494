"""Corrections in the wordings of many papers: what they withdraw, when they were made, and what is no correction."""

import pytest

from qabot.text.corrections import corrections_in


def withdrawn(text, title=""):
    return [text[start:end].strip() for one in corrections_in(text, title) for start, end in one.withdrawn]


@pytest.mark.parametrize(
    ("text", "recitals"),
    [
        (
            "Correction: This article first gave the number of dead as 31. There were 13.",
            ["This article first gave the number of dead as 31."],
        ),
        (
            "CORRECTION (Jan. 13): A previous version misstated the day. It opens on 14 March, not 4 March.",
            ["A previous version misstated the day.", "4 March"],
        ),
        (
            "This article was amended on 3 May. It originally said that six had died; four people died.",
            ["It originally said that six had died"],
        ),
        (
            "An earlier version of this article said six people died, when in fact four did.",
            ["An earlier version of this article said six people died"],
        ),
        (
            "This report was corrected because an earlier version gave the height as 40 metres instead of 14 metres.",
            ["This report was corrected because an earlier version gave the height as 40 metres"],
        ),
        ("The headline of this story has been corrected from 780 to 870.", ["780"]),
        (
            "Because of an editing error, an article on Friday gave the wrong height. It is 40 metres, not 14.",
            ["Because of an editing error, an article on Friday gave the wrong height.", "14"],
        ),
        (
            "Correction: The mayor was given as Ida Roe. That is wrong: he is Jo Roe.",
            ["Correction: The mayor was given as Ida Roe."],
        ),
        ("Correction: We wrote that six had died; four people died.", ["We wrote that six had died"]),
        ("Correction: This story was updated to show that four died, not six.", ["six"]),
        ("Correction: Nine died. That was wrong of the brigade, the mayor said.", []),
        ("Editor's note: The number of elk in this story has been corrected to 870.", []),
        ("**Update, 6 p.m.:** The council now says that the oak was 410 years old, not 300.", ["300"]),
        ("Clarification: Greta Munn is the chairwoman; the chief executive is Hans Orry.", []),
    ],
)
def test_what_a_correction_recites_is_withdrawn(text, recitals):
    story = f"The first paragraph of the story says something.\n\n{text}"
    assert len(corrections_in(story, "")) == 1
    assert withdrawn(story) == recitals


@pytest.mark.parametrize(
    ("title", "text", "recital"),
    [
        ("Correction: rector", "On 1 March we reported that Tom Vale is rector. That was wrong: Lena Vale is.", 0),
        ("Retraction: bribe", "We retract our report of 2 April that Odo Falk took 5,000 crowns. It was forged.", 0),
        ("Corrections", "The bridge is closed. Our report that it had reopened was false.", 1),
    ],
)
def test_an_article_that_corrects_another_recites_what_it_withdraws(title, text, recital):
    assert withdrawn(text, title)[0].startswith(text.split(". ")[recital][:30])


@pytest.mark.parametrize(
    "text",
    [
        "The first edition of Emma was sold for 375,000 crowns, said the Ledger.",
        "A version of this story first appeared in our letter. Not a subscriber? It is free.",
        "The court corrected the sentence of Ivar Moe: he must serve four years, not six.",
        "Editor's note: The author was born in Lund.",
        "The council wrongly said that the bridge was safe. The list was updated in 2011.",
        "The minister withdrew his claim that the builder had bribed the council.",
        "He did not win the prize, and the report of the judges said why.",
    ],
)
def test_news_about_errors_is_no_correction(text):
    assert corrections_in(text, "Court corrects sentence") == ()


@pytest.mark.parametrize(
    ("text", "made_on"),
    [
        ("Correction, 12 January: An earlier version of this article said 30.", (12, 1, None)),
        ("Correction (Jan. 13, 2025): An earlier version of this article said 30.", (13, 1, 2025)),
        ("This article was amended on 3 February 2025 to say that 13 died.", (3, 2, 2025)),
        ("Correction: An earlier version of this article said that it opens on 4 March.", None),
    ],
)
def test_a_correction_says_when_it_was_made(text, made_on):
    day = corrections_in(text, "")[0].made_on
    assert (day and (day.day, day.month, day.year)) == made_on


@pytest.mark.parametrize(
    ("title", "text", "retracts"),
    [
        ("Corrections and clarifications", "A report on 1 May said that A won. In fact B won.", False),
        ("Correction: chess cup", "We wrongly reported that A won. The winner was B.", False),
        ("Retraction: Judge Fenn", "The Ledger retracts its report of 1 March.", True),
        ("An apology to Lina Gaup", "The article was wrong, and we withdraw it.", True),
        ("Judge Fenn", "The Ledger has retracted its report of 1 March. No bribe was taken.", True),
    ],
)
def test_an_article_may_correct_or_retract_another(title, text, retracts):
    found = corrections_in(text, title)
    assert found
    assert found[0].others
    assert found[0].retracts is retracts
