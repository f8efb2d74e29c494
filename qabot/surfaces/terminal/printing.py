"""How rich text reaches a terminal, or a pipe as plain text."""

from __future__ import annotations

import io
import shutil
import textwrap
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


def print_wide(console: Console, renderable: RenderableType) -> None:
    """Print; to a pipe without blank lines at the beginning and end, and with long lines neither wrapped nor padded."""
    if console.is_terminal:
        console.print(renderable, crop=False)
        return
    from rich.console import Console

    page = io.StringIO()
    Console(file=page, width=1_000_000, no_color=True, color_system=None, legacy_windows=False).print(renderable)
    console.file.write("\n".join(line.rstrip() for line in page.getvalue().splitlines()).strip("\n") + "\n")


def print_line(stream: IO[str], line: str) -> None:
    """Print a line as it is; on a terminal broken between words, where the terminal itself would break it anywhere."""
    if stream.isatty():
        columns = shutil.get_terminal_size().columns
        line = textwrap.fill(line, columns, break_long_words=False, break_on_hyphens=False, replace_whitespace=False)
    stream.write(f"{line}\n")
    stream.flush()
