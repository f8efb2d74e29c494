"""``qabot add``: pages of a site on loopback become files of the corpus that a person may edit."""

import sqlite3
from contextlib import closing

import pytest
from schema_check import check
from website import served

from qabot.ingest.parsing.front_matter import read_front_matter
from qabot.surfaces.memory.database import FILE

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow]
STORY = (
    "The council of Norr has bought the old tannery by the river for 1.2 million crowns. It means to make a school of"
    " music of it, with room for 180 pupils."
)
PAGE = (
    "<html><head><title>{title}</title><meta property='og:site_name' content='Norr Gazette'>"
    "<meta property='article:published_time' content='2024-03-01T10:00:00Z'></head><body><nav>Home News</nav>"
    "<article><h1>{title}</h1><p>{text}</p><p>Work is to begin in March and to take two years, she said.</p></article>"
    "</body></html>"
)
HTML = {"Content-Type": "text/html"}
FEED = (
    "<?xml version='1.0'?><rss version='2.0'><channel><title>Norr</title>"
    "<item><title>One</title><link>/story</link></item><item><title>Two</title><link>/other</link></item>"
    "<item><title>Three</title><link>/gone</link></item></channel></rss>"
)


def page(title, text=STORY):
    return PAGE.format(title=title, text=text).encode()


@pytest.fixture
def site():
    with served() as server:
        server.pages["/story"] = (200, {**HTML, "ETag": '"1"'}, page("Norr buys the tannery"))
        server.pages["/other"] = (200, HTML, page("A second story", STORY.replace("Norr", "Vik")))
        server.pages["/feed"] = (200, {"Content-Type": "application/rss+xml"}, FEED.encode())
        server.pages["/image"] = (200, {"Content-Type": "image/png"}, b"png")
        yield server


@pytest.fixture
def add(run, index_copy):
    config = index_copy.folder / "add.toml"
    text = (index_copy.folder / "config.toml").read_text(encoding="utf-8")
    config.write_text(text + '[add]\nallowed_hosts = ["127.0.0.1"]\npause_s = 0\n', encoding="utf-8")
    place = ("--config", config, "--corpus", index_copy.corpus, "--index", index_copy.index)
    return lambda *arguments: run("add", *arguments, *place)


def statuses(ran):
    check("add", ran.json)
    return [one["status"] for one in ran.json["pages"]]


def test_a_page_is_saved_and_answers(add, site, index_copy):
    ran = add(site.at("/story"))
    assert ran.status == 0
    assert "added" in ran.out
    file = index_copy.corpus / "127.0.0.1" / "2024-03-01-norr-buys-the-tannery.md"
    front = read_front_matter(file.read_text(encoding="utf-8"))
    assert front.fields == {
        "title": "Norr buys the tannery",
        "source": "Norr Gazette",
        "url": site.at("/story"),
        "published": "2024-03-01",
    }
    answer = index_copy.open().ask("What did the council of Norr buy?")
    assert answer.citations[0].article.url == site.at("/story")


def test_what_is_new_is_fetched_and_what_was_edited_is_kept(add, site, index_copy):
    def again(*more):
        return statuses(add(site.at("/story"), "--no-index", "--json", "--collection", "norr", *more))

    assert again() == ["added"]
    assert again() == ["unchanged"]
    site.pages["/story"] = (200, {**HTML, "ETag": '"2"'}, page("Norr buys the tannery", STORY + " The price rose."))
    assert again() == ["updated"]
    file = index_copy.corpus / "norr" / "2024-03-01-norr-buys-the-tannery.md"
    file.write_text(file.read_text(encoding="utf-8") + "\nA line of mine.\n", encoding="utf-8")
    site.pages["/story"] = (200, {**HTML, "ETag": '"3"'}, page("Norr buys the tannery"))
    assert again() == ["edited"]
    assert "A line of mine." in file.read_text(encoding="utf-8")
    assert again("--overwrite") == ["updated"]
    assert "A line of mine." not in file.read_text(encoding="utf-8")
    file.unlink()
    assert again() == ["added"]


def test_a_feed_is_followed_once(add, site):
    first = add("--feed", site.at("/feed"), "--no-index", "--json")
    assert (first.status, statuses(first)) == (1, ["added", "added", "failed"])
    del site.asked[:]
    assert statuses(add("--feed", site.at("/feed"), "--no-index", "--json", "--limit", "2")) == []
    assert "/story" not in [path for path, _ in site.asked]


def test_two_pages_of_one_title_are_two_files(add, site):
    site.pages["/twin"] = (200, HTML, page("Norr buys the tannery", STORY.replace("old", "new")))
    paths = [one["path"] for one in add(site.at("/story"), site.at("/twin"), "--no-index", "--json").json["pages"]]
    assert len(set(paths)) == 2


@pytest.mark.parametrize(
    ("path", "said"), [("/image", "is image/png, not a page"), ("/gone", "404"), ("/feed", "not a page")]
)
def test_what_cannot_be_added_is_one_line(add, site, index_copy, path, said):
    before = sorted(index_copy.corpus.rglob("*"))
    ran = add(site.at(path), "--no-index")
    assert ran.status == 1
    assert said in ran.out
    assert len(ran.out.splitlines()) == 1
    assert sorted(index_copy.corpus.rglob("*")) == before


def test_nothing_leads_out_of_the_corpus(add, site):
    assert "not a folder below the corpus" in add(site.at("/story"), "--collection", "../out").complaint(2)
    assert "Name a page" in add().complaint(2)
    assert "Add the page itself, without --feed" in add("--feed", site.at("/story")).out


@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_locked_state_is_one_line_and_no_page_is_saved_twice(add, site, index_copy, monkeypatch, lock):
    monkeypatch.setattr("qabot.surfaces.memory.database._WAIT_S", 0.05)
    address = (site.at("/story"), "--no-index", "--json", "--collection", "norr")
    # The first page makes the database; only what comes after it meets a lock.
    assert statuses(add(site.at("/other"), *address[1:])) == ["added"]
    before = sorted(index_copy.corpus.rglob("*"))
    with closing(sqlite3.connect(index_copy.index / FILE, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE" if lock == "EXCLUSIVE" else "SELECT 1")
        other.execute(f"BEGIN {lock}")
        other.execute("CREATE TABLE busy (n INTEGER)")
        ran = add(*address)
        assert "Traceback" not in ran.err
        assert "locked" in (ran.err if ran.status == 3 else ran.out)
        assert ran.status in (1, 3)
        assert sorted(index_copy.corpus.rglob("*")) == before
        other.execute("ROLLBACK")
    assert statuses(add(*address)) == ["added"]
    assert statuses(add(*address)) == ["unchanged"]
    assert len(sorted((index_copy.corpus / "norr").iterdir())) == 2


def test_a_page_whose_record_cannot_be_kept_leaves_no_file(add, site, index_copy):
    options = ("--no-index", "--json", "--collection", "norr")
    assert statuses(add(site.at("/other"), *options)) == ["added"]
    with closing(sqlite3.connect(index_copy.index / FILE, isolation_level=None)) as state:
        state.execute(
            "CREATE TRIGGER full BEFORE INSERT ON fetched WHEN NEW.url LIKE '%story' "
            "BEGIN SELECT RAISE(FAIL, 'disk is full'); END"
        )
    ran = add(site.at("/story"), *options)
    assert (ran.status, statuses(ran)) == (1, ["failed"])
    assert "disk is full" in ran.out
    assert len(sorted((index_copy.corpus / "norr").iterdir())) == 1
