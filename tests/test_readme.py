"""README files are true: their examples answer as shown, their links lead somewhere, their commands are checked."""

import re

import pytest
from readme_examples import PICTURE, PICTURED, ROOT, examples, picture, plain_lines, run

pytestmark = pytest.mark.slow

README = (ROOT / "README.md").read_text(encoding="utf-8")
FILES = [ROOT / "README.md", *sorted((ROOT / "qabot").rglob("README.md")), *sorted((ROOT / "tests").rglob("README.md"))]
SHOWN = [
    pytest.param(example, id=f"{file.parent.relative_to(ROOT)}: {example.command}")
    for file in FILES
    for example in examples(file.read_text(encoding="utf-8"))
    if example.shown
]


@pytest.mark.parametrize("example", SHOWN)
def test_an_example_answers_as_shown(example, own_index_folder):
    status, output = run(example.command, own_index_folder, typed=example.typed)
    printed = plain_lines(output)
    assert example.agrees(printed), "\n".join(printed)
    assert status == any(line == "  The articles do not say." for line in example.shown)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.parent.relative_to(ROOT)))
def test_every_link_leads_to_a_file(file):
    text = re.sub(r"^```.*?^```|`[^`\n]*`", "", file.read_text(encoding="utf-8"), flags=re.M | re.S)
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    assert [link for link in links if not (file.parent / link).exists()] == []


def test_an_answer_a_refusal_and_a_conversation_are_shown():
    shown = examples(README)
    assert all(example.shown for example in shown)
    assert any(example.shown[0].endswith(" · sure") for example in shown)
    assert any("  The articles do not say." in example.shown for example in shown)
    assert any(example.typed.count("\n") > 1 for example in shown)


def test_the_picture_shows_what_is_answered_now(own_index_folder):
    now = picture([run(command, own_index_folder)[1] for command in PICTURED])
    assert PICTURE.read_text(encoding="utf-8") == now, "Run: python tests/readme_examples.py"
    assert str(PICTURE.relative_to(ROOT)) in README


def test_another_answer_is_noticed():
    (example,) = examples('```console\n$ qabot ask "Who?"\n  Mara Quill · sure\n  ...\n  Note: old.\n```\n')
    printed = ["", "  Mara Quill · sure", "", "  1  A bridge", "  Note: old.", ""]
    assert example.agrees(printed)
    for number, other in ((1, "  Olga Brandt · sure"), (1, "  Mara Quill · weak"), (4, "  Note: new.")):
        assert not example.agrees([*printed[:number], other, *printed[number + 1 :]])
    assert not example.agrees(printed[:-2])


def test_the_readme_can_be_read_at_one_sitting():
    assert len(README.splitlines()) <= 200


def test_ci_runs_the_command_of_the_readme():
    torch, ask, test = re.findall(r"^python3 -m venv .*$", README, re.M)
    (pin,) = re.findall(r'"(torch==.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert torch.endswith(f"--torch-backend cpu {pin}")
    assert ask.endswith('qabot ask "which Russian bases are in Syria?"')
    assert test.endswith("-m pytest")
    (pattern,) = re.findall(r"grep -m 1 -E '(.+)' README.md", (ROOT / ".ci" / "run").read_text(encoding="utf-8"))
    assert [line for line in README.splitlines() if re.search(pattern, line)] == [test]
