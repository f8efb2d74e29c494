"""The project's own articles in Discord, with the settings that come with it."""

import json
import shutil
from pathlib import Path

import pytest
from loopback import BotProcess

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.slow]
OWN_BOT = True
PROJECT = Path(__file__).parents[2]


def test_the_syria_question_is_answered_with_its_citations(discord, own_index_folder, tmp_path):
    shutil.copytree(own_index_folder, tmp_path / "index")
    config = f"[corpus]\npath = {json.dumps(str(PROJECT / 'corpus'))}\n"
    bot = BotProcess(discord, tmp_path, config=config)
    with bot:
        said = discord.answered(discord.ask("Which Russian bases are in Syria?"))
    assert "Tartous" in said
    assert "Khmeimim" in said
    assert "\\[1\\]" in said
    assert "**1** " in said
    assert discord.violations == []
