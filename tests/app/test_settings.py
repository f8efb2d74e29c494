"""config.toml: what each mistake is answered with, the bounds, the defaults, and where folders are looked for."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from qabot.app.config_file import load_settings
from qabot.app.settings import AnswerSettings, Settings, described_keys
from qabot.errors import ConfigError

OWN = Path(__file__).parents[2] / "config.toml"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "config.toml"


def refused(file, content):
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(ConfigError) as caught:
        load_settings(file)
    assert "\n" not in str(caught.value)
    assert str(file) in caught.value.problem
    return caught.value


@pytest.mark.parametrize(
    ("lines", "unknown", "near"),
    [
        ("[answr]\nthreshold = 1", "[answr]", "answer"),
        ("[indices]", "[indices]", "index"),
        ("indexes = 1", "[indexes]", "index"),
        ("[answer]\nthresholds = 1", "[answer] thresholds", "threshold"),
        ("[answer]\nmax_questions = 1", "[answer] max_questions", "max_question_chars"),
        ("[corpus]\nPath = 'x'", "[corpus] Path", "path"),
        ("[passages]\nmaxtokens = 9", "[passages] maxtokens", "max_tokens"),
        ("[search.candidate]\nk1 = 1", "[search] candidate", "candidates"),
        ("[embedder]\nmodl = 'x'", "[embedder] modl", "model"),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest_known_one(file, lines, unknown, near):
    error = refused(file, lines)
    assert error.problem == f"{file}: unknown key {unknown}"
    assert error.remedy.startswith(f"Did you mean {near}? Known: ")


def test_the_nearest_key_is_the_one_that_is_offered(file):
    error = refused(file, "[answer]\nmargins = 1")
    known = (
        "confidence_shift, confidence_slope, differ_margin, margin, max_question_chars, part_margin, parts, "
        "stale_after_days, statements, threshold"
    )
    assert error.remedy == f"Did you mean margin? Known: {known}"


@pytest.mark.parametrize(
    ("line", "remedy"),
    [("threshold = 0.5", "Put it under [answer]"), ("path = 'articles'", "Put it under [corpus] or [index]")],
)
def test_a_key_above_the_sections_is_shown_its_place(file, line, remedy):
    error = refused(file, line)
    assert error.problem == f"{file}: {line.partition(' ')[0]} stands in no section"
    assert error.remedy == remedy


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("[answer]\nthreshold = '0.5'", "[answer] threshold should be a valid number, not '0.5'"),
        ("[answer]\nthreshold = true", "[answer] threshold should be a valid number, not True"),
        ("[answer]\nthreshold = nan", "[answer] threshold should be a finite number, not nan"),
        ("[answer]\nthreshold = [0.5]", "[answer] threshold should be a valid number"),
        ("[answer]\nthreshold = 1.01", "[answer] threshold should be less than or equal to 1, not 1.01"),
        ("[answer]\nthreshold = -1", "[answer] threshold should be greater than or equal to 0, not -1"),
        ("[answer]\nstatements = 2.5", "[answer] statements should be a valid integer, not 2.5"),
        ("[answer]\nstatements = true", "[answer] statements should be a valid integer, not True"),
        ("[answer]\nstatements = 0", "[answer] statements should be greater than or equal to 1, not 0"),
        ("[search]\ncandidates = '9'", "[search] candidates should be a valid integer, not '9'"),
        ("[answer]\nconfidence_slope = 0", "[answer] confidence_slope should be greater than 0, not 0"),
        ("[answer]\nconfidence_slope = inf", "[answer] confidence_slope should be a finite number, not inf"),
        ("[corpus]\npath = 5", "[corpus] path should be a valid string, not 5"),
        ("[embedder]\nmodel = 2024-01-01", "[embedder] model should be a valid string"),
        ("corpus = 'articles'", "[corpus] should be a section of its own, not 'articles'"),
        ("[[answer]]\nthreshold = 1", "[answer] should be a section of its own"),
    ],
)
def test_a_wrong_value_is_named_with_what_it_should_be(file, lines, wanted):
    error = refused(file, lines)
    assert error.problem == f"{file}: {wanted}"
    assert error.remedy == "Mend that line"


@pytest.mark.parametrize("key", ["[corpus]\npath", "[index]\npath", "[embedder]\nmodel"])
def test_no_name_is_empty(file, key):
    assert "at least 1 character" in refused(file, f"{key} = ''").problem


@pytest.mark.parametrize("lines", ["min_tokens = 300\nmax_tokens = 200", "min_tokens = 201", "max_tokens = 119"])
def test_the_least_is_no_larger_than_the_most(file, lines):
    error = refused(file, f"[passages]\n{lines}")
    assert error.problem == f"{file}: [passages]: min_tokens must not be larger than max_tokens"


@pytest.mark.parametrize("lines", ["[answer", "threshold 1", "[answer]\nthreshold = 1\nthreshold = 2", "a = \x00"])
def test_what_is_not_toml(file, lines):
    assert refused(file, lines).problem.startswith(f"{file} is not valid TOML: ")


def test_what_is_not_utf_8(file):
    assert refused(file, b"[corpus]\npath = 'caf\xe9'").problem == f"{file} cannot be read: it is not UTF-8"


def test_a_byte_order_mark_is_no_mistake(file):
    file.write_text("[answer]\nstatements = 7", encoding="utf-8-sig")
    assert load_settings(file).answer.statements == 7


def test_a_folder_is_not_a_file(tmp_path):
    with pytest.raises(ConfigError, match=r"cannot be read: Is a directory\. "):
        load_settings(tmp_path)


def test_a_file_that_is_named_must_be_there_and_the_usual_one_need_not(file, monkeypatch):
    with pytest.raises(ConfigError, match=r"There is no .*config\.toml"):
        load_settings(file)
    monkeypatch.chdir(file.parent)
    assert load_settings() == Settings()
    file.write_text("[answer]\nstatements = 7")
    assert load_settings().answer.statements == 7


def test_folders_of_the_file_are_relative_to_the_file_and_others_to_the_working_directory(file, tmp_path):
    file.write_text("[corpus]\npath = '/srv/articles'\n[index]\npath = 'built'")
    settings = load_settings(file)
    assert (settings.corpus.path, settings.index.path) == ("/srv/articles", str(tmp_path / "built"))
    file.write_text("[corpus]\npath = '../articles'")
    settings = load_settings(file)
    assert (settings.corpus.path, settings.index.path) == (str(tmp_path / "../articles"), str(tmp_path / "index"))
    settings = load_settings(file, corpus=Path("mine"), index=Path("../built"))
    assert (settings.corpus.path, settings.index.path) == ("mine", "../built")


def test_the_file_of_the_token_is_relative_to_the_file(file, tmp_path):
    file.write_text("[discord]\ntoken_file = 'token'")
    assert load_settings(file).discord.token_file == str(tmp_path / "token")
    file.write_text("[discord]\ntoken_file = '/run/secrets/token'")
    assert load_settings(file).discord.token_file == "/run/secrets/token"


def test_the_options_keep_the_other_keys_of_a_section(file):
    file.write_text("[corpus]\nmax_file_mb = 9\n[index]\nthreads = 2")
    settings = load_settings(file, corpus=Path("mine"), index=Path("built"))
    assert (settings.corpus.max_file_mb, settings.index.threads) == (9, 2)


def test_the_project_s_own_file_shows_the_defaults():
    shown = tomllib.loads(OWN.read_text(encoding="utf-8"))
    assert Settings.model_validate(shown) == Settings()
    assert set(shown) < set(Settings.model_fields)


def test_an_empty_file_is_the_defaults(file):
    file.touch()
    settings = load_settings(file)
    assert settings.answer == AnswerSettings()
    assert settings.corpus.path == str(file.parent / "corpus")


def test_every_key_is_described_and_its_default_is_within_its_bounds():
    rows = described_keys()
    assert len(rows) == sum(len(part.annotation.model_fields) for part in Settings.model_fields.values())
    for section, key, default, description in rows:
        assert description
        line = "" if default == "unset" else f"{key} = {default}"
        Settings.model_validate(tomllib.loads(f"[{section}]\n{line}"))


def test_settings_stay_as_they_were_checked():
    with pytest.raises(ValidationError, match="frozen"):
        Settings().answer.threshold = 2.0


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_a_threshold_is_a_probability_or_refused(number):
    try:
        taken = AnswerSettings(threshold=number).threshold
    except ValidationError:
        assert not 0 <= number <= 1
    else:
        assert taken == number
        assert 0 <= number <= 1
