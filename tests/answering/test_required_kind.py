"""Answers that cannot be meant are ruled out by their kind."""

import pytest

from qabot.answering.short_answers.required_kind import is_possible


@pytest.mark.parametrize(
    ("question", "possible", "impossible"),
    [
        ("What did the restoration of the market cost?", "€214 million", "a food market with 53 shops"),
        ("what does the ticket cost", "3.50", "the ferry"),
        ("How much does Russia pay for the port?", "free of charge", "its only base"),
        ("How many soldiers are there?", "about two thousand", "Russia's only outposts"),
        ("How many ships were lost?", "none", "the frigate"),
        ("In which year was it built?", "1971", "by the Soviet navy"),
        ("In what year was it closed?", "last year", "the harbour"),
        ("How long does the lease run?", "49 years", "free of charge"),
        ("Who chairs the co-operative?", "Célia Antunes", "all growers"),
        ("who wrote the report", "the UN", "the council"),
        ("How tall is the minaret?", "45 m", "the Great Mosque"),
        ("how deep is the lake", "a few metres", "every metre"),
        (
            "Which Russian bases are in Syria?",
            "Tartous and the Khmeimim air base",
            "Russia's only outposts in the region",
        ),
        ("In which bay is it?", "the largest bay of Norrland, Brillvik", "the country’s largest bay"),
        ("which animals live there", "wolves", "their only animals"),
        ("What percentage of the harvest was lost?", "nearly half", "the coffee"),
    ],
)
def test_the_wording_requires_a_kind(question, possible, impossible):
    assert is_possible(question, possible)
    assert not is_possible(question, impossible)


@pytest.mark.parametrize("question", ["Who drew the bridge?", "Where is it?", "What burned?", "When did it close?", ""])
def test_other_questions_require_none(question):
    assert is_possible(question, "the mayor of Brill")
