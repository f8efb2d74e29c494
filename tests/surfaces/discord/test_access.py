"""Who may ask what: collections of servers, channels and direct messages, channels, roles."""

import sqlite3

import pytest

from qabot.app.settings import DiscordSettings
from qabot.surfaces.discord.permissions.access import Access, is_inside
from qabot.surfaces.discord.permissions.channel_context import ChannelContext
from qabot.surfaces.discord.permissions.refused import Refused
from qabot.surfaces.discord.permissions.servers import Servers, ServerSettings

SERVER, OTHER = 9, 8
HERE = ChannelContext(1, server=SERVER, channel=10, roles=frozenset({SERVER, 77}))
THREAD = ChannelContext(1, server=SERVER, channel=99, parent=10, roles=frozenset({SERVER}))
DIRECT = ChannelContext(1, channel=5)


@pytest.fixture
def state():
    state = sqlite3.connect(":memory:", isolation_level=None)
    yield state
    state.close()


def access(state, server=None, other=None, **settings):
    servers = Servers(state)
    for number, made in ((SERVER, server), (OTHER, other)):
        if made is not None:
            servers.put(number, ServerSettings(**made))
    return Access(servers, DiscordSettings(**settings))


def test_at_first_everybody_may_ask_everything(state):
    for context in (HERE, THREAD, DIRECT):
        grant = access(state).grant(context)
        assert (grant.collections, grant.cooldown_s, grant.private) == (None, 5.0, False)


@pytest.mark.parametrize(
    ("server", "bound", "allowed"),
    [
        ({"collections": ["syria"]}, ["*"], {"syria"}),
        ({"collections": ["syria"], "channel_collections": {10: ["sport", "mali"]}}, ["*"], {"sport", "mali"}),
        ({"collections": ["syria"], "channel_collections": {10: None}}, ["*"], None),
        ({"channel_collections": {11: ["sport"]}}, ["*"], None),
        ({"channel_collections": {10: None}}, ["sport"], {"sport"}),
        ({"collections": ["syria/2024", "mali"]}, ["syria"], {"syria/2024"}),
        ({"collections": ["syria"]}, ["syria/2024", "sport"], {"syria/2024"}),
        ({"collections": ["syrian"]}, ["syria"], set()),
    ],
)
def test_a_channel_and_its_threads_may_ask_what_server_and_operator_allow(state, server, bound, allowed):
    made = access(state, server, collections=bound)
    for context in (HERE, THREAD):
        assert made.collections(context) == allowed


def test_a_server_of_its_own_bound(state):
    made = access(state, server_collections={str(SERVER): ["team"]}, collections=["public"])
    assert made.collections(HERE) == {"team"}
    assert made.collections(ChannelContext(1, server=OTHER, channel=1)) == {"public"}


def test_direct_messages_get_no_more_than_every_channel(state):
    limited = {"collections": ["public"], "channel_collections": {10: ["public", "staff"]}}
    assert access(state, limited).collections(DIRECT) == {"public"}
    assert access(state, limited, {"collections": ["public/news"]}).collections(DIRECT) == {"public/news"}
    assert access(state, limited, direct_collections=["staff"]).collections(DIRECT) == {"staff"}
    assert access(state, direct_collections=[], collections=["*"]).collections(DIRECT) == frozenset()


def test_nothing_to_ask_is_said(state):
    with pytest.raises(Refused, match="No articles may be asked here"):
        access(state, direct_collections=[]).grant(DIRECT)


def test_a_thread_of_an_unknown_channel_gets_what_every_channel_may_ask(state):
    unknown = ChannelContext(1, server=SERVER, channel=99, known=False)
    assert access(state, {"channel_collections": {10: ["sport"]}}).collections(unknown) == {"sport"}
    with pytest.raises(Refused, match="not answer in this channel"):
        access(state, {"channels": [99]}).grant(unknown)


def test_channels_and_roles(state):
    assert access(state, {"channels": [10], "roles": [77, 78]}).grant(HERE).collections is None
    with pytest.raises(Refused, match=r"Ask in <#11> or <#12>\."):
        access(state, {"channels": [11, 12]}).grant(THREAD)
    with pytest.raises(Refused, match=r"needs the role <@&77>\."):
        access(state, {"roles": [77]}).grant(THREAD)


def test_cooldown_and_privacy_of_a_server(state):
    grant = access(state, {"cooldown_s": 60, "private": True}).grant(HERE)
    assert (grant.cooldown_s, grant.private) == (60, True)


def test_settings_that_make_no_sense_let_nobody_ask(state):
    made = access(state)
    state.execute("INSERT INTO discord_servers VALUES (?, ?)", (SERVER, '{"collections": 3}'))
    for context in (HERE, DIRECT):
        with pytest.raises(Refused, match="cannot be read"):
            made.grant(context)


def test_inside_a_collection():
    assert is_inside("syria/2024/a.txt", frozenset({"syria"}))
    assert not is_inside("syrian/a.txt", frozenset({"syria"}))
    assert not is_inside("a.txt", frozenset({"syria"}))
    assert is_inside("a.txt", None)
