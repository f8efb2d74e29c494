"""What moderators set by slash commands, and that it holds in every command, button and suggestion."""

import pytest
from loopback import payloads

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.usefixtures("bot"), pytest.mark.slow]
OWN_BOT = True
MANAGER = str(int(payloads.NOT_MANAGING) | 1 << 5)
BRIDGE, KEEPER = "Who drew the new bridge?", "Who lit lighthouse number 7?"
HERE, ELSEWHERE = payloads.CHANNEL, "7001"


def settings(discord, *path, permissions=MANAGER, **options):
    """Send /settings; a channel or a role is given by ``channel="7000"``, ``role="77"``."""
    kinds = {"channel": 7, "role": 8, "seconds": 4, "on": 5}
    given = [{"name": name, "type": kinds.get(name, 3), "value": value} for name, value in options.items()]
    resolved = {}
    if "channel" in options:
        one = payloads.channel(options["channel"]) | {"permissions": payloads.ALL_PERMISSIONS}
        resolved["channels"] = {options["channel"]: one}
    if "role" in options:
        role = payloads.guild()["roles"][0] | {"id": options["role"], "name": "askers"}
        resolved["roles"] = {options["role"]: role}
    for depth, name in enumerate(reversed(path)):
        given = [{"name": name, "type": 1 if depth == 0 else 2, "options": given}]
    sent = discord.command(
        "settings", permissions=permissions, data={"options": given, **({"resolved": resolved} if resolved else {})}
    )
    said = discord.answered(sent)
    assert sent.original.ephemeral
    return said


def suggested(discord, command, option, typed, *, path=(), **how):
    options = [{"name": option, "type": 3, "value": typed, "focused": True}]
    if command == "ask":
        options.append({"name": "question", "type": 3, "value": "Who?"})
    for depth, name in enumerate(reversed(path)):
        options = [{"name": name, "type": 1 if depth == 0 else 2, "options": options}]
    sent = discord.interact(4, {"id": "1", "name": command, "type": 1, "options": options}, user=1, **how)
    discord.wait(lambda: sent.kind == 8)
    return [one["name"] for one in sent.reply["choices"]]


def said(discord, question, **how):
    return discord.answered(discord.ask(question, **how))


@pytest.fixture(autouse=True)
def _as_at_first(bot, discord):  # noqa: ARG001 - the bot must be there when this ends
    yield
    settings(discord, "reset")


def test_settings_are_for_those_who_manage_the_server(discord):
    assert "Manage Server" in settings(discord, "show", permissions=payloads.NOT_MANAGING)
    assert "Manage Server" in settings(discord, "collections", "all", permissions=payloads.NOT_MANAGING)
    assert "Manage Server" in discord.answered(discord.command("reindex"))
    assert "in servers only" in discord.answered(discord.command("reindex", context="direct", place=payloads.PRIVATE))
    assert suggested(discord, "settings", "collection", "", path=("collections", "allow")) == []
    (command,) = (one for one in discord.commands if one["name"] == "settings")
    assert command["default_member_permissions"] == 1 << 5
    assert command["integration_types"] == [0]


def test_a_channel_asks_its_collections_and_nobody_gets_another(discord):
    before = discord.ask(BRIDGE)
    assert "Mara Quill" in discord.answered(before)
    assert suggested(discord, "settings", "collection", "", path=("collections", "allow"), permissions=MANAGER) == [
        "coast",
        "notes",
    ]
    told = settings(discord, "collections", "allow", collection="coast", channel=HERE)
    assert told.startswith("<#7000> may ask “coast” and nothing else.")
    assert "**Collections:** all articles\n- <#7000>: “coast”" in told

    refused = said(discord, BRIDGE)
    assert "do not say" in refused
    assert "Quill" not in refused
    assert "bridge" not in refused.replace(BRIDGE, "")
    assert "Courier" not in discord.answered(discord.command("search", options={"words": "new bridge"}))
    assert "Danev" in said(discord, KEEPER) or "Varna" in said(discord, KEEPER)
    pressed = discord.press(before.original, before.original.custom_ids["Passages"])
    assert "not in the index any more" in discord.answered(pressed)
    assert suggested(discord, "ask", "source", "") == ["Harbour Post"]
    assert suggested(discord, "sources", "article", "") == ["The lighthouses · Harbour Post"]
    assert "1 article" in discord.answered(discord.command("sources"))
    assert "No article here" in discord.answered(discord.command("sources", options={"article": "A bridge for Brill"}))
    assert "I answer from 1 article" in discord.answered(discord.command("status"))
    nearest = said(discord, KEEPER, options={"source": "Valley"})
    assert "Valley Courier" not in nearest
    assert "Quill" not in said(discord, BRIDGE, place=payloads.PRIVATE, context="direct")
    assert "Quill" not in said(discord, BRIDGE, context="installed")
    assert "Mara Quill" in said(discord, BRIDGE, place=ELSEWHERE)


def test_collections_that_are_not_there_or_not_allowed(discord):
    assert "no collection “nots”" in settings(discord, "collections", "allow", collection="nots")
    assert "may ask all articles" in settings(discord, "collections", "forbid", collection="notes")
    settings(discord, "collections", "allow", collection="notes")
    assert "may now ask nothing" in settings(discord, "collections", "forbid", collection="notes")
    assert said(discord, BRIDGE).startswith("No articles may be asked here.")
    assert "may ask all articles" in settings(discord, "collections", "all")
    assert "Mara Quill" in said(discord, BRIDGE)


def test_channels_and_roles(discord):
    assert "I answer in <#7001>." in settings(discord, "channels", "add", channel=ELSEWHERE)
    refused = discord.ask(BRIDGE)
    assert discord.answered(refused) == "I do not answer in this channel. Ask in <#7001>."
    assert refused.original.ephemeral
    assert "Mara Quill" in said(discord, BRIDGE, place=ELSEWHERE)
    assert suggested(discord, "sources", "article", "") == []
    assert "only channel in which I answer" in settings(discord, "channels", "remove", channel=ELSEWHERE)
    settings(discord, "channels", "everywhere")
    assert "with this role may ask" in settings(discord, "roles", "add", role="77")
    assert "needs the role <@&77>" in said(discord, BRIDGE)
    settings(discord, "roles", "everyone")
    assert "Mara Quill" in said(discord, BRIDGE)


def test_private_by_default_and_a_cooldown(discord):
    settings(discord, "private", on=True)
    asked = discord.ask(BRIDGE)
    discord.answered(asked)
    assert asked.original.ephemeral
    openly = discord.ask(BRIDGE, options={"private": False})
    discord.answered(openly)
    assert not openly.original.ephemeral
    discord.write(f"<@100> {BRIDGE}")
    discord.wait(lambda: any("Ask with /ask" in one.text for one in discord.posted(HERE)))
    assert "60 s" in settings(discord, "cooldown", seconds=60)
    discord.answered(discord.ask(BRIDGE, user=44))
    assert "Ask again in" in said(discord, BRIDGE, user=44)


@pytest.mark.slow
def test_reindex_tells_how_it_goes_and_answers_go_on(discord, workspace):
    workspace.write("notes/tunnel.md", "# A tunnel\n\nEngineer Ada Holt drew the tunnel under Brill.\n")
    first = discord.command("reindex", permissions=MANAGER)
    second = discord.command("reindex", permissions=MANAGER, user=2)
    assert "being indexed already" in discord.answered(second)
    assert "Mara Quill" in said(discord, BRIDGE, user=3)
    discord.wait(lambda: "Done: 1 added" in first.text, why=first.text)
    assert "Answers come from the new build." in first.text
    assert any("I answer questions meanwhile" in shown for shown in first.original.shown)
    assert "Ada Holt" in said(discord, "Who drew the tunnel under Brill?")
    again = discord.command("reindex", permissions=MANAGER)
    discord.wait(lambda: "Nothing has changed" in again.text, why=again.text)


@pytest.mark.slow
def test_reindex_under_forty_running_answers(discord, workspace):
    file = workspace.write("notes/canal.md", "# A canal\n\nEngineer Inga Rau drew the canal at Brill.\n")
    asked = [discord.ask(BRIDGE, user=100 + number) for number in range(20)]
    indexing = discord.command("reindex", permissions=MANAGER)
    asked += [discord.ask(BRIDGE, user=200 + number) for number in range(20)]
    for one in asked:
        discord.wait(lambda one=one: "Mara Quill" in one.text, why=one.text)
        assert len(one.messages) == 1
    discord.wait(lambda: "Done: 1 added" in indexing.text, why=indexing.text)
    assert "Inga Rau" in said(discord, "Who drew the canal at Brill?")
    file.unlink()
    again = discord.command("reindex", permissions=MANAGER)
    discord.wait(lambda: "1 removed" in again.text, why=again.text)
    assert "Inga Rau" not in said(discord, "Who drew the canal at Brill?")
