"""Interviews, hearings and reports on "the Company", with the real models."""

import pytest
from workspace import Workspace

from qabot.app.settings import PassageSettings

KEEPS = " ".join(
    f"Section {number} describes how the Company keeps its books, whom it buys from, and which rules it follows."
    for number in range(1, 30)
)
FILES = {
    "stadium.txt": (
        "Interview: Ana Solberg on the new stadium\n\nQ: What does the stadium cost?\n"
        "A: 340 million crowns, all of it private.\nQ: Who pays?\nA: The brewery Hasselt, mostly.\n"
        "Q: When is the first match?\nA: On 9 August 2026.\n"
    ),
    "ferry.md": (
        "---\ntitle: Ledger talks to Olav Prine about the ferry\npublished: 2025-04-04\n---\n"
        "**LEDGER: Who built the ferry?**\n\n**PRINE:** The yard at Corle built it.\n\n"
        "**LEDGER: How many cars does it take?**\n\n**PRINE:** Sixty, and ten lorries.\n\n"
        "**LEDGER: Who is the captain?**\n\n**PRINE:** Marit Sund, from next week.\n"
    ),
    "dam.txt": (
        "Transcript: hearing on the Tarn dam\n\n"
        "CHAIRWOMAN BELL: Good morning. Mr. Ruddock, when was the leak found?\n\n"
        "MR. RUDDOCK: In March 2024, by a diver.\n\nCHAIRWOMAN BELL: And who was told?\n\n"
        "MR. RUDDOCK: Only the plant manager, Ms. Ostrow.\n\nSENATOR PIKE: Did you tell the county?\n\n"
        "MR. RUDDOCK: No, Senator. We did not.\n"
    ),
    "mill.txt": (
        "Transcript of the inquest into the fire at the mill\n\nTHE CORONER: At what hour did you see the smoke?\n\n"
        "MR. PETROV: At ten past four.\n\nTHE CORONER: How many people were in the building?\n\nMR. PETROV: Three.\n\n"
        "MS. LUND: The alarm had been off for two weeks, for repairs. I had asked for it in writing.\n"
    ),
    "tamber.md": (
        "---\ntitle: Half-year report\npublished: 2025-08-05\n---\nTamber Steel has published its half-year report.\n\n"
        f"{KEEPS}\n\nRevenue of the Company rose to 522 million crowns. Its chairman is Willem Ask.\n"
    ),
    "quorn.md": (
        "---\ntitle: Half-year report\npublished: 2025-08-06\n---\nQuorn Glass (the “Company”) told of a loss.\n\n"
        f"{KEEPS}\n\nRevenue of the Company fell to 71 million crowns. Its chairman is Britt Solum.\n"
    ),
}
ASKED = {
    "Who pays for the stadium?": "The brewery Hasselt",
    "How many cars does the ferry take?": "Sixty",
    "Who is the captain of the ferry?": "Marit Sund",
    "Who found the leak?": "a diver",
    "When was the leak found in the Tarn dam?": "March 2024",
    "Who was told of the leak?": "Ms. Ostrow",
    "When did Petrov see the smoke?": "ten past four",
    "How many people were in the mill?": "Three",
    "How long had the alarm been off?": "two weeks",
    "What was the revenue of Tamber Steel?": "522 million crowns",
    "What was the revenue of Quorn Glass?": "71 million crowns",
    "Who is the chairman of Quorn Glass?": "Britt Solum",
    "What was the revenue of Lorn Paper?": None,
}


@pytest.fixture(scope="module")
def answers(made_once):
    def make(folder):
        workspace = Workspace(folder)
        for path, text in FILES.items():
            workspace.write(path, text)
        workspace.build(passages=PassageSettings())

    opened = Workspace(made_once("transcripts", make)).open(passages=PassageSettings())
    return {question: opened.ask(question) for question in ASKED}


@pytest.mark.slow
def test_no_question_label_or_heading_is_the_answer(answers):
    said = {answer.answer for answer in answers.values() if answer.answer}
    assert not said & {"Q", "A", "PRINE", "LEDGER", "Mr. Ruddock", "MR. RUDDOCK", "SENATOR PIKE", "Ana Solberg"}
    quotes = [citation.quote for answer in answers.values() for citation in answer.citations]
    assert not [quote for quote in quotes if quote.endswith("?") or quote.startswith(("Interview:", "Transcript"))]


@pytest.mark.slow
def test_what_is_asked_of_a_speaker_or_of_the_company_is_found(answers):
    right = [question for question, text in ASKED.items() if text and text in (answers[question].answer or "")]
    assert {"What was the revenue of Tamber Steel?", "What was the revenue of Quorn Glass?"} <= set(right)
    assert len(right) >= 7
    assert answers["What was the revenue of Lorn Paper?"].answer is None


@pytest.mark.slow
def test_a_short_reply_is_quoted_with_its_question(answers):
    quotes = [citation.quote for citation in answers["How many cars does the ferry take?"].citations]
    assert quotes == ["LEDGER: How many cars does it take?\n\nPRINE: Sixty, and ten lorries."]
