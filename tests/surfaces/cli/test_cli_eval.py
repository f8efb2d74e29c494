"""``qabot eval``: table, JSON, page, comparison, limits, and every way to use it wrongly."""

import json
import re
from html.parser import HTMLParser

import pytest

from qabot.evaluate.curves import RiskPoint
from qabot.surfaces.html_report.plots import risk_coverage_plot

pytestmark = pytest.mark.slow

MAYOR = {"id": "m", "question": "Who won the election for mayor of Brill?", "answer": "Olga Brandt", "gold": ["w1"]}
BRIDGE = {"question": "Who drew the new bridge?", "answers": ["Quill", "Mara Quill"], "gold": ["notes/bridge.md"]}
ZITHER = {"id": "z", "question": "Who plays the zither in Brill?", "answer": None}
CHEESE = {"question": "Which prize did the goat cheese win?", "passages": [{"article_id": "w2", "start": 0, "end": 30}]}
ALL = (MAYOR, BRIDGE, ZITHER, CHEESE)
HOSTILE = '<script>alert(1)</script>\x1b[31m"quoted" & \u202ebackwards'


@pytest.fixture
def asked(tmp_path):
    """Write a question file and return its path."""

    def write(*rows, name="questions.jsonl"):
        file = tmp_path / name
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return file

    return write


@pytest.fixture
def evaluated(run, config, asked):
    """Run ``qabot eval`` on questions, with more options."""
    return lambda *options, rows=ALL, threshold=0.0: run("eval", asked(*rows), *options, "--config", config(threshold))


def figures_of(table):
    """Return the values in the table, by figure."""
    return {match[1]: match[2] for match in re.finditer(r"^  (\S.*?)\s{2,}([\d.,]+)(?: ms)?  ", table, re.MULTILINE)}


def test_a_table_of_what_the_questions_allow(evaluated):
    ran = evaluated()
    assert ran.status == 0
    # A slow machine says how far it is.
    assert [line for line in ran.err.splitlines() if " of " not in line] == ["Answering: 4 questions"]
    assert "4 questions: 2 answerable, 1 unanswerable, 1 for ranking only. Build " in ran.out
    assert [line for line in ran.out.splitlines() if line in {"Finding", "Answering", "Refusing", "Time"}] == [
        "Finding",
        "Answering",
        "Refusing",
        "Time",
    ]
    figures = figures_of(ran.out)
    assert figures["hit@5"] == "1.000"
    assert figures["passage hit@5"] == "1.000"
    assert figures["verbatim"] == "1.000"
    assert "\x1b" not in ran.out
    assert not re.search(r" $", ran.out, re.MULTILINE)
    without = figures_of(evaluated(rows=[ZITHER]).out)
    assert "false answers" in without
    assert not {"hit@1", "f1", "refused"} & without.keys()


def test_nothing_is_answered_above_every_confidence(evaluated):
    figures = evaluated("--json", threshold=1.0).json["figures"]
    assert (figures["refused"], figures["false answers"], figures["f1"]) == (1, 0, 0)
    assert "citation precision" not in figures


def test_json_has_every_question_and_its_marks(evaluated):
    ran = evaluated("--json")
    assert ran.out.count("\n") == 1
    assert set(ran.json) == {
        *("figures", "intervals", "counts", "reliability", "risk_coverage", "questions"),
        *("limits", "comparison", "questions_files", "build"),
    }
    first = ran.json["questions"][0]
    assert (first["id"], first["question"], first["kind"]) == ("m", MAYOR["question"], "answerable")
    assert first["expected"] == ["Olga Brandt"]
    assert first["status"] == "answered"
    assert first["article_rank"] == 1
    assert 0 <= first["confidence"] <= 1
    assert first["scores"]["hit@1"] == 1
    assert [question["kind"] for question in ran.json["questions"]][1:] == ["answerable", "unanswerable", "ranking"]
    low, high = ran.json["intervals"]["hit@1"]
    assert low <= ran.json["figures"]["hit@1"] <= high
    assert sum(one["count"] for one in ran.json["reliability"]) == 3
    assert ran.json["risk_coverage"][-1]["coverage"] == 1


def test_several_files_are_one_set_and_limit_is_for_each(run, config, asked):
    files = asked(MAYOR, BRIDGE), asked(ZITHER, ZITHER, name="none.jsonl")
    ran = run("eval", *files, "--json", "--config", config())
    assert ran.json["counts"]["questions"] == 4
    assert ran.json["questions_files"] == list(map(str, files))
    assert run("eval", *files, "--limit", 1, "--json", "--config", config()).json["counts"]["questions"] == 2


def test_days_narrow_what_may_answer(evaluated):
    late = {**MAYOR, "after": "2024-06-02"}
    early = {**MAYOR, "as_of": "2024-06-01"}
    ran = evaluated("--json", rows=[late, early])
    assert [question["article_rank"] for question in ran.json["questions"]] == [None, 1]


def test_limits_set_the_exit_status_and_say_what_was_missed(evaluated):
    kept = evaluated("--min", "hit@5=.8", "--max", "false-answers=1", "--max", "total_ms_p95=1e6")
    assert (kept.status, "Missed" in kept.err) == (0, False)
    missed = evaluated("--min", "hit@5=.8", "--max", "false answers=0.5", "--min", "right=1", threshold=1.0)
    assert missed.status == 1
    assert missed.err.splitlines()[-1:] == ["Missed: right is 0, below 1"]
    assert "hit@5" in missed.out
    ran = evaluated("--json", "--max", "refused=0.5", threshold=1.0)
    assert ran.status == 1
    assert ran.json["limits"] == [
        {"figure": "refused", "option": "--max", "bound": 0.5, "missed": "refused is 1, above 0.5"}
    ]


def test_what_could_not_be_measured_is_missed(evaluated):
    ran = evaluated("--min", "hit@5=.1", rows=[ZITHER])
    assert ran.status == 1
    assert ran.err.endswith("Missed: hit@5 could not be measured: no question says what is right\n")


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--min", "hits@5=.8", "There is no metric 'hits@5'. Nearest: hit@5"),
        ("--max", "false=.8", "Nearest: false answers"),
        ("--min", "hit@5", "--min 'hit@5' has no value"),
        ("--min", "hit@5=80", "'80' is no number from 0 to 1"),
        ("--min", "hit@5=nan", "'nan' is no number from 0 to 1"),
        ("--max", "total-ms-median=fast", "'fast' is no number of milliseconds"),
        ("--min", "refused=.1", "refused is better low. Write: --max refused=.1"),
        ("--max", "hit@5=.1", "hit@5 is better high. Write: --min hit@5=.1"),
    ],
)
def test_a_limit_that_means_nothing_is_refused_before_anything_is_asked(evaluated, option, value, said):
    assert said in evaluated(option, value).complaint(2)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("no json", "line 2: the line is no JSON"),
        ('{"answer": "x"}', "line 2: question is missing"),
        ('{"question": "  "}', "line 2: The question is empty"),
        ('{"question": "Who?", "answer": 3}', "line 2: answer is no text"),
        ('{"question": "Who?", "gold": "w1"}', "line 2: gold: Input should be a valid array"),
        ('{"question": "Who?", "as_of": "soon"}', "line 2: as_of: should be a day such as 2024-12-13"),
        (
            '{"question": "Who?", "passages": [{"article_id": "w1", "start": 9, "end": 9}]}',
            "line 2: passages.0: start must be below end",
        ),
    ],
)
def test_a_bad_line_is_named_with_its_file(run, config, tmp_path, line, said):
    file = tmp_path / "bad.jsonl"
    file.write_text(f"{json.dumps(MAYOR)}\n{line}\n", encoding="utf-8")
    complaint = run("eval", file, "--config", config()).complaint(2)
    assert complaint.startswith(f"{file}, {said}")


@pytest.mark.parametrize("content", ["", "\n \n"])
def test_a_file_without_questions_is_refused(run, config, tmp_path, content):
    file = tmp_path / "empty.jsonl"
    file.write_text(content, encoding="utf-8")
    assert run("eval", file, "--config", config()).complaint(2).startswith(f"{file} has no questions in it")


def test_a_missing_file_and_no_file_at_all_are_refused(run, config, tmp_path):
    assert "gone.jsonl cannot be read" in run("eval", tmp_path / "gone.jsonl", "--config", config()).complaint(2)
    assert "Missing argument" in run("eval").complaint(2)


def test_a_run_is_compared_with_an_earlier_one(evaluated, tmp_path):
    baseline = tmp_path / "baseline.json"
    baseline.write_text(evaluated("--json", threshold=1.0).out, encoding="utf-8")
    ran = evaluated("--compare", baseline)
    assert ran.status == 0
    assert "Compared over 4 questions" in ran.out
    assert "  refused " in ran.out
    assert f"    {ZITHER['question']}  rightly refused → false answer" in ran.out
    comparison = evaluated("--compare", baseline, "--json").json["comparison"]
    refused = next(one for one in comparison["figures"] if one["figure"] == "refused")
    assert (refused["before"], refused["now"], refused["difference"]) == (1, 0, -1)
    assert [one["id"] for one in comparison["worse"]] == ["z"]
    assert comparison["common"] == 4


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{}", "questions: Field required"),
        ("[]", "Input should be"),
        ('{"questions": []}', "questions: List should have at least 1 item"),
        ('{"questions": [{"question": "Who?"}]}', "questions.0.kind: Field required"),
        ("\ufeffno json", "Invalid JSON"),
    ],
)
def test_a_baseline_that_is_none_is_refused(evaluated, tmp_path, content, said):
    baseline = tmp_path / "baseline.json"
    baseline.write_text(content, encoding="utf-8")
    complaint = evaluated("--compare", baseline).complaint(2)
    assert complaint.startswith(f"{baseline} is not an evaluation")
    assert said in complaint
    assert "cannot be read" in evaluated("--compare", tmp_path / "gone.json").complaint(2)


@pytest.mark.parametrize(
    ("key", "value"), [("confidence", 7), ("confidence", None), ("article_rank", 0), ("kind", "x")]
)
def test_a_baseline_with_numbers_out_of_range_is_refused(evaluated, tmp_path, key, value):
    fields = evaluated("--json").json
    fields["questions"][0][key] = value
    baseline = tmp_path / "baseline.json"
    baseline.write_text(json.dumps(fields), encoding="utf-8")
    assert f"questions.0.{key}" in evaluated("--compare", baseline).complaint(2)


class Page(HTMLParser):
    """Keeps the tags, the words, and every address of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.addresses, self.words = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.addresses += [value for name, value in attributes if name in {"href", "src", "action"}]

    def handle_data(self, data):
        self.words += data


def test_the_report_is_one_page_that_needs_nothing_else(evaluated, tmp_path):
    folder = tmp_path / "new" / "report"
    baseline = tmp_path / "baseline.json"
    baseline.write_text(evaluated("--json", threshold=1.0).out, encoding="utf-8")
    ran = evaluated("--report", folder, "--compare", baseline)
    assert ran.status == 0
    assert ran.err.endswith(f"The report is in {folder / 'index.html'}\n")
    assert [file.name for file in folder.iterdir()] == ["index.html"]
    page = Page((folder / "index.html").read_text(encoding="utf-8"))
    assert page.tags.count("figure") == 4
    assert page.tags.count("svg") > 4
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert page.addresses == []
    assert "What changed" in page.words
    assert ZITHER["question"] in page.words
    assert evaluated("--report", folder).status == 0


def test_a_run_begins_with_its_outcome_and_ends_with_its_report(evaluated, tmp_path):
    ran = evaluated("--report", tmp_path / "r")
    first = ran.out.splitlines()[0].strip()
    assert re.fullmatch(r"\d+ right, \d+ wrong, \d+ refused, \d+ of \d+ false(, \d+ of \d+ found)?", first), first
    words = Page((tmp_path / "r" / "index.html").read_text(encoding="utf-8")).words
    assert first in words
    assert re.search(r"\d+ \w{3} \d{4}, \d\d:\d\d, build \S+, threshold 0\.\d\d\.", words)


def test_no_note_stands_on_a_curve():
    """A note is above everything that is drawn, wherever the curve goes."""
    for risk in (0.0, 0.5, 1.0):
        svg = risk_coverage_plot([RiskPoint(0.9, 0.1, risk), RiskPoint(0.1, 1.0, 0.1)], now=(0.5, risk))
        (note,) = re.findall(r'<text class="note" x="[\d.]+" y="([\d.]+)"', svg)
        drawn = [
            float(y)
            for points in re.findall(r'class="curve" d="M([^"]+)"', svg)
            for y in re.findall(r" ([\d.]+)", points)
        ]
        assert float(note) + 4 < min(drawn)


def test_a_right_run_has_nothing_to_show_and_a_refused_one_everything(evaluated, tmp_path):
    ranking = {"question": MAYOR["question"], "gold": ["w1"]}
    evaluated("--report", tmp_path / "r", rows=[ranking])
    assert "every question went as it should" in (tmp_path / "r" / "index.html").read_text(encoding="utf-8")
    evaluated("--report", tmp_path / "r", rows=[MAYOR], threshold=1.0)
    words = Page((tmp_path / "r" / "index.html").read_text(encoding="utf-8")).words
    assert "Olga Brandt won the election" in words
    assert re.search(r"[Rr]efused", words)


def test_hostile_words_are_only_words(index_copy, run, tmp_path, asked):
    record = {"id": "<b>x</b>", "title": HOSTILE, "source": HOSTILE, "url": "javascript:alert(1)"}
    record["text"] = f"The zeppelin of Arden is painted purple {HOSTILE} every spring."
    index_copy.write("hostile.jsonl", json.dumps(record) + "\n")
    index_copy.build()
    row = {"id": HOSTILE, "question": f"Which colour is the zeppelin of Arden {HOSTILE}?", "answer": f"green {HOSTILE}"}
    file = index_copy.folder / "config.toml"
    file.write_text(file.read_text(encoding="utf-8") + "[answer]\nthreshold = 0.0\n", encoding="utf-8")
    folder = tmp_path / "report"
    ran = run("eval", asked(row), "--report", folder, "--config", file)
    assert ran.status == 0, ran.err
    text = (folder / "index.html").read_text(encoding="utf-8")
    page = Page(text)
    assert not {"script", "b>x"} & set(page.tags)
    assert "<script>alert(1)</script>" in page.words
    assert not any("javascript" in address for address in page.addresses)
    assert not {"\x1b", "\u202e"} & set(text + ran.out + ran.err)


def test_a_page_that_is_no_report_is_left_alone(evaluated, tmp_path):
    page = tmp_path / "index.html"
    page.write_text("<html>mine</html>", encoding="utf-8")
    assert "is not a report of qabot and is left alone" in evaluated("--report", tmp_path).complaint(2)
    assert page.read_text(encoding="utf-8") == "<html>mine</html>"


def test_a_folder_that_cannot_be_made_is_an_error(evaluated, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    complaint = evaluated("--report", tmp_path / "file" / "report").complaint(2)
    assert "A report cannot be written in" in complaint


def test_without_an_index_or_a_corpus_it_says_so(run, tmp_path, asked):
    complaint = run("eval", asked(MAYOR), "--corpus", tmp_path / "no", "--index", tmp_path / "none").complaint(2)
    assert "There is no folder" in complaint
