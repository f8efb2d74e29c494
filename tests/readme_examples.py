"""The examples that README files show: what each command prints in a terminal, and a picture of it.

``python tests/readme_examples.py`` draws the picture anew after a change to what an answer looks like, and prints the
examples of the README that are no longer so, each with what is printed now.
"""

import io
import os
import re
import shlex
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import rich.ansi
from rich.console import Console
from typer.testing import CliRunner

from qabot.surfaces.cli.main import app

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PICTURE = ROOT / "qabot" / "surfaces" / "terminal" / "answer.svg"
PICTURED = {
    'ask "How long does the 2017 naval agreement between Russia and Syria run?" --as-of 2025': 20,
    'ask "How many pilots are at Khmeimim?" --as-of 2025': 10,
}
"""What the picture shows: commands without the program's name, and how many lines of each answer are in it at most."""
COLUMNS = 100
CUT = "  ..."
"""A line that stands for any number of lines."""

# As rich has it, but without the fonts that it fetches from the web.
_SVG = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
  <style>
    .{unique_id}-matrix {{ font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: {char_height}px; }}
    .{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: arial; }}
    {styles}
  </style>
  <defs>
    <clipPath id="{unique_id}-clip-terminal">
      <rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
    </clipPath>
    {lines}
  </defs>
  {chrome}
  <g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
    {backgrounds}
    <g class="{unique_id}-matrix">
    {matrix}
    </g>
  </g>
</svg>
"""


@dataclass(frozen=True)
class Example:
    """A command of a README, without the program's name, and the lines that are shown below it.

    A line that begins with "? " is typed by the person who uses the command.
    """

    command: str
    shown: tuple[str, ...]

    @property
    def typed(self) -> str:
        """What the person types, line by line."""
        return "".join(f"{line[2:]}\n" for line in self.shown if line.startswith("? "))

    def agrees(self, printed: list[str]) -> bool:
        """Return whether a run printed what is shown, as far as it is shown."""
        shown = [line for line in self.shown if line and not line.startswith("? ")]
        pattern = "\n".join("(?:.*)" if line == CUT else re.escape(line) for line in shown)
        return bool(re.fullmatch(pattern, "\n".join(line for line in printed if line), re.S))


def examples(markdown: str) -> list[Example]:
    """Return the examples of a README file: what stands below ``$ qabot ...`` in a block of console."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```", markdown, re.M | re.S):
        for command, shown in re.findall(r"^\$ qabot (.+)\n((?:(?!\$ ).*\n)*)", block, re.M):
            found.append(Example(command, tuple(shown.strip("\n").splitlines())))
    return found


def run(command: str, index: Path, *, typed: str = "") -> tuple[int, str]:
    """Run a command over the project's own corpus, in a terminal of 100 columns; return exit status and output."""
    terminal = {
        "COLUMNS": str(COLUMNS),
        "TERM": "xterm-256color",
        "FORCE_COLOR": "1",
        "NO_COLOR": "",
        "FORCE_HYPERLINK": "1",
    }
    here = Path.cwd()
    os.chdir(ROOT)
    try:
        env = {**terminal, "QABOT_INDEX": str(index)}
        result = CliRunner().invoke(app, shlex.split(command), env=env, input=typed)
    finally:
        os.chdir(here)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def plain_lines(output: str) -> list[str]:
    """Return what a terminal shows, without colours and padding."""
    text = "\n".join(line.plain.rstrip() for line in rich.ansi.AnsiDecoder().decode(output))
    return text.strip("\n").splitlines()


def picture(outputs: list[str]) -> str:
    """Return a picture of a terminal in which the pictured commands printed these outputs."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    for (command, most), output in zip(PICTURED.items(), outputs, strict=True):
        console.print(f"[bold]$ qabot {command}[/bold]", highlight=False)
        for line in list(rich.ansi.AnsiDecoder().decode(output))[:most]:
            line.rstrip()
            console.print(line, no_wrap=True, overflow="ellipsis")
    svg = console.export_svg(title="qabot", code_format=_SVG, unique_id="qabot")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def main() -> None:
    """Draw the picture anew, and print what the examples of the README should show."""
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        run("index", index)
        PICTURE.write_text(picture([run(command, index)[1] for command in PICTURED]), encoding="utf-8")
        for example in examples(README.read_text(encoding="utf-8")):
            printed = plain_lines(run(example.command, index, typed=example.typed)[1])
            if example.shown and not example.agrees(printed):
                sys.stdout.write("\n".join([f"$ qabot {example.command}", *printed, "", ""]))


if __name__ == "__main__":
    main()
