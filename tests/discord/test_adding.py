"""/add: a manager saves a page of a site on loopback, where the operator and the server allow it."""

import pytest
from loopback import BotProcess, payloads, settings_of
from test_server_settings import MANAGER, settings
from website import served

pytestmark = [
    *(pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.enable_socket),
    *(pytest.mark.usefixtures("bot"), pytest.mark.slow),
]
OWN_BOT = True
PAGE = (
    "<html><head><title>The tannery</title></head><body><article><h1>The tannery</h1><p>The council of Norr has bought"
    " the old tannery by the river for 1.2 million crowns. Councillor Ylva Rask signed the contract for the tannery."
    "</p><p>Work is to begin in March and to take two years, she said.</p></article></body></html>"
)


@pytest.fixture(scope="module")
def site():
    with served() as server:
        server.pages["/story"] = (200, {"Content-Type": "text/html"}, PAGE.encode())
        yield server


@pytest.fixture(scope="module")
def running(discord, workspace, site):
    """A bot whose operator lets the server add pages."""
    config = settings_of(workspace) + '\n[add]\nallowed_hosts = ["127.0.0.1"]\npause_s = 0'
    assert site
    with BotProcess(discord, workspace.folder, config=config, add_servers=[payloads.GUILD]) as bot:
        yield bot


def added(discord, url, **options):
    asked = discord.command("add", permissions=MANAGER, options={"url": url, **options})
    discord.wait(lambda: asked.answered and "Indexing has begun" not in asked.text and "meanwhile" not in asked.text)
    assert asked.original.ephemeral
    return asked.text


def test_a_page_is_added_when_a_manager_has_switched_it_on(discord, site, workspace):
    settings(discord, "adding", on=False)
    assert "switched off in this server" in added(discord, site.at("/story"))
    assert "Managers may add pages" in settings(discord, "adding", on=True)
    assert "Manage Server" in discord.answered(discord.command("add", options={"url": site.at("/story")}))
    assert "is no folder" in added(discord, site.at("/story"), collection="../etc")
    said = added(discord, site.at("/story"), collection="notes")
    assert said.startswith("Saved “The tannery” in `notes/the-tannery.md`.")
    assert "Done: 1 added" in said
    assert (workspace.corpus / "notes" / "the-tannery.md").is_file()
    assert "Ylva Rask" in discord.answered(discord.ask("Who signed the contract for the tannery?"))
    assert "has not changed" in added(discord, site.at("/story"))


def test_the_guards_of_the_fetcher_hold(discord, site):
    settings(discord, "adding", on=True)
    for url in ("http://169.254.169.254/latest/meta-data", "file:///etc/passwd", site.at("/gone"), "not an address"):
        said = added(discord, url)
        assert "Saved" not in said
        assert "Something went wrong" not in said
