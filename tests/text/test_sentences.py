"""Where sentences end: abbreviations, clocks, lists, lone marks, German dates, questions with their replies."""

import pytest

from qabot.text.clauses import is_cut
from qabot.text.sentences import sentence_spans


def sentences(text):
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The hearing is at 7 p.m. Friday in the town hall.",
        "The doors open at 7 p.m. EST and close at 11 p.m. GMT on Sunday.",
        "It began at 10 a.m. May 5 and at 10 a.m. Moscow time.",
        "See Vol. 3 of the report, No. IV of the list and Fig. 2.",
        "It cost approx. 5 million crowns, up 4 pct. in May.",
        "It rained Tues. night and Wed. morning, as on Dec. 5 and in Jan. 2020.",
        "The letter came from Amb. Poe, Atty. Gen. Roe, Maj. Gen. Bell and Supt. Quill.",
        "A ship shadowed the U.S. Sixth Fleet and the U.S. Navy off the U.S. East Coast.",
        "Am 15. November fiel in Arden Schnee, am 3. Januar 2020 und vom 2. April an nicht.",
        'They cut a 3" pipe and a 12" beam out of the wall at Brill.',
    ],
)
def test_a_sentence_goes_on_behind_an_abbreviation(sentence):
    assert sentences(f"Nobody came. {sentence} All was said.") == ["Nobody came.", sentence, "All was said."]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("He left the U.S.", "She stayed."),
        ("The ferry leaves at 7 p.m.", "The doors open at six."),
        ("The last boat left at 7 p.m.", "Friday is the last day."),
        ("The record is 15.", "November was cold."),
        ("He was a general, and she was a Gen.", "The army agreed."),
        ("They took a 3\" pipe out of the wall.", "It was old."),
        ('It was old, she said.', '"Nobody knew of it," he said.'),
        ('"We go home today."', "They went."),
    ],
)  # fmt: skip
def test_a_new_sentence_begins_behind_an_abbreviation_or_mark(first, second):
    assert sentences(f"{first} {second} All was said.") == [first, second, "All was said."]


@pytest.mark.parametrize("mark", "–—·•*-")
def test_each_item_of_a_list_is_a_sentence(mark):
    text = f"The council wants:\n{mark} a bridge at Brill\n{mark} a ferry from Arden\n{mark} a mill"
    assert sentences(text) == text.split("\n")


@pytest.mark.parametrize("title", ['"The Ferry," by Ann Poe.', "“The Ferry,” by Ann Poe.", "The Ferry, by Ann Poe."])
def test_the_number_of_an_item_stands_with_it(title):
    text = f"Ten books:\n\n7. {title}\n\n8. {title} It is new."
    assert sentences(text) == ["Ten books:", f"7. {title}", f"8. {title}", "It is new."]


def test_a_wrapped_line_that_begins_with_a_dash_is_no_item():
    text = "The mayor of Brill\n– who was ill – came to the hall."
    assert sentences(text) == [text]


def test_a_quotation_that_goes_on_in_the_next_paragraph_holds_no_sentences_together():
    text = 'He spoke. "It was old. Nobody knew. It broke.\n\n"Then we left. We went home," he said.'
    assert sentences(text)[:4] == ["He spoke.", '"It was old.', "Nobody knew.", "It broke."]


@pytest.mark.parametrize(
    "pair",
    [
        "Q: Who pays?\nA: The brewery Hasselt, mostly.",
        "LEDGER: Who built the ferry?\n\nPRINE: The yard at Corle built it.",
        "Mr. Ruddock, when was the leak found?\n\nMR. RUDDOCK: In March 2024, by a diver.",
        "Olav Prine: Who is the captain?\n\nMara Bell (laughs): Marit Sund, from next week.",
    ],
    ids=["Q and A", "capitals", "form of address", "names"],
)
def test_a_reply_stands_with_its_question(pair):
    speaker = "CHAIR: Good morning. " if pair.startswith("Mr.") else ""
    assert sentences(f"{speaker}{pair} That is all.") == [*sentences(speaker), pair, "That is all."]


def test_a_short_reply_without_labels_stands_with_its_question():
    assert sentences("How many cars?\n\nSixty.\n\nWho knew?\n\nNobody in the town of Arden knew of it.") == [
        "How many cars?\n\nSixty.",
        "Who knew?",
        "Nobody in the town of Arden knew of it.",
    ]


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("The mill burned down, and nobody knew why; it was old.", (False, False)),
        ("The mill burned down, and nobody knew why;", (False, True)),
        ("it was old.", (True, False)),
        ("nobody knew why;", (True, True)),
        ("“It burned,” he said.", (False, False)),
        ("An item without a mark", (False, False)),
        ("Arden | 4,300", (False, False)),
    ],
)
def test_a_part_of_a_sentence_is_known_as_one(quote, expected):
    text = (
        "It rained. The mill burned down, and nobody knew why; it was old. “It burned,” he said.\n\n"
        "An item without a mark\nArden | 4,300\nBrill | 1,200"
    )
    start = text.index(quote)
    assert is_cut(text, start, start + len(quote)) == expected
