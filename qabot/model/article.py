"""Articles and the parts of them that are indexed, listed and quoted."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range ``[start, end)`` of characters (code points, as Python counts them)."""

    start: int
    end: int


POST_LOCATOR = "#post="
"""Begins the locator of a post of a live blog; behind it stands the fragment of the page's address that opens it."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where in its file a part of an article is: ``locator`` holds from character ``start`` on.

    ``locator`` is appended to the path as it is: ``":12"`` for line 12, ``"#page=3"`` for a page, ``"#post=p7"`` for a
    post of a live blog.
    """

    start: int
    locator: str


@dataclass(frozen=True)
class Article:
    """One article as it is indexed. Only ``text`` may be quoted; the other fields are never quoted.

    Attributes:
        id: the JSON record's own ``id``, else the path below the corpus folder.
        title: the headline, ``""`` when unknown.
        source: who published it ("Levant Review"), ``""`` when unknown.
        url: the page that it came from, ``""`` when unknown; only http and https.
        authors: names, possibly none.
        published: day of publication, or ``None``.
        path: POSIX path below the corpus folder.
        text: the body, character for character as it is quoted.
        anchors: ascending by ``start``; empty when the file has no lines or pages worth naming.
    """

    id: str
    title: str
    source: str
    url: str
    authors: tuple[str, ...]
    published: date | None
    path: str
    text: str
    anchors: tuple[Anchor, ...] = ()

    @cached_property
    def digest(self) -> str:
        """Return 32 hex digits over everything that is indexed or shown: equal if and only if nothing changed."""
        parts = (self.id, self.title, self.source, self.url, "\x1e".join(self.authors), str(self.published), self.path)
        anchors = "\x1e".join(f"{anchor.start}{anchor.locator}" for anchor in self.anchors)
        whole = "\x1f".join((*parts, anchors, self.text))
        return blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    @cached_property
    def collections(self) -> tuple[str, ...]:
        """Return the folders below the corpus that contain the article, outermost first: its collections."""
        folders = self.path.split("/")[:-1]
        return tuple("/".join(folders[: depth + 1]) for depth in range(len(folders)))

    def locate(self, start: int) -> str:
        """Return the path with the locator that holds at character ``start``: ``notes/a.txt:12``."""
        locators = [anchor.locator for anchor in self.anchors if anchor.start <= start]
        return self.path + (locators[-1] if locators else "")


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """What a list shows of an article: everything but its text.

    Attributes:
        chars: the length of the text.
        passages: the number of passages that it was cut into.
        boilerplate: the share of the text that looks like the page around an article, from 0 to 1.
        duplicate_group: the id of the first article with the same text: its own id if no other article has it.
    """

    id: str
    title: str
    source: str
    url: str
    published: date | None
    path: str
    chars: int
    passages: int
    boilerplate: float = 0.0
    duplicate_group: str = ""


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article in a file that did not change since it was read: what was known about it then.

    Attributes:
        id: of the article.
        digest: of its content.
        path: of its file below the corpus folder.
        place: the path with the locator of its first character.
    """

    id: str
    digest: str
    path: str
    place: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or record that is not an article: where it is ("a.pdf", "all.jsonl:17") and why, in one sentence."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article; the unit that is embedded, searched and read.

    ``text == article.text[start:end]``; ``sentences`` are spans in the article's characters, ascending,
    inside ``[start, end)``.
    """

    article_id: str
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]

    @property
    def id(self) -> str:
        """Return an id that follows from the article's id and the span alone."""
        return f"{self.article_id}#{self.start}-{self.end}"

    def sentence(self, span: Span) -> str:
        """Return the text of one of ``sentences``."""
        return self.text[span.start - self.start : span.end - self.start]
