"""/sources: the sources, the articles of one in pages, an article; each is one tap away."""

import pytest
from test_buttons import press
from test_server_settings import MANAGER, settings

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.usefixtures("bot"), pytest.mark.slow]
OWN_BOT = True


@pytest.fixture(scope="module", autouse=True)
def _many_articles(workspace):
    for number in range(12):
        workspace.write(
            f"daily/{number:02}.txt", f"---\ntitle: Day {number:02}\nsource: Daily\n---\nIt rained again.\n"
        )
    workspace.build()


def choices(message):
    """Return the values of the list under a message, by their labels."""
    return {one["label"]: one["value"] for row in message.payload["components"] for one in options_in(row)}


def options_in(row):
    return [option for one in row.get("components", []) for option in one.get("options", [])]


def test_a_source_an_article_and_the_pages_are_one_tap_away(discord):
    asked = discord.command("sources")
    assert "Daily: 12" in discord.answered(asked)
    message = asked.original
    discord.press(message, message.custom_ids["Choose a source"], value=choices(message)["Daily"])
    discord.wait(lambda: "**Daily** · 12 articles · page 1 of 2" in message.text)
    assert "- Day 00\n- Day 01" in message.text
    article = discord.press(message, message.custom_ids["Choose an article"], value=choices(message)["Day 03"])
    assert "It rained again." in discord.answered(article)
    assert article.original.ephemeral
    press(discord, message, "▶️")
    discord.wait(lambda: "page 2 of 2" in message.text)
    assert message.text.endswith("- Day 10\n- Day 11")
    press(discord, message, "◀️")
    discord.wait(lambda: "page 1 of 2" in message.text)


def test_a_source_by_its_name(discord):
    assert "12 articles" in discord.answered(discord.command("sources", options={"source": "daily"}))
    assert "No article here is from this source" in discord.answered(
        discord.command("sources", options={"source": "Nobody"})
    )


def test_a_list_shows_nothing_of_another_collection(discord):
    asked = discord.command("sources")
    discord.answered(asked)
    daily = choices(asked.original)["Daily"]
    settings(discord, "collections", "allow", collection="coast", permissions=MANAGER)
    try:
        discord.press(asked.original, asked.original.custom_ids["Choose a source"], value=daily)
        discord.wait(lambda: "No article here is from this source" in asked.original.text)
        assert "Daily" not in discord.answered(discord.command("sources"))
    finally:
        settings(discord, "reset")
