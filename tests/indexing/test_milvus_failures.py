"""Milvus slow, gone, or refusing the token: an error with its remedy or another try, never a wrong answer."""

import json

import pytest
from faulty_milvus import faulty_milvus
from two_backends import Silent
from typer.testing import CliRunner

from qabot.app.settings import StoreSettings
from qabot.errors import ConfigError, IndexMissing, StoreDenied, StoreUnavailable
from qabot.surfaces.cli.main import app
from qabot.surfaces.json_api.answer import answer_json

pytestmark = pytest.mark.slow

QUESTION = "Who drew the new bridge?"


class InMilvus:
    """The invented articles, indexed on a server that can fail."""

    def __init__(self, workspace, server):
        self.workspace = workspace
        self.server = server
        self.opened = []

    def open(self, *, timeout_s=10.0, **settings):
        store = StoreSettings(backend="milvus", uri=self.server.uri, timeout_s=timeout_s, **settings)
        self.opened.append(self.workspace.open(store=store))
        return self.opened[-1]

    def ask(self, **settings):
        return self.open(**settings).ask(QUESTION)

    def close(self):
        for one in self.opened:
            if "backend" in one.__dict__:
                one.backend.close()


@pytest.fixture(scope="module")
def place(built_index, tmp_path_factory):
    with faulty_milvus(tmp_path_factory.mktemp("served")) as server:
        place = InMilvus(built_index.copy(tmp_path_factory.mktemp("copied")), server)
        report = place.open().index(progress=Silent())
        assert (report.added, report.embedded) == (7, 0)
        yield place
        place.close()


@pytest.fixture
def served(place):
    yield place
    place.server.token, place.server.delay_s, place.server.failing = "", 0.0, ()


def said(answer):
    """Return what an answer says, without what differs from run to run."""
    fields = json.loads(answer_json(answer))
    del fields["timings_ms"], fields["build"]
    for passage in fields["passages"]:
        passage["score"] = pytest.approx(passage["score"], rel=1e-5)
    fields["confidence"] = pytest.approx(fields["confidence"], rel=1e-5)
    return fields


@pytest.fixture(scope="module")
def expected(place):
    """What the index on disk says."""
    answer = place.workspace.open().ask(QUESTION)
    assert answer.answer == "Mara Quill"
    return answer


def test_the_answer_is_that_of_the_index_on_disk(served, expected):
    assert said(served.ask()) == said(expected)


def test_each_call_that_fails_once_is_tried_again(served, expected):
    served.server.calls.clear()
    served.ask()
    count = len(served.server.calls)
    for number in range(count):
        served.server.calls.clear()
        served.server.failing = (number,)
        assert said(served.ask()) == said(expected)
        assert len(served.server.calls) > count


def test_whenever_milvus_goes_away_there_is_no_answer(served):
    served.server.calls.clear()
    served.ask()
    for number in range(len(served.server.calls)):
        served.server.calls.clear()
        served.server.failing = range(number, 10_000)
        with pytest.raises(StoreUnavailable, match=r"cannot be reached\. Check that it runs"):
            served.ask()


def test_a_slow_milvus_is_waited_for_and_then_named(served, expected):
    served.server.delay_s = 0.05
    assert said(served.ask()) == said(expected)
    bot = served.open(timeout_s=2.0)
    bot.ask(QUESTION)
    served.server.delay_s = 5.0
    with pytest.raises(StoreUnavailable, match=r"did not answer within 2 s.*raise \[store\] timeout_s"):
        bot.ask("Who won the election?")
    served.server.delay_s = 0.0
    assert bot.ask("Who won the election?").answer == "Olga Brandt"


def test_a_milvus_that_is_not_there_is_named(served):
    store = StoreSettings(backend="milvus", uri="http://127.0.0.1:9", timeout_s=0.5)
    with pytest.raises(StoreUnavailable, match=r"127.0.0.1:9 cannot be reached. Check that it runs, and \[store\] uri"):
        served.workspace.open(store=store).ask(QUESTION)


@pytest.mark.parametrize("given", [None, "root:wrong"])
def test_a_token_that_is_refused_is_not_shown(served, monkeypatch, given):
    served.server.token = "root:right"
    monkeypatch.setenv("MILVUS_TOKEN", given) if given else monkeypatch.delenv("MILVUS_TOKEN", raising=False)
    words = "refuses the token" if given else "wants a token"
    with pytest.raises(StoreDenied, match=f"{words}. Set MILVUS_TOKEN, or name a file") as caught:
        served.ask(timeout_s=2.0)
    assert "root:" not in f"{caught.value!r}{caught.value}"


def test_the_right_token_comes_from_the_environment_or_a_file(served, expected, monkeypatch, tmp_path):
    served.server.token = "root:right"
    monkeypatch.setenv("MILVUS_TOKEN", "root:right")
    assert said(served.ask()) == said(expected)
    monkeypatch.delenv("MILVUS_TOKEN")
    (tmp_path / "token").write_text("root:right\n", encoding="utf-8")
    assert said(served.ask(token_file=str(tmp_path / "token"))) == said(expected)
    for content, words in ((None, "cannot be read"), ("", "is empty"), ("two words", "does not hold a token")):
        (tmp_path / "bad").unlink(missing_ok=True)
        if content is not None:
            (tmp_path / "bad").write_text(content, encoding="utf-8")
        with pytest.raises(ConfigError, match=words) as caught:
            served.ask(token_file=str(tmp_path / "bad"))
        assert "two words" not in str(caught.value)


def test_a_token_refused_in_the_middle_of_a_session_ends_in_an_error(served):
    bot = served.open()
    bot.ask(QUESTION)
    served.server.token = "root:new"
    with pytest.raises(StoreDenied):
        bot.ask("Who won the election?")


def test_an_index_of_another_name_is_missing(served):
    with pytest.raises(IndexMissing, match="There is no index other in Milvus"):
        served.ask(collection="other")


def test_a_question_whose_build_is_cleared_away_is_asked_again_in_the_newer_one(served, index_copy):
    bot = served.open(collection="busy", keep_s=0.0)
    writer = InMilvus(index_copy, served.server)
    writer.open(collection="busy", keep_s=0.0).index(progress=Silent())
    assert bot.ask(QUESTION).answer == "Mara Quill"
    index_copy.write("notes/bridge.md", "Engineer Ada Stone drew the new bridge. It will carry trams and bicycles.\n")
    report = writer.open(collection="busy", keep_s=0.0).index(progress=Silent())
    assert (report.changed, report.unchanged) == (1, 6)
    answer = bot.ask("Who drew the bridge that will carry trams?")
    assert (answer.answer, answer.build) == ("Ada Stone", report.build)
    writer.close()


def test_commands_end_with_one_line(served, tmp_path):
    config = tmp_path / "config.toml"
    config.write_text('[store]\nuri = "http://127.0.0.1:9"\ntimeout_s = 0.5\n', encoding="utf-8")
    options = ["--backend", "milvus", "--config", str(config), "--index", str(served.workspace.index)]
    corpus = ["--corpus", str(served.workspace.corpus)]
    for command in (["ask", QUESTION], ["search", "bridge"], ["articles"], ["status"]):
        result = CliRunner().invoke(app, [*command, *options, *corpus])
        assert isinstance(result.exception, StoreUnavailable), command
        assert not result.stdout
