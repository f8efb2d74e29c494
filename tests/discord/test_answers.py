"""What a person gets, from the real client over a real gateway: every request is checked as Discord would."""

import pytest

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.usefixtures("bot")]


def test_ask_is_acknowledged_and_answered_with_its_citations(discord):
    asked = discord.ask("Who drew the new bridge?")
    said = discord.answered(asked)
    assert asked.acknowledged_after_s < 3
    assert "Mara Quill" in said
    assert "**1** A bridge for Brill · Valley Courier · 17 May 2024 · `notes/bridge.md" in said
    assert "Harbour Post" not in said
    assert len(asked.messages) == 1
    assert not asked.original.ephemeral
