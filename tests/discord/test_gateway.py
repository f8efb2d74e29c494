"""The gateway goes wrong while the bot runs: it comes back, misses nothing, and answers nothing twice."""

import pytest
from loopback import payloads
from slow_case import slow

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.usefixtures("bot"), pytest.mark.slow]
OWN_BOT = True
QUESTION = "Who drew the new bridge?"


@pytest.fixture
def came_back(discord):
    """Return a function that waits until the bot has resumed, or identified anew."""
    resumed, identified = len(discord.gateway.resumed), len(discord.gateway.identified)

    def wait(*, anew=False):
        seen, before = (discord.gateway.identified, identified) if anew else (discord.gateway.resumed, resumed)
        discord.wait(lambda: len(seen) > before)
        assert "Mara Quill" in discord.answered(discord.ask(QUESTION))

    return wait


def each(discord, message):
    """Send a message of the gateway to the bot."""
    discord.run(discord.gateway.each(lambda connection: connection.send(message)))


def test_asked_to_reconnect_it_resumes(discord, came_back):
    each(discord, {"op": 7, "d": None})
    came_back()


def test_an_invalid_session_that_can_be_resumed(discord, came_back):
    each(discord, {"op": 9, "d": True})
    came_back()


@pytest.mark.slow
def test_an_invalid_session_that_cannot(discord, came_back):
    each(discord, {"op": 9, "d": False})
    came_back(anew=True)


@pytest.mark.slow
def test_a_resume_that_is_refused(discord, came_back):
    discord.gateway.invalid_on_resume = 1
    each(discord, {"op": 7, "d": None})
    came_back(anew=True)


@pytest.mark.parametrize("code", [1000, slow(1001), slow(4000)])
def test_a_connection_that_is_closed(discord, came_back, code):
    discord.run(discord.gateway.close(code))
    came_back()


def test_a_connection_that_is_cut(discord, came_back):
    discord.run(discord.gateway.cut())
    came_back()


@pytest.mark.slow
def test_reconnecting_is_refused_for_a_while(discord, came_back):
    discord.gateway.refusals = 2
    discord.run(discord.gateway.cut())
    came_back()


@pytest.mark.slow
def test_heartbeats_that_are_not_acknowledged(discord):
    discord.gateway.acknowledges = False
    resumed = len(discord.gateway.resumed)
    try:
        discord.wait(lambda: len(discord.gateway.resumed) > resumed, patience_s=150)
    finally:
        discord.gateway.acknowledges = True
    assert "Mara Quill" in discord.answered(discord.ask(QUESTION))


def test_a_socket_that_is_cut_mid_answer_delays_no_answer(discord, came_back):
    discord.faults.add("PATCH", "@original", delay_s=0.5)
    asked = discord.ask(QUESTION)
    discord.wait(lambda: asked.kind)
    discord.run(discord.gateway.cut())
    assert "Mara Quill" in discord.answered(asked)
    came_back()


def test_what_was_asked_while_the_bot_was_away_is_answered(discord, came_back):
    discord.run(discord.gateway.cut())
    asked = discord.ask(QUESTION)
    assert "Mara Quill" in discord.answered(asked)
    came_back()


def test_what_is_replayed_is_answered_once(discord):
    place = payloads.CHANNEL
    before = len(discord.posted(place))
    discord.answered(discord.ask(QUESTION))
    discord.run(discord.gateway.replay())
    discord.write(f"<@{payloads.APPLICATION}> {QUESTION}")
    discord.wait(lambda: len(discord.posted(place)) > before)
    discord.run(discord.gateway.replay(2))
    callbacks, posts = len(discord.sent("POST", "/callback")), len(discord.sent("POST", f"{place}/messages"))
    discord.answered(discord.ask(QUESTION))
    assert len(discord.sent("POST", "/callback")) == callbacks + 1
    assert len(discord.sent("POST", f"{place}/messages")) == posts


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("INTERACTION_CREATE", {"nonsense": 1}),
        slow("INTERACTION_CREATE", {"id": "1", "type": 2, "token": "t", "version": 1}),
        slow("INTERACTION_CREATE", None),
        slow("INTERACTION_CREATE", []),
        ("MESSAGE_CREATE", {"id": "x"}),
        slow("MESSAGE_CREATE", "text"),
        slow("GUILD_CREATE", {"id": None}),
        slow("READY", {}),
        slow("NO_SUCH_EVENT", {}),
    ],
)
def test_an_event_that_makes_no_sense_is_passed_over(discord, name, data):
    discord.dispatch(name, data)
    assert "Mara Quill" in discord.answered(discord.ask(QUESTION))


@pytest.mark.parametrize(
    "frame", ["{", *map(slow, ["[]", '"text"', '{"op": 99}', "{}", '{"op": 0, "t": "X", "d": "\\ud83d"}'])]
)
def test_a_frame_that_makes_no_sense_is_passed_over(discord, frame):
    discord.run(discord.gateway.each(lambda connection: connection.socket.send_str(frame)))
    assert "Mara Quill" in discord.answered(discord.ask(QUESTION))


def test_a_frame_that_cannot_be_unpacked_costs_the_connection_alone(discord, came_back):
    discord.run(discord.gateway.each(lambda connection: connection.socket.send_bytes(b"no zlib\x00\x00\xff\xff")))
    came_back()
