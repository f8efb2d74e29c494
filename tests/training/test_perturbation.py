"""Questions are perturbed so that their passage no longer answers them."""

import random

import pytest

from qabot.training.perturbation import names_and_numbers, perturb_question

PASSAGE = "Mara drew it in Arden in 1999, and then Juno drove the herds."


def perturbed(question, *, passage=PASSAGE, names=()):
    """Return everything that a question can become."""
    made = (perturb_question(question, passage, ["Mara"], names, random.Random(seed)) for seed in range(80))
    return {one for one in made if one is not None}


@pytest.mark.parametrize(
    ("question", "becomes"),
    [
        ("Who drew the bridge of Brill?", {"Who drew the bridge of Arden?", "Who drew the bridge of Juno?"}),
        ("Who came in 2004?", {"Who came in 1999?"}),
        ("who won the first round?", {"who lost the first round?", "who won the last round?"}),
        ("Who will come?", {"Who won't come?"}),
        ("Who can come?", {"Who can't come?"}),
        ("What did it say?", {"What didn't it say?"}),
        ("Who mended the roads?", {"Who mended the herds?"}),
        ("Why did it stop?", set()),
        ("First of all, who drew it?", set()),
        ("Who drew it?", set()),
        ("", set()),
    ],
)
def test_one_place_is_changed(question, becomes):
    assert perturbed(question) == becomes


def test_names_of_other_questions_are_swapped_in_too():
    assert perturbed("Who came in 2004?", passage="Mara came.", names=["Arden", "7", "1871"]) == {"Who came in 1871?"}
    assert perturbed("Who came in 2004?", passage="Mara came.", names=["Arden", "7"]) == {"Who came in 7?"}
    assert perturbed("Who saw Brill?", passage="Mara came.", names=["Arden", "7"]) == {"Who saw Arden?"}


def test_the_answer_is_never_swapped_in():
    assert perturbed("Who drew the bridge of Brill?", passage="It is said that Mara drew it.") == set()


def test_the_names_in_questions():
    questions = [
        "Who drew the Bridge of Brill in 1,140?",
        "In Arden, who met Mara Quill on day 7 of May?",
        "Is it 1999?",
    ]
    assert names_and_numbers(questions) == ["1,140", "1999", "7", "Arden", "Bridge of Brill", "Mara Quill", "May"]
    assert names_and_numbers([]) == []
