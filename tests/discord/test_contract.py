"""The checks of the loopback server itself: what Discord refuses is found, what it takes is not."""

import pytest
from loopback.contract import Contract

EDIT = ("PATCH", "/webhooks/100/token/messages/@original")
POST = ("POST", "/channels/7/messages")
CALLBACK = ("POST", "/interactions/1/token/callback")
NOBODY = {"allowed_mentions": {"parse": []}}


@pytest.fixture(scope="module")
def contract():
    return Contract()


def button(name):
    return {"type": 1, "components": [{"type": 2, "style": 2, "label": name, "custom_id": name}]}


@pytest.mark.parametrize(
    ("route", "body"),
    [
        (EDIT, {"embeds": [{"description": "x" * 4_096}, {"description": "x" * 1_904}], **NOBODY}),
        (EDIT, {"content": "\N{BABY}" * 1_000, **NOBODY}),
        (POST, {"content": "x", "nonce": "1400000000000000000-0-0", "enforce_nonce": True, **NOBODY}),
        (CALLBACK, {"type": 5, "data": {"flags": 64}}),
        (CALLBACK, {"type": 8, "data": {"choices": [{"name": "x", "value": "x"}]}}),
    ],
)
def test_what_discord_takes(contract, route, body):
    assert contract.violations(*route, body) == []


@pytest.mark.parametrize(
    ("route", "body"),
    [
        (EDIT, {"embeds": [{"description": "x" * 4_096}, {"description": "x" * 1_905}], **NOBODY}),
        (EDIT, {"embeds": [{"description": "\N{BABY}" * 2_049}], **NOBODY}),
        (EDIT, {"content": "\N{BABY}" * 1_001, **NOBODY}),
        (EDIT, {"content": "x", "nonce": "1", **NOBODY}),
        (EDIT, {"content": "x"}),
        (POST, {"contents": "x"}),
        (POST, {"content": "x", "components": [button("a"), button("a")], **NOBODY}),
        (POST, {"flags": 1 << 15, "components": [{"type": 10, "content": "x" * 2_001}] * 2}),
        (CALLBACK, {"type": 8, "data": {"choices": [{"name": "x", "value": "x"}] * 26}}),
    ],
)
def test_what_it_does_not(contract, route, body):
    assert contract.violations(*route, body)


@pytest.mark.parametrize(
    ("route", "body"),
    [
        (POST, {"content": "x", "nonce": "1" * 26, **NOBODY}),
        (EDIT, {"embeds": [{"description": 5}], **NOBODY}),
        (("PUT", "/applications/100/commands"), [{"name": "n" * 33, "type": 1, "description": "d"}]),
    ],
)
def test_what_the_openapi_description_tells(contract, route, body):
    if not contract.has_openapi:
        pytest.skip("Discord's OpenAPI description is not beside the project")
    assert contract.violations(*route, body)
