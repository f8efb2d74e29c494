"""Token, invitation, and what the command line says when the bot cannot start."""

import subprocess
import sys

import pytest

from qabot.errors import DiscordUnavailable
from qabot.surfaces.discord.client.bot import intents
from qabot.surfaces.discord.client.invite import invite_link
from qabot.surfaces.discord.token import read_token

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _no_token(monkeypatch):
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)


def test_no_token_says_where_to_get_one():
    with pytest.raises(DiscordUnavailable, match="DISCORD_TOKEN") as caught:
        read_token("")
    assert caught.value.exit_code == 69


def test_the_environment_comes_before_the_file(tmp_path, monkeypatch):
    (tmp_path / "token").write_text(" fromfile \n")
    assert read_token(str(tmp_path / "token")) == "fromfile"
    monkeypatch.setenv("DISCORD_TOKEN", "fromenv")
    assert read_token(str(tmp_path / "token")) == "fromenv"


def test_a_bad_token_is_never_in_the_error(monkeypatch):
    monkeypatch.setenv("DISCORD_TOKEN", "se cret")
    with pytest.raises(DiscordUnavailable) as caught:
        read_token("")
    assert "cret" not in str(caught.value)
    with pytest.raises(DiscordUnavailable) as caught:
        invite_link("secret.x.y")
    assert "secret" not in str(caught.value)


def test_the_invitation_names_the_application():
    assert "client_id=100&scope=bot%20applications.commands&permissions=309237713920" in invite_link("MTAw.a.b")


def test_no_intent_is_privileged():
    asked = intents()
    assert (asked.message_content, asked.members, asked.presences) == (False, False, False)


def test_no_network_is_one_sentence_and_69(tmp_path, monkeypatch):
    monkeypatch.setenv("DISCORD_TOKEN", "MTAw.a.b")
    (tmp_path / "config.toml").write_text('[discord]\napi_base = "http://127.0.0.1:9"\n')
    run = subprocess.run([sys.executable, "-m", "qabot", "discord"], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 69
    assert run.stderr.splitlines()[-1].startswith("qabot: Discord cannot be reached.")
    assert "Traceback" not in run.stderr
