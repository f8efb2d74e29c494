"""How rich text reaches a terminal, or a pipe as plain text."""

import io

from rich.console import Console, RenderableType


def print_wide(console: Console, renderable: RenderableType) -> None:
    """Print; to a pipe without blank lines at the beginning and end, and with long lines neither wrapped nor padded."""
    if console.is_terminal:
        console.print(renderable, crop=False)
        return
    page = io.StringIO()
    Console(file=page, width=1_000_000, no_color=True, color_system=None, legacy_windows=False).print(renderable)
    console.file.write("\n".join(line.rstrip() for line in page.getvalue().splitlines()).strip("\n") + "\n")
