"""Front matter: the block of YAML between two lines of ``---`` at the head of a text or Markdown file."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from qabot.errors import ArticleError

_MAX_CHARS = 65_536
_MAX_DEPTH = 10
_BLOCK = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_NOTHING = ("", "~", "null", "Null", "NULL")


class FrontMatter(NamedTuple):
    """A file's fields and where its body begins.

    Attributes:
        fields: values are texts or lists, by lower-case name; empty without front matter.
        body_start: the first character of the body, 0 without front matter.
        body_line: the 1-based line of that character.
    """

    fields: Mapping[str, object]
    body_start: int
    body_line: int


def read_front_matter(text: str) -> FrontMatter:
    r"""Return the front matter of a file with ``\n`` line ends.

    Front matter opens on the first line and closes within 65,536 characters; a ``---`` that never closes is a ruled
    line of the body. Values stay as they are written: ``title: 1984`` is the text "1984".

    Raises:
        ArticleError: the block is not valid YAML, is not a mapping, or uses aliases or deep nesting.
    """
    block = _BLOCK.match(text, 0, _MAX_CHARS)
    if not block:
        return FrontMatter({}, 0, 1)
    return FrontMatter(_parse(block[1]), block.end(), text.count("\n", 0, block.end()) + 1)


def _parse(block: str) -> dict[str, object]:
    import yaml

    try:
        depth = 0
        for event in yaml.parse(block, Loader=yaml.BaseLoader):
            # With aliases a few lines expand to gigabytes, and deep nesting takes minutes; no title needs either.
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent) or depth > _MAX_DEPTH:
                msg = "has front matter with YAML aliases or deep nesting, which qabot does not read"
                raise ArticleError(msg)
        # BaseLoader makes only texts, lists and mappings. It is therefore safer than safe_load, and keeps "1984",
        # "No" and "2024-02-30" as they were written.
        fields = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506
    except ArticleError:
        raise
    except yaml.MarkedYAMLError as err:
        mark = err.problem_mark or err.context_mark
        # The opening line is the file's first line, and marks count from 0.
        where = f" at line {mark.line + 2}" if mark else ""
        problem = " ".join(str(err.problem or err.context or "it cannot be read").split())[:120]
        msg = f"has broken front matter{where}: {problem}"
        raise ArticleError(msg) from err
    except Exception as err:
        msg = "has front matter that is not valid YAML"
        raise ArticleError(msg) from err
    if fields in _NOTHING:
        return {}
    if not isinstance(fields, dict):
        msg = "has front matter at line 2 that is not a list of fields such as 'title: ...'"
        raise ArticleError(msg)
    return {
        name.lower(): None if value in _NOTHING else value for name, value in fields.items() if isinstance(name, str)
    }
