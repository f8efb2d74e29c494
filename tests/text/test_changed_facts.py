"""Versions of one sentence that state different facts, and versions that only word the same facts differently."""

import pytest

from qabot.text.changed_facts import state_different_facts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kurt Weel was sworn in as mayor on Monday.", "Olga Brandt was sworn in as mayor on Monday."),
        ("The fair opens in Saxby.", "The fair opens in Tresk."),
        ("The fair opens in Saxby.", "The fair opens in Upper Saxby."),
        ("The fair opens on 4 March.", "The fair opens on 14 March."),
        ("The fair opens on Monday.", "The fair opens on Friday."),
        ("The fair opens next spring.", "The fair opens next autumn."),
        ("The fair opens on Monday morning.", "The fair opens on Monday evening."),
        ("The fair had ten thousand visitors.", "The fair had twelve thousand visitors."),
        ("One man was hurt at the fair.", "Two men were hurt at the fair."),
        ("The boats will sail on Sunday.", "The boats will not sail on Sunday."),
        ("The boats will sail.", "The boats won’t sail."),
        ("The county accepted the offer.", "The county rejected the offer."),
        ("Brill beat Corle in the final.", "Corle beat Brill in the final."),
        ("Brill 3, Corle 1, said the board.", "Brill 1, Corle 3, said the board."),
    ],
)
def test_another_fact_in_the_same_words(one, other):
    assert state_different_facts([one], [other])
    assert state_different_facts([other, "It rained."], ["It rained.", one])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Putin met the mayor of Halm.", "Vladimir Putin met the mayor of Halm on Monday."),
        ("Zelensky met the mayor of Halm.", "Zelenskiy met the mayor of Halm."),
        ("The fair opens on 4 March.", "The fair opens on Tuesday."),
        ("The fair opens in the fall of 2024.", "The fair opens in the autumn of 2024."),
        ("The fair opened on Monday night.", "The fair opened on Monday evening."),
        ("The fair cost 1.2 million crowns.", "The fair cost 1,200,000 crowns."),
        ("She said it as a joke, she told the Courier.", "She said it as a joke, she told the Gazette."),
        ("The strike was the longest in Halm since 1979.", "No strike in Halm was longer since 1979."),
        ("By Anna Holm, Courier", "By Karl Denz, Courier"),
        ("On Monday the fair opened in Halm.", "The fair opened in Halm on Monday."),
        ("A dog bit a man in Halm.", "The trams of Lund were late."),
    ],
)
def test_the_same_facts_in_other_words(one, other):
    assert not state_different_facts([one], [other])
    assert not state_different_facts([one], [one])
