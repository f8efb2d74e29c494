"""Each case of tests/cases gets the right answers, with the real models; see its README."""

import json
import shutil
from pathlib import Path

import pytest
from workspace import Workspace

from qabot.app.settings import PassageSettings, ReaderSettings
from qabot.model import Scope
from qabot.surfaces.json_api.questions import BatchRow

pytestmark = pytest.mark.slow

CASES = Path(__file__).parent / "cases"
THOROUGH = {"16-newest-rule-asked-as-current"}
"""The first reader alone is not sure enough of them."""
WITHHELD = {"Who bought the ferry to colon?", "when had he won before?"}
"""Right, but neither reader is sure enough to say so; what was found counts."""


@pytest.fixture(scope="module")
def opened(made_once):
    """Return the index of a case by its name, and by how much effort the reader makes."""

    def open_case(name, effort):
        def make(folder):
            shutil.copytree(CASES / name / "corpus", folder / "corpus")
            Workspace(folder).build(passages=PassageSettings())

        folder = made_once(name, make)
        return Workspace(folder).open(passages=PassageSettings(), reader=ReaderSettings(effort=effort))

    return open_case


def said(answer):
    """Return what an answer gives: its short answer, what else sources say, and what it states."""
    others = (one.answer for one in answer.alternatives)
    return "\n".join([answer.answer or "", *others, *(one.text for one in answer.statements)])


def faults(qabot, name):
    """Return the questions of a case that are not answered as they should be, with what was said."""
    found = []
    for line in (CASES / name / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        row = BatchRow.model_validate_json(line)
        shown = json.loads(line)["shown"]
        conversation = row.conversation() if row.history else None
        answer = qabot.ask(row.question, scope=row.narrowed(Scope()), conversation=conversation)
        given = said(answer) if row.question not in WITHHELD else f"{answer.candidate}\n{said(answer)}"
        is_right = all(one in given for one in shown) and (shown or answer.status == "not_found")
        if not is_right:
            found.append((row.question, answer.answer, said(answer)))
    return found


@pytest.mark.parametrize("name", sorted(one.name for one in CASES.iterdir() if one.is_dir()))
def test_a_case_is_answered_rightly(opened, name):
    assert faults(opened(name, "thorough" if name in THOROUGH else "fast"), name) == []
