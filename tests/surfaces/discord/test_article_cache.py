"""What suggestions and lists know of the articles: by title, inside collections, of the build that is current."""

import asyncio
from datetime import date

import pytest

from qabot.app.settings import IndexSettings
from qabot.errors import IndexMissing
from qabot.model import ArticleSummary
from qabot.surfaces.discord.asking.articles import ArticleCache, BuildArticles, choice_value
from qabot.surfaces.discord.commands.suggestions import article_choice
from qabot.surfaces.discord.pages.split_messages import utf16_length

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
# An event loop wakes itself through a pair of sockets; nothing is connected to.


def listed(path, title, source="Post"):
    return ArticleSummary(path, title, source, "", None, path, 100, 1)


SHOWN = BuildArticles(
    articles=[
        listed("mali/a.txt", "Rain in Bamako"),
        listed("syria/b.txt", "After the rain"),
        listed("syria/c.txt", "Rain", "Courier"),
    ],
    collections=["mali", "syria", "syria/2024"],
)


def test_titles_that_begin_with_what_was_typed_come_first():
    assert [one.title for one in SHOWN.titles("RAIN", None)] == ["Rain in Bamako", "Rain", "After the rain"]
    assert [one.title for one in SHOWN.titles("rain", frozenset({"syria"}))] == ["Rain", "After the rain"]
    assert SHOWN.titles("a.txt", frozenset({"syria"})) == []
    assert len(BuildArticles(articles=[listed(f"{n}.txt", f"T{n}") for n in range(40)]).titles("", None)) == 25


def test_an_article_is_named_by_id_path_title_or_a_part():
    assert [one.path for one in SHOWN.find("syria/c.txt", None)] == ["syria/c.txt"]
    assert [one.path for one in SHOWN.find("rain", None)] == ["syria/c.txt"]
    assert [one.path for one in SHOWN.find("bamako", None)] == ["mali/a.txt"]
    assert SHOWN.find("mali/a.txt", frozenset({"syria"})) == SHOWN.find(" ", None) == []
    long = listed("x" * 200, "Long")
    assert len(choice_value(long)) == 32
    assert BuildArticles(articles=[long]).find(choice_value(long), None) == [long]


def test_sources_and_folders_inside_collections():
    assert SHOWN.sources(frozenset({"syria"})) == {"Post": 1, "Courier": 1}
    assert SHOWN.collections_inside(frozenset({"syria"})) == ["syria", "syria/2024"]
    assert SHOWN.collections_inside(frozenset({"syria/2024"})) == ["syria/2024"]
    assert SHOWN.collections_inside(None) == ["mali", "syria", "syria/2024"]


def test_a_new_build_is_seen_and_none_is_said(index_copy, tmp_path):
    async def run():
        articles = ArticleCache(index_copy.settings)
        before = await articles.renewed()
        index_copy.write("new.txt", "A tunnel was opened at Arden on Monday.\n")
        index_copy.build()
        after = await articles.glance()
        articles.close()
        none = ArticleCache(
            index_copy.settings.model_copy(update={"index": IndexSettings(path=str(tmp_path / "none"))})
        )
        with pytest.raises(IndexMissing):
            await none.renewed()
        assert (await none.glance()).articles == ()
        none.close()
        return before, after

    before, after = asyncio.run(run())
    assert len(after.articles) == len(before.articles) + 1
    assert after.build != before.build
    assert after.created >= before.created  # to the second


@pytest.mark.parametrize(("title", "source"), [("A" * 300, "Post"), ("😀" * 300, "P" * 200), ("", "")])
def test_a_suggestion_fits_and_tells_articles_of_one_title_apart(title, source):
    article = ArticleSummary("a.txt", title, source, "", date(2024, 5, 17), "a.txt", 100, 1)
    shown = article_choice(article)
    assert utf16_length(shown) <= 100
    assert shown.endswith(" · 17 May 2024")
