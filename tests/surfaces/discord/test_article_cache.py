"""What suggestions and lists know of the articles: by title, inside collections, of the build that is current."""

import asyncio
import re
import threading
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.app.qabot import Qabot
from qabot.app.settings import IndexSettings, Settings
from qabot.errors import IndexMissing
from qabot.model import ArticleSummary
from qabot.surfaces.discord.asking.articles import ArticleCache, BuildArticles, choice_value
from qabot.surfaces.discord.asking.prefix_index import PrefixIndex
from qabot.surfaces.discord.commands.suggestions import article_choice
from qabot.surfaces.discord.pages.split_messages import utf16_length

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
# An event loop wakes itself through a pair of sockets; nothing is connected to.


def listed(path, title, source="Post"):
    return ArticleSummary(path, title, source, "", None, path, 100, 1)


BUILD = BuildArticles(
    articles=[
        listed("mali/a.txt", "Rain in Bamako"),
        listed("syria/b.txt", "After the rain"),
        listed("syria/c.txt", "Rain", "Courier"),
    ],
    collections=["mali", "syria", "syria/2024"],
)
ALL, SYRIA = BUILD.inside(None), BUILD.inside(frozenset({"syria"}))


def test_titles_that_begin_with_the_typed_text_come_first():
    assert [one.title for one in ALL.suggest("RAIN")] == ["Rain", "Rain in Bamako", "After the rain"]
    assert [one.title for one in SYRIA.suggest("rain")] == ["Rain", "After the rain"]
    assert [one.title for one in ALL.suggest("the  rain")] == ["After the rain"]
    assert [one.path for one in ALL.suggest("b.txt")] == ["syria/b.txt"]
    assert SYRIA.suggest("a.txt") == []
    many = BuildArticles(articles=[listed(f"{n}.txt", f"T{n}") for n in range(40)]).inside(None)
    assert len(many.suggest("")) == len(many.suggest("t")) == 25


def test_an_article_is_found_by_id_path_title_or_a_word():
    assert [one.path for one in ALL.find("syria/c.txt")] == ["syria/c.txt"]
    assert [one.path for one in ALL.find("rain")] == ["syria/c.txt"]
    assert [one.path for one in ALL.find("bamako")] == ["mali/a.txt"]
    assert SYRIA.find("mali/a.txt") == ALL.find(" ") == []
    long = listed("x" * 200, "Long")
    assert len(choice_value(long)) == 32
    assert BuildArticles(articles=[long]).inside(None).find(choice_value(long)) == [long]


def test_sources_and_folders_inside_collections():
    assert SYRIA.sources == {"Post": 1, "Courier": 1}
    assert SYRIA.suggest_sources("cou") == ["Courier"]
    assert BUILD.collections_inside(frozenset({"syria"})) == ["syria", "syria/2024"]
    assert BUILD.collections_inside(frozenset({"syria/2024"})) == ["syria/2024"]
    assert BUILD.collections_inside(None) == ["mali", "syria", "syria/2024"]


@given(st.lists(st.text(alphabet="ab c/", max_size=8), max_size=30), st.text(alphabet="abc", min_size=1, max_size=3))
def test_a_prefix_finds_what_a_scan_finds(lines, typed):
    found = PrefixIndex(lines).find(typed, 100)
    assert sorted(found) == [n for n, line in enumerate(lines) if re.search(rf"(?<!\w){typed}", line)]
    assert [lines[n].startswith(typed) for n in found] == sorted(
        (lines[n].startswith(typed) for n in found), reverse=True
    )


def test_a_slow_suggestion_leaves_the_event_loop_free():
    async def run():
        cache = ArticleCache(Qabot(Settings(index=IndexSettings(path="none"))))
        late = threading.Event()
        ticks = 0

        async def tick():
            nonlocal ticks
            while True:
                await asyncio.sleep(0.01)
                ticks += 1

        ticking = asyncio.create_task(tick())
        assert await cache.suggest(lambda _: late.wait(60) and ["late"]) == []
        assert not late.is_set()
        late.set()
        ticking.cancel()
        cache.close()
        return ticks

    assert asyncio.run(run()) > 10


def test_a_new_build_is_seen_and_none_is_said(index_copy, tmp_path):
    seen = []

    async def note(ids):
        seen.append(ids)

    async def run():
        articles = ArticleCache(Qabot(index_copy.settings), opened=note)
        before = await articles.renewed()
        index_copy.write("new.txt", "A tunnel was opened at Arden on Monday.\n")
        index_copy.build()
        after = await articles.renewed()
        articles.close()
        none = ArticleCache(index_copy.open(index=IndexSettings(path=str(tmp_path / "none"))))
        with pytest.raises(IndexMissing):
            await none.renewed()
        assert await none.suggest(lambda build: list(build.articles)) == []
        none.close()
        return before, after

    before, after = asyncio.run(run())
    assert len(after.articles) == len(before.articles) + 1
    assert after.build != before.build
    assert [len(ids) for ids in seen] == [len(before.articles), len(after.articles)]
    assert after.created >= before.created  # to the second


@pytest.mark.parametrize(("title", "source"), [("A" * 300, "Post"), ("😀" * 300, "P" * 200), ("", "")])
def test_a_suggestion_fits_and_tells_articles_of_one_title_apart(title, source):
    article = ArticleSummary("a.txt", title, source, "", date(2024, 5, 17), "a.txt", 100, 1)
    shown = article_choice(article)
    assert utf16_length(shown) <= 100
    assert shown.endswith(" · 17 May 2024")
