"""The block of YAML between two lines of ``---`` at the head of a text or Markdown file."""

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

    ``fields`` have lower-case names and texts or lists as values; ``body_start`` is a character,
    ``body_line`` the 1-based line on which it stands. Without front matter: no fields, 0 and 1.
    """

    fields: Mapping[str, object]
    body_start: int
    body_line: int


def read_front_matter(text: str) -> FrontMatter:
    r"""Return the front matter of a file with ``\n`` line ends.

    It counts only when it opens on the first line and closes within 65,536 characters; a ``---`` that never closes
    is a ruled line of the body. Values stay as they are written: ``title: 1984`` is the text "1984".

    Raises:
        ArticleError: the block is not valid YAML, not a list of fields, or uses aliases or deep nesting.
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
            # Aliases let a few lines stand for gigabytes, and deep nesting takes minutes; no title needs either.
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent) or depth > _MAX_DEPTH:
                msg = "has front matter with YAML aliases or deep nesting, which qabot does not read"
                raise ArticleError(msg)
        # BaseLoader makes nothing but texts, lists and mappings, so it is safer than safe_load and keeps
        # "1984", "No" and "2024-02-30" as they were written.
        fields = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506
    except ArticleError:
        raise
    except yaml.MarkedYAMLError as err:
        mark = err.problem_mark or err.context_mark
        # The opening line is the file's first, and marks count from 0.
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
