"""Who may ask what: collections of servers, channels and direct messages, channels, roles."""

import pytest

from qabot.app.settings import DiscordSettings
from qabot.surfaces.discord.permissions.access import Access, is_inside
from qabot.surfaces.discord.permissions.channel_context import ChannelContext
from qabot.surfaces.discord.permissions.refused import Refused
from qabot.surfaces.discord.permissions.servers import Servers, ServerSettings

SERVER, OTHER = 9, 8
HERE = ChannelContext(1, server=SERVER, channel=10, roles=frozenset({SERVER, 77}))
THREAD = ChannelContext(1, server=SERVER, channel=99, parent=10, roles=frozenset({SERVER}))


def access(server=None, other=None, **settings):
    servers = Servers()
    for number, made in ((SERVER, server), (OTHER, other)):
        if made is not None:
            servers.set(number, ServerSettings(**made))
    return Access(servers, DiscordSettings(**settings))


def test_at_first_everybody_may_ask_everything():
    for context in (HERE, THREAD, direct((SERVER, {SERVER}))):
        grant = access().grant(context)
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
def test_a_channel_and_its_threads_may_ask_what_server_and_operator_allow(server, bound, allowed):
    made = access(server, collections=bound)
    for context in (HERE, THREAD):
        assert made.collections(context) == allowed


def test_a_server_of_its_own_bound():
    made = access(server_collections={str(SERVER): ["team"]}, collections=["public"])
    assert made.collections(HERE) == {"team"}
    assert made.collections(ChannelContext(1, server=OTHER, channel=1)) == {"public"}


def direct(*memberships):
    return ChannelContext(1, channel=5, memberships=tuple((server, frozenset(roles)) for server, roles in memberships))


def test_direct_messages_get_what_the_person_may_ask_in_every_channel_of_a_shared_server():
    limited = {"collections": ["public"], "channel_collections": {10: ["public", "staff"]}}
    assert access(limited).collections(direct((SERVER, {SERVER}))) == {"public"}
    other = {"collections": ["sport"]}
    assert access(limited, other).collections(direct((SERVER, {SERVER}), (OTHER, {OTHER}))) == {"public", "sport"}
    assert access(limited, other).collections(direct((OTHER, {OTHER}))) == {"sport"}
    assert access(limited).collections(direct((SERVER, {SERVER}), (OTHER, {OTHER}))) is None
    assert access().collections(direct()) == frozenset()


def test_roles_and_channels_of_a_server_hold_in_direct_messages():
    for settings in ({"roles": [77]}, {"channels": [10]}):
        assert access(settings).collections(direct((SERVER, {SERVER}))) == frozenset()
    assert access({"roles": [77]}).collections(direct((SERVER, {SERVER, 77}))) is None


def test_one_server_cannot_switch_off_the_direct_messages_of_another():
    nothing = {"collections": []}
    assert access(nothing).collections(direct((SERVER, {SERVER}), (OTHER, {OTHER}))) is None


def test_direct_collections_alone_decide_when_they_are_set():
    limited = {"collections": ["public"]}
    assert access(limited, direct_collections=["staff"]).collections(direct((SERVER, {SERVER}))) == {"staff"}
    assert access(limited, direct_collections=["*"]).collections(direct()) is None
    assert access(direct_collections=[]).collections(direct((SERVER, {SERVER}))) == frozenset()


def test_nothing_to_ask_is_said():
    with pytest.raises(Refused, match="No articles may be asked here"):
        access(direct_collections=[]).grant(direct())


def test_a_thread_of_an_unknown_channel_gets_what_every_channel_may_ask():
    unknown = ChannelContext(1, server=SERVER, channel=99, known=False)
    assert access({"channel_collections": {10: ["sport"]}}).collections(unknown) == {"sport"}
    with pytest.raises(Refused, match="not answer in this channel"):
        access({"channels": [99]}).grant(unknown)


def test_channels_and_roles():
    assert access({"channels": [10], "roles": [77, 78]}).grant(HERE).collections is None
    with pytest.raises(Refused, match=r"Ask in <#11> or <#12>\."):
        access({"channels": [11, 12]}).grant(THREAD)
    with pytest.raises(Refused, match=r"needs the role <@&77>\."):
        access({"roles": [77]}).grant(THREAD)


def test_cooldown_and_privacy_of_a_server():
    grant = access({"cooldown_s": 60, "private": True}).grant(HERE)
    assert (grant.cooldown_s, grant.private) == (60, True)


def test_settings_that_cannot_be_read_let_nobody_ask():
    damaged = Access(Servers([(SERVER, '{"collections": 3}')]), DiscordSettings())
    with pytest.raises(Refused, match="cannot be read"):
        damaged.grant(HERE)
    assert damaged.collections(direct((SERVER, {SERVER}))) == frozenset()


def test_pages_are_added_where_the_operator_and_the_server_allow_it():
    with pytest.raises(Refused, match="lets nobody add pages"):
        access({"adding": True}).check_adding(SERVER)
    with pytest.raises(Refused, match="lets nobody add pages"):
        access({"adding": True}, add_servers=[str(OTHER)]).check_adding(SERVER)
    for allowed in ([str(SERVER)], ["*"]):
        with pytest.raises(Refused, match="switched off"):
            access(add_servers=allowed).check_adding(SERVER)
        access({"adding": True}, add_servers=allowed).check_adding(SERVER)


def test_inside_a_collection():
    assert is_inside("syria/2024/a.txt", frozenset({"syria"}))
    assert not is_inside("syrian/a.txt", frozenset({"syria"}))
    assert not is_inside("a.txt", frozenset({"syria"}))
    assert is_inside("a.txt", None)
