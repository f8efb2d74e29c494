"""Front matter: the block of YAML between lines of ``---``, or of TOML between ``+++``, at the head of a text file."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from qabot.errors import ArticleError

_MAX_CHARS = 65_536
_MAX_DEPTH = 10
_NOTHING = ("", "~", "null", "Null", "NULL")
_QUOTED = re.compile(r"(?P<mark>['\"])(?P<text>.*)(?P=mark)")
_HEADLINE = "title"
"""A field that is one line, though YAML may take it for a list, a mapping or a comment ("[Update] ...", "#MeToo")."""


class FrontMatter(NamedTuple):
    """A file's fields and where its body begins.

    Attributes:
        fields: values are texts or lists, or what TOML makes of them, by lower-case name; empty without front matter.
        body_start: the first character of the body, 0 without front matter.
        body_line: the 1-based line of that character.
    """

    fields: Mapping[str, object]
    body_start: int
    body_line: int


class _NotReadable(Exception):
    """The text is not written in the language of its block."""


class _Language(NamedTuple):
    """A language of front matter: its block, the first line of a field, and its parser."""

    block: re.Pattern[str]
    field: re.Pattern[str]
    parse: Callable[[str], dict[str, object]]


def read_front_matter(text: str) -> FrontMatter:
    r"""Return the front matter of a file with ``\n`` line ends.

    Front matter opens on the first line and closes within 65,536 characters. A ``---`` that never closes, or that has
    no field below it, is a ruled line of the body. YAML's values stay as they are written: ``title: 1984`` is the text
    "1984". A field that cannot be read is its line as it stands: ``title: In Memoriam: the ferry`` is no valid YAML.

    Raises:
        ArticleError: the block is nested too deep.
    """
    for language in _LANGUAGES:
        block = language.block.match(text, 0, _MAX_CHARS)
        fields = _read(block[1], language) if block else None
        if block and fields is not None:
            return FrontMatter(fields, block.end(), text.count("\n", 0, block.end()) + 1)
    return FrontMatter({}, 0, 1)


def _read(block: str, language: _Language) -> dict[str, object] | None:
    """Return the fields of a block, ``None`` if it has none and is not empty either."""
    try:
        fields = language.parse(block)
    except _NotReadable:
        fields = dict(_read_each(block, language))
        if not fields:
            return None
    if not isinstance(fields.get(_HEADLINE, ""), str):
        fields[_HEADLINE] = dict(_written(block, language)).get(_HEADLINE)
    return fields


def _read_each(block: str, language: _Language) -> Iterator[tuple[str, object]]:
    """Yield the fields of a block that cannot be read as a whole: each by itself, or as it stands."""
    for chunk in _chunks(block, language):
        try:
            yield from language.parse(chunk).items()
        except _NotReadable:
            yield from _written(chunk, language)


def _chunks(block: str, language: _Language) -> Iterator[str]:
    """Yield the lines of each field; lines that belong to no field are left out."""
    lines: list[str] = []
    for line in block.split("\n"):
        if language.field.match(line):
            yield from filter(None, ["\n".join(lines)])
            lines = [line]
        elif lines:
            lines.append(line)
    yield from filter(None, ["\n".join(lines)])


def _written(block: str, language: _Language) -> Iterator[tuple[str, str]]:
    r"""Yield fields as they stand, without the quotation marks around a whole value.

    A value is what stands on the field's line, with indented lines that go on from it: "title: A ferry\n  is named".
    """
    fields: list[tuple[str, list[str]]] = []
    for line in block.split("\n"):
        if found := language.field.match(line):
            fields.append((found["name"].lower(), [found["value"].strip()]))
        elif fields and fields[-1][1][0] and line[:1].isspace() and line.strip():
            fields[-1][1].append(line.strip())
    for name, lines in fields:
        value = " ".join(lines)
        quoted = _QUOTED.fullmatch(value)
        yield name, quoted["text"] if quoted else value


def _parse_yaml(block: str) -> dict[str, object]:
    import yaml

    try:
        depth = 0
        for event in yaml.parse(block, Loader=yaml.BaseLoader):
            # With aliases a few lines expand to gigabytes, and deep nesting takes minutes; no title needs either. A
            # headline may begin like an anchor, an alias or a tag ("&c", "*Update*", "!Viva"), which YAML would eat.
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _MAX_DEPTH:
                msg = "has front matter with deep nesting, which qabot does not read"
                raise ArticleError(msg)
            if getattr(event, "anchor", None) or getattr(event, "tag", None):
                raise _NotReadable
        # BaseLoader makes only texts, lists and mappings. It is therefore safer than safe_load, and keeps "1984",
        # "No" and "2024-02-30" as they were written.
        fields = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506
    except (ArticleError, _NotReadable):
        raise
    except Exception as err:
        raise _NotReadable from err
    if fields in _NOTHING:
        return {}
    if not isinstance(fields, dict):
        raise _NotReadable
    return {
        name.lower(): None if value in _NOTHING else value for name, value in fields.items() if isinstance(name, str)
    }


def _parse_toml(block: str) -> dict[str, object]:
    import tomllib

    try:
        return {name.lower(): value for name, value in tomllib.loads(block).items()}
    # Deep nesting makes the library raise RecursionError.
    except (ValueError, RecursionError) as err:
        raise _NotReadable from err


_LANGUAGES = (
    _Language(
        re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE),
        re.compile(r"(?P<name>[^\W\d][\w-]*)[ \t]*:(?P<value>.*)"),
        _parse_yaml,
    ),
    _Language(
        re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE),
        re.compile(r"(?P<name>[^\W\d][\w-]*)[ \t]*=(?P<value>.*)"),
        _parse_toml,
    ),
)
