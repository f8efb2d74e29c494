"""The posts of a live blog in a page of HTML, each with its time, from its JSON-LD and its elements."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from qabot.ingest.parsing.html.blocks import blocks_of
from qabot.ingest.parsing.html.json_ld import plain_words, read_json_ld
from qabot.text.boilerplate import is_clutter
from qabot.text.post_times import post_label

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LEAST_POSTS = 2
_LEAST_MARKED_POSTS = 3
_MAX_POSTS = 2_000
_LIVE = re.compile(r"\blive\b|liveblog|live-blog|\bliveticker\b|\ben direct\b", re.I)
_ONLY_TIME = re.compile(r"\W*(?:\d{1,2} \w+ \d{4},? )?\d{1,2}[:.h]\d\d(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?\W*")
_ID = re.compile(r"[\w.-]{1,100}")
"""An id that needs no escape in an address."""
_HEADINGS = ("h2", "h3", "h4", "h5")
_POST_TAGS = ("article", "section", "li", "div")


class LiveBlog(NamedTuple):
    """A live blog.

    Attributes:
        title: its own, ``""`` when unknown.
        blocks: those of its posts, in the page's order.
        ids: the fragment of the page's address that opens a post, by the first block of the post, where there is one.
    """

    title: str
    blocks: tuple[str, ...]
    ids: Mapping[str, str]

    def with_introduction(self, blocks: Sequence[str]) -> list[str]:
        """Return the blocks of the posts behind those of the page's blocks that are not in any post."""
        known = f" {plain_words(' '.join(self.blocks))} "
        other = (one for one in blocks if not _ONLY_TIME.fullmatch(one) and f" {plain_words(one)} " not in known)
        return [*other, *self.blocks]


class _Post(NamedTuple):
    """A post as JSON-LD or the page gives it; ``text`` may be HTML, ``fragment`` is ``""`` when unknown."""

    when: datetime
    headline: str
    text: str
    fragment: str


def read_live_blog(tree: "HtmlElement") -> LiveBlog | None:
    """Return the live blog of a page; ``None`` if the page has none.

    A live blog is a LiveBlogPosting of schema.org with updates, or a page that calls itself live and has three elements
    or more side by side that each begin with a time. A post's text is taken from the page's element with its time or
    headline, which is often longer than the JSON-LD, else from the JSON-LD. Each post begins with its day and time, as
    ``qabot.text.post_times`` writes them.

    Args:
        tree: of the whole page.
    """
    data = read_json_ld(tree)
    node = next((node for node in data.articles if node.get("liveBlogUpdate")), None)
    posts = list(_in_json_ld(data.resolved(node["liveBlogUpdate"])))[:_MAX_POSTS] if node else []
    if len(posts) >= _LEAST_POSTS:
        elements = _containers([_marker(tree, post) for post in posts])
    else:
        elements = _marked_elements(tree)
        posts = [_of_element(element) for element in elements]
    if len(posts) < _LEAST_POSTS:
        return None
    named = node.get("headline") or node.get("name") if node else None
    title = named if isinstance(named, str) else _headline_outside(tree, [one for one in elements if one is not None])
    told = [list(_blocks(post, element)) for post, element in zip(posts, elements, strict=True)]
    opening = [post.fragment or _id_of(element) for post, element in zip(posts, elements, strict=True)]
    ids = {blocks[0]: fragment for blocks, fragment in zip(told, opening, strict=True) if blocks and fragment}
    return LiveBlog(title, tuple(block for blocks in told for block in blocks), ids)


def _in_json_ld(updates: Sequence[object]) -> Iterator[_Post]:
    for one in updates:
        if not isinstance(one, Mapping):
            continue
        when = _moment(one.get("datePublished") or one.get("dateModified"))
        headline, text = (
            value if isinstance(value, str) else "" for value in (one.get("headline"), one.get("articleBody"))
        )
        if when and (headline or text):
            yield _Post(when, " ".join(headline.split()), text, _fragment(one.get("url") or one.get("@id")))


def _moment(value: object) -> datetime | None:
    """Return a time as it is written, in its own zone; ``None`` without an hour."""
    if not isinstance(value, str) or not re.search(r"\d[T ]\d\d:", value):
        return None
    try:
        return datetime.fromisoformat(value.strip())
    except ValueError:
        return None


def _marker(tree: "HtmlElement", post: _Post) -> "HtmlElement | None":
    """Return the element that has the time of a post, or else its headline."""
    for element in tree.iter("time"):
        moment = _moment(element.get("datetime"))
        if moment and (moment.tzinfo is None) == (post.when.tzinfo is None) and moment == post.when:
            return element
    headline = plain_words(post.headline)
    return next(
        (one for one in tree.iter(*_HEADINGS) if headline and plain_words(one.text_content()) == headline), None
    )


def _containers(markers: "Sequence[HtmlElement | None]") -> "list[HtmlElement | None]":
    """Return for each marker the largest element around it that has no other marker in it."""
    around = [set(marker.iterancestors()) if marker is not None else set() for marker in markers]
    found: list[HtmlElement | None] = []
    for place, marker in enumerate(markers):
        others = set[object]().union(*around[:place], *around[place + 1 :])
        best = marker
        for ancestor in marker.iterancestors() if marker is not None else ():
            if ancestor in others:
                break
            best = ancestor
        found.append(best)
    return found


def _marked_elements(tree: "HtmlElement") -> "list[HtmlElement | None]":
    """Return the elements side by side that each have one time and words, if they or their page are called live."""
    groups: dict[object, list[HtmlElement]] = {}
    for element in tree.iter(*_POST_TAGS):
        times = [one for one in element.iter("time") if _moment(one.get("datetime"))]
        if len(times) == 1 and len(plain_words(element.text_content()).split()) > len(times):
            groups.setdefault(element.getparent(), []).append(element)
    found: list[HtmlElement] = max(groups.values(), key=lambda one: len(one), default=[])
    if len(found) < _LEAST_MARKED_POSTS:
        return []
    # The mark of a menu ("Live TV") says nothing about a list of other stories.
    lines = [element.text_content() for element in tree.iter("title", "h1")]
    marks = [above.get("class") or "" for above in (found[0], *found[0].iterancestors())]
    return list(found) if any(map(_LIVE.search, (*lines, *marks))) else []


def _of_element(element: "HtmlElement | None") -> _Post:
    if element is None:
        msg = "a post without JSON-LD has an element"
        raise TypeError(msg)
    when = next(moment for one in element.iter("time") if (moment := _moment(one.get("datetime"))))
    heading = next(element.iter(*_HEADINGS), None)
    return _Post(when, " ".join(heading.text_content().split()) if heading is not None else "", "", "")


def _fragment(address: object) -> str:
    """Return the fragment of an address if it may be the id of an element, else ``""``."""
    fragment = address.partition("#")[2] if isinstance(address, str) else ""
    return fragment if _ID.fullmatch(fragment) else ""


def _id_of(element: "HtmlElement | None") -> str:
    """Return the id of the outermost part of a post that has one, ``""`` if none has."""
    for one in element.iter(*_POST_TAGS, *_HEADINGS) if element is not None else ():
        if _ID.fullmatch(one.get("id") or ""):
            return str(one.get("id"))
    return ""


def _blocks(post: _Post, element: "HtmlElement | None") -> Iterator[str]:
    """Yield the blocks of a post; the first begins with its day and time."""
    from lxml import etree

    inside = blocks_of(etree.tostring(element, encoding="unicode", with_tail=False)) if element is not None else []
    stated = blocks_of(post.text)
    seen = f" {plain_words(' '.join(inside))} "
    blocks = inside if all(f" {plain_words(block)} " in seen for block in stated) and len(inside) > 0 else stated
    headline = plain_words(post.headline)
    body = [one for one in blocks if not (_ONLY_TIME.fullmatch(one) or is_clutter(one) or plain_words(one) == headline)]
    when = post.when
    label = post_label((when.year, when.month, when.day), when.hour, when.minute)
    first, *rest = [post.headline, *body] if post.headline else body or [""]
    if first:
        yield f"{label}: {first}"
        yield from rest


def _headline_outside(tree: "HtmlElement", posts: "Sequence[HtmlElement]") -> str:
    """Return the page's headline that is not in a post, ``""`` if there is none."""
    inside = {heading for post in posts for heading in post.iter("h1")}
    return next((" ".join(one.text_content().split()) for one in tree.iter("h1") if one not in inside), "")
