"""What proves nothing: questions, headings, fragments and speakers' labels; and what does prove, though it is short."""

import pytest

from qabot.answering.short_answers.provable import can_prove
from qabot.ingest.passages import PassageSize, split_passages
from qabot.model import Article, Span


class Words:
    """Counts words as tokens: long enough for texts that stay one passage."""

    def count_tokens(self, texts):
        return [len(text.split()) for text in texts]


def proves(text: str, answer: str, *, occurrence: int = 0) -> bool:
    """Return whether the sentence with an answer proves it."""
    (passage,) = split_passages(
        Article("a", "", "", "", (), None, "a", text), tokens=Words(), size=PassageSize(1_000, 1_000)
    )
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(answer, start + 1)
    span = Span(start, start + len(answer))
    sentence = next(one for one in passage.sentences if one.start <= span.start < one.end)
    return can_prove(passage, sentence, span)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("The mayor spoke for an hour. Why was the bridge to Brill so late? Nobody in the hall knew.", "Brill"),
        ("Q: Who pays for the new stadium?\nA: The brewery Hasselt pays most of it.", "new stadium"),
        ("Q: Who pays?\nA: The brewery Hasselt, mostly.\nQ: When is the first match?\nA: In May.", "Q"),
        ("LEDGER: Who built the ferry?\n\nPRINE: The yard at Corle built it.", "LEDGER"),
        ("LEDGER: Who built the ferry?\n\nPRINE: The yard at Corle built it.", "PRINE"),
        ("Olav Prine: Who built the ferry?\n\nMara Bell: The yard at Corle built it.", "Mara Bell"),
        ("The storm hit Arden at noon. Later that day. The town was without light.", "that day"),
        ("The storm hit Arden at noon.\n\nFire chief resigns after the fire at Arden\n\nHe left in May.", "Fire chief"),
        ("Engineers find cracks in the bridge\n\nThe bridge at Brill was closed on Friday morning.", "cracks"),
        ("Interview: Ana Poe on the new pier\n\nQ: Who pays for the new pier?\nA: The county pays for it.", "Ana Poe"),
    ],
    ids=[
        "question",
        "asked turn",
        "Q",
        "asker",
        "speaker",
        "name as label",
        "fragment",
        "heading",
        "first heading",
        "kicker",
    ],
)
def test_proves_nothing(text, answer):
    assert not proves(text, answer)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (
            "Q: Who pays?\nA: The brewery Hasselt, mostly.\nQ: When is the first match?\nA: In May.",
            "The brewery Hasselt",
        ),
        ("LEDGER: How many cars does it take?\n\nPRINE: Sixty, and ten lorries.", "Sixty"),
        ("How many cars does the ferry take?\n\nSixty.\n\nIt was built at the yard of Corle.", "Sixty"),
        ('He was angry. The mayor asked the council: "Who will pay for the bridge?"', "Who will pay for the bridge"),
        ("The mill burned down in the night. Nobody was hurt. The police came.", "Nobody"),
        ("The council met.\n\nCaptain: Marit Sund\n\nIt sails on Friday with sixty cars.", "Marit Sund"),
        ("Population of the towns.\n\nArden | 4,300\n\nBrill | 1,200", "4,300"),
        (
            "The winners are:\n\nMara Quill of Brill, for cheese\n\nOlga Brandt, for wine\n\nThey met on Friday.",
            "Brill",
        ),
        ("The ships wait at sea with a tanker. That can be kept up for weeks.", "with a tanker. That can be kept up"),
        ("NEW DELHI: Five people died when a bridge fell on Friday morning.", "NEW DELHI"),
        ("Olga Brandt won the election for mayor of Brill by forty votes", "forty votes"),
    ],
    ids=[
        "reply",
        "reply below",
        "reply without label",
        "asked what",
        "clause",
        "field",
        "row",
        "item",
        "run",
        "place",
        "alone",
    ],
)
def test_proves_though_it_is_short_or_asks(text, answer):
    assert proves(text, answer)
