"""The labelled phrasings of what people ask a bot for: well formed, of every kind, half of each kind held back.

A line of tests/labelled/requests.jsonl is {"text", "kind", "part"} and, where the phrasing makes sense only after an
answer, "history": true. A greeting or thanks before a question does not change the kind of the question. "how many",
"how long" and the like ask for a fact, "which articles do you have" is talk, and "which articles ... about X" is not.
requests-typed.jsonl has more in the same form, in small letters and with slips.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

LABELLED = Path(__file__).parents[1] / "labelled"
KINDS = (
    "fact",
    "list",
    "yes-no",
    "why",
    "how",
    "definition",
    "overview",
    "news",
    "timeline",
    "comparison",
    "catalogue",
    "keywords",
    "talk",
)


def rows_of(name):
    return [json.loads(line) for line in (LABELLED / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def rows():
    return rows_of("requests.jsonl") + rows_of("requests-typed.jsonl")


def test_every_line_has_its_fields_and_nothing_else(rows):
    for row in rows:
        assert row.keys() - {"history"} == {"text", "kind", "part"}, row
        assert row.get("history", True) is True, row
        assert row["kind"] in KINDS, row
        assert row["part"] in {"fit", "held"}, row
        assert row["text"] == row["text"].strip() != "", row


def test_no_phrasing_stands_twice(rows):
    assert [text for text, count in Counter(row["text"] for row in rows).items() if count > 1] == []


def test_half_of_every_kind_is_held_back():
    rows = rows_of("requests.jsonl")
    assert len(rows) >= 320
    counts = Counter((row["kind"], row["part"]) for row in rows)
    for kind in KINDS:
        assert counts[kind, "held"] >= 15, kind
        assert 0 <= counts[kind, "held"] - counts[kind, "fit"] <= 1, kind


def test_one_phrasing_has_one_kind_however_it_is_written(rows):
    kinds = {}
    for row in rows:
        words = row["text"].casefold().strip("?!. "), row.get("history", False)
        assert kinds.setdefault(words, row["kind"]) == row["kind"], row
