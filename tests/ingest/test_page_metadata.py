"""What a page says about itself: its own day, authors and publisher, never those of another story that it names."""

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from article_files import PARAGRAPHS, TITLE

from qabot.ingest.parsing.html.page_metadata import read_page_metadata

BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
SCHEMA = "https://schema.org"


def stated(head="", body=f"<article><h1>{TITLE}</h1>{BODY}</article>", *, url="", title=TITLE, source=""):
    from lxml.html import document_fromstring

    tree = document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    return read_page_metadata(tree, url, {"title": title, "source": source, "authors": []})


def published(head="", byline="", url="", after=""):
    return stated(head, f"<article><h1>{TITLE}</h1>{byline}{BODY}</article>{after}", url=url)["published"]


def data(*nodes):
    return "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)


def meta(name, content):
    return f'<meta property="{name}" content="{content}">'


ARTICLE = {"@context": SCHEMA, "@type": "NewsArticle", "datePublished": "2024-12-13T10:00:00Z"}
DAY = date(2024, 12, 13)
CHANGED = meta("article:modified_time", "2024-12-20T10:00:00Z")
STATED = meta("article:published_time", "2024-12-13T23:50:00-08:00")
ADDRESS = "https://levant.example/2024/12/11/pier"


def test_the_surest_place_counts():
    assert published(CHANGED + data(ARTICLE)) == DAY
    assert published(CHANGED + STATED, url=ADDRESS) == DAY
    assert published(byline="<p>By Ann Poe, 12 December 2024</p>", url=ADDRESS) == date(2024, 12, 11)
    assert published(CHANGED, byline="<p>By Ann Poe, 12 December 2024</p>") == date(2024, 12, 12)
    assert published(CHANGED) == date(2024, 12, 20)


def test_a_day_ahead_of_the_clock_in_its_zone_is_that_day():
    there = datetime.now(UTC).astimezone(timezone(timedelta(hours=14)))
    assert published(meta("article:published_time", there.isoformat())) == there.date()


OTHER = {"@type": "NewsArticle", "headline": "Another", "datePublished": "2023-01-01"}


@pytest.mark.parametrize(
    "node",
    [
        {"@context": SCHEMA, "@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": OTHER}]},
        {"@context": SCHEMA, "@type": "CollectionPage", "hasPart": [OTHER]},
        {"@context": SCHEMA, "@type": "NewsArticle", "mentions": OTHER, "isBasedOn": OTHER},
        [OTHER, {**OTHER, "headline": "A third", "datePublished": "2023-01-02"}],
    ],
)
def test_the_day_of_another_story_in_json_ld_is_not_the_pages(node):
    assert published(data(node)) is None


@pytest.mark.parametrize(
    "own",
    [
        {"mainEntityOfPage": {"@id": ADDRESS + "/#main"}},
        {"url": ADDRESS.replace("https://", "http://www.")},
        {"headline": TITLE.upper()},
    ],
)
def test_of_several_articles_in_json_ld_the_pages_own_counts(own):
    assert published(data(OTHER, {**ARTICLE, **own}), url=ADDRESS) == DAY


@pytest.mark.parametrize(
    "elsewhere",
    [
        '<aside><time datetime="2023-01-01">1 January 2023</time></aside>',
        '<div class="sidebar"><span class="date">1 January 2023</span></div>',
        '<footer class="date">Updated 12.03.2024</footer>',
        '<section class="comments"><time itemprop="datePublished" datetime="2023-01-01">1 January</time></section>',
        '<article><h2>Another</h2><time class="published" datetime="2023-01-01">1 January</time></article>',
        '<ul><li><a href="/b">Another</a> <time datetime="2023-01-01">1 January 2023</time></li></ul>',
    ],
)
def test_a_day_beside_the_article_is_not_the_pages(elsewhere):
    assert published(after=elsewhere) is None


@pytest.mark.parametrize(
    ("byline", "day"),
    [
        ("<p>By Ann Poe | 13 December 2024</p>", DAY),
        ('<div><time datetime="2024-12-13T10:00">Friday</time></div>', DAY),
        ('<span class="date">Veröffentlicht am 13. Dezember 2024</span>', DAY),
        ('<p class="meta">Updated 20 Dec 2024 · First published 13 Dec 2024</p>', DAY),
        ('<p class="meta">Updated 20 Dec 2024</p>', None),
        ('<p class="meta">03/04/2024</p>', None),
        ("<p>The storm of 13 December 2024 is over.</p>", None),
        ("<h2>What happened on 13 December 2024</h2>", None),
    ],
)
def test_lines_around_the_headline(byline, day):
    assert published(byline=byline) == day


def test_a_day_in_the_prose_is_not_the_pages():
    assert published(after=f'<p>{PARAGRAPHS[0]} It was built on <time datetime="1999-05-01">1 May</time>.</p>') is None


def test_references_in_a_graph_are_followed():
    graph = [
        {**ARTICLE, "author": [{"@id": "#a"}, {"@id": "#b"}], "publisher": {"@id": "#o"}},
        {"@type": "WebSite", "name": "Notes of the Levant"},
        {"@type": "Organization", "@id": "#o", "name": "Levant Trust"},
        {"@type": "Person", "@id": "#a", "name": "J. R. Poe"},
        {"@type": "Person", "@id": "#b", "givenName": "Ann", "familyName": "Roe"},
    ]
    fields = stated(data({"@context": SCHEMA, "@graph": graph}), title=f"{TITLE} - Notes of the Levant")
    assert (fields["source"], fields["authors"]) == ("Levant Trust", ["J. R. Poe", "Ann Roe"])
    assert (fields["title"], fields["published"]) == (TITLE, DAY)


@pytest.mark.parametrize("script", ["", "[", '{"@graph": 5}', "null", '{"@type": 7, "author": [[]]}', "[" * 5_000])
def test_strange_json_ld_does_no_harm(script):
    fields = stated(f'<script type="application/ld+json">{script}</script>' + STATED, source="levant.example")
    assert (fields["title"], fields["source"], fields["published"]) == (TITLE, "levant.example", DAY)
