"""Live blogs: every post with its day and time, from JSON-LD and from the page, under the page's own title."""

import json
from pathlib import Path

import pytest

from qabot.answering.citation_links import link_to
from qabot.ingest.parsing.html.article import extract
from qabot.ingest.parsing.html.page import article_of_page
from qabot.ingest.source import Limits, Source
from qabot.text.post_times import posts_of

POSTS = (
    (
        "2025-10-05T20:40:00+02:00",
        "Death toll rises to 11",
        "The death toll in the Arlo valley has risen to 11, she said.",
    ),
    ("2025-10-04T18:10:00+02:00", "Seven dead", "Seven people have died in the Arlo valley, police said."),
    ("2025-10-04T07:30:00+02:00", "First deaths", "Two people have died in the Arlo valley, the fire brigade said."),
)
MORE = "The army has sent 400 soldiers and six boats to the lower villages."


def json_ld(posts=POSTS, **fields):
    updates = [
        {"@type": "BlogPosting", "headline": headline, "datePublished": when, "articleBody": text}
        for when, headline, text in posts
    ]
    blog = {"@type": "LiveBlogPosting", "headline": "Flood in Arlo valley: live", "liveBlogUpdate": updates, **fields}
    return f'<script type="application/ld+json">{json.dumps(blog)}</script>'


def page(head="", posts=POSTS, *, title="Flood in Arlo valley: live", intro="", marked=True):
    body = "".join(
        f'<article class="post"><time datetime="{when}">{when[11:16]}</time><h2>{headline}</h2><p>{text} {MORE}</p>'
        "<p>Share this</p></article>"
        for when, headline, text in posts
    )
    live = f"<div class='live'>{body}</div>" if marked else "<noscript>Please enable JavaScript.</noscript>"
    return (
        f"<html><head><title>{title}</title>{head}</head><body><main><h1>{title}</h1>{intro}{live}</main></body></html>"
    )


def read(markup):
    fields, blocks, _ = extract(markup, None)
    return fields["title"], "\n\n".join(blocks)


@pytest.mark.parametrize(
    ("markup", "longer"),
    [
        (page(json_ld()), True),
        (page(json_ld(), marked=False), False),
        (page(), True),
        (page(json_ld(POSTS[:2]), POSTS[:2]), True),
    ],
)
def test_each_post_begins_with_its_day_and_time(markup, longer):
    title, text = read(markup)
    assert title == "Flood in Arlo valley: live"
    assert "5 October 2025, 20:40: Death toll rises to 11\n\nThe death toll" in text
    assert "4 October 2025, 18:10: Seven dead\n\nSeven people" in text
    assert [post.newness for post in posts_of(text)] == sorted(range(text.count(" October 2025, ")), reverse=True)
    assert (MORE in text) is longer
    assert "Share this" not in text


def test_what_stands_before_the_posts_stays_before_them():
    intro = (
        "<p>Heavy rain has fallen on the Arlo valley since Friday, and the river has left its bed in several places."
        " We report here what is known, with the times of our sources.</p>"
    )
    _, text = read(page(json_ld(), intro=intro))
    assert text.startswith("Heavy rain has fallen")
    assert text.count("Seven people have died") == 1


def test_html_in_json_ld_is_read_as_html():
    posts = [(when, headline, f"<p>{text}</p><p>Second &amp; last.</p>") for when, headline, text in POSTS]
    _, text = read(page(json_ld(posts), marked=False))
    assert "Seven people have died in the Arlo valley, police said.\n\nSecond & last." in text


def test_posts_without_a_headline_begin_with_their_time():
    posts = [(when, "", text) for when, _, text in POSTS]
    _, text = read(page(json_ld(posts), marked=False))
    assert "4 October 2025, 18:10: Seven people have died" in text


@pytest.mark.parametrize(
    "updates",
    [
        [],
        [None, 7, "text"],
        [{"datePublished": "soon", "articleBody": "Nothing."}, {"datePublished": 5, "headline": ["x"]}],
        [{"datePublished": "2025-10-04T07:30:00Z"}],
    ],
)
def test_broken_updates_leave_the_page_as_it_is(updates):
    story = (
        "<p>"
        + "The council of Norr has bought the old tannery by the river, and means to make a school of it. " * 3
        + "</p>"
    )
    blog = {"@type": "LiveBlogPosting", "headline": "Norr", "liveBlogUpdate": updates}
    head = f'<script type="application/ld+json">{json.dumps(blog)}</script>'
    markup = f"<html><head><title>Norr</title>{head}</head><body><article><h1>Norr</h1>{story}</article></body></html>"
    _, text = read(markup)
    assert "bought the old tannery" in text
    assert posts_of(text) == ()


def test_a_list_of_other_stories_with_times_is_no_live_blog():
    markup = page(title="Flood in the Arlo valley").replace("class='live'", "class='more'")
    _, text = read(markup)
    assert "October 2025" not in text


def test_a_menu_that_says_live_makes_no_live_blog_of_other_stories():
    markup = page(title="Flood in the Arlo valley").replace("class='live'", "class='more'")
    _, text = read(markup.replace("<body>", "<body><div class='live tv'><a href='/tv'>Watch</a></div>"))
    assert "October 2025" not in text


@pytest.mark.parametrize(
    "markup",
    [
        page(json_ld(POSTS)).replace('<article class="post">', '<article class="post" id="p7">', 1),
        page().replace('<h2>Death', '<h2 id="p7">Death'),
        page(json_ld().replace('"headline": "Death', '"url": "https://n.example/live#p7", "headline": "Death')),
    ],
    ids=["element", "heading", "json-ld"],
)  # fmt: skip
def test_a_post_that_has_an_id_is_linked_by_it(markup):
    source = Source(Path("live.html"), "live.html", Limits())
    article = article_of_page(markup.encode(), source, url="https://n.example/live#top")
    newest, older = article.text.index("has risen to 11"), article.text.index("Seven people")
    assert article.anchors[0].locator == "#post=p7"
    assert link_to(article, newest, "risen to 11", corpus="c").startswith("https://n.example/live#p7:~:text=risen")
    assert article.anchors[0].start <= newest < older
