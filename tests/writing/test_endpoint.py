"""Whatever a language model's server does: the caller hears of it in time, and never of the key."""

import time

import pytest
from scripted_model import KEY

from qabot.errors import ConfigError, WriterFailed
from qabot.writing.endpoint import read_key

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def failure(endpoint):
    """Return what is said of a failed request, and check that it comes in time and without the key."""
    began = time.monotonic()
    with pytest.raises(WriterFailed) as caught:
        list(endpoint.write([{"role": "user", "content": "Hello"}]))
    assert time.monotonic() - began < endpoint.timeout_s + 10
    assert KEY not in repr(endpoint) + str(caught.value) + repr(caught.value.__cause__)
    return caught.value.problem


def test_what_is_written_comes_piece_by_piece_and_is_asked_for_in_the_same_way_each_time(script):
    script.answer = lambda handler, _: handler.stream(["It ", "opened."])
    assert list(script.endpoint().write([{"role": "user", "content": "Hello"}])) == ["It ", "opened."]
    assert script.endpoint().models() == ["m"]
    asked = script.asked[0]
    assert (asked["temperature"], asked["seed"], asked["max_tokens"], asked["model"]) == (0, 1, 100, "m")


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, {"error": {"message": f"Incorrect key {KEY}"}}, "it does not accept the key"),
        (403, {"error": {"message": KEY}}, "it does not accept the key"),
        (404, {"error": {"message": "model gone"}}, "it has no model m"),
        (500, b"<html>Oops</html>", "it answered with status 500"),
        (400, {"error": {"message": KEY}}, "it answered with status 400"),
        (429, {"error": {"message": "slow down"}}, "it has had too many requests"),
        (200, b"rubbish", "its answer broke off"),
        (200, b"data: {not json}\n\n", "its answer cannot be read"),
    ],
)
def test_each_fault_has_its_words(script, status, body, said):
    script.answer = lambda handler, _: handler.reply(status, body)
    assert failure(script.endpoint()).startswith(said)


def test_a_server_that_asks_to_wait_is_asked_once_more_if_there_is_time(script):
    def answer(handler, _):
        if len(script.asked) == 1:
            handler.reply(429, {}, headers=[("Retry-After", "0.1")])
        else:
            handler.stream(["Yes."])

    script.answer = answer
    assert list(script.endpoint().write([])) == ["Yes."]
    script.answer = lambda handler, _: handler.reply(429, {}, headers=[("Retry-After", "60")])
    assert failure(script.endpoint()) == "it has had too many requests"


def test_a_server_that_is_not_there_or_says_nothing_or_too_slowly_is_given_up(script):
    assert failure(script.endpoint(base_url="http://127.0.0.1:9/v1")) == "it cannot be reached"
    script.answer = lambda *_: time.sleep(3)
    assert failure(script.endpoint(timeout_s=0.3)) == "it took longer than 0.3 s"
    script.answer = lambda handler, _: handler.stream(["a "] * 100, pause_s=0.05)
    assert failure(script.endpoint(timeout_s=0.3)) == "it took longer than 0.3 s"


def test_an_answer_that_is_too_long_or_cut_is_no_whole_answer(script):
    script.answer = lambda handler, _: handler.stream(["word "] * 10_000)
    assert failure(script.endpoint(tokens=20)) == "it wrote more than 20 tokens"
    script.answer = lambda handler, _: handler.stream(["It opened in"], finish=None)
    assert failure(script.endpoint()) == "its answer broke off"


def test_the_key_comes_from_the_environment_before_the_file(tmp_path, monkeypatch):
    file = tmp_path / "key"
    file.write_text("sk-file\n", encoding="utf-8")
    monkeypatch.delenv("QABOT_WRITER_KEY", raising=False)
    assert (read_key(""), read_key(str(file))) == ("", "sk-file")
    monkeypatch.setenv("QABOT_WRITER_KEY", "sk-variable")
    assert read_key(str(file)) == "sk-variable"
    monkeypatch.setenv("QABOT_WRITER_KEY", "not a key")
    with pytest.raises(ConfigError, match="does not hold a key") as caught:
        read_key("")
    assert "not a key" not in str(caught.value)
    monkeypatch.delenv("QABOT_WRITER_KEY")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_key(str(tmp_path / "missing"))
