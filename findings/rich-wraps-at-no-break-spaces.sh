#!/bin/sh
# Rich 15.0.0: text wraps at a no-break space, so "23 Jan 2017" is torn apart whatever stands between its words.
#
# A terminal renderer that breaks lines between words is expected to keep the words together that U+00A0 (or U+202F) joins:
# that is what the character is for, and textwrap of the standard library does keep them. Rich looks for words with a
# regular expression whose \s matches every white space of Unicode, so that a line ends after the no-break space, in a Text
# and in a table cell alike. What helps is to wrap the lines oneself, or a column that is told not to wrap.
#
# Seen: Rich ends the first line inside the day for both characters; textwrap keeps the day whole.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check rich==15.0.0
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import io
import textwrap

from rich.console import Console
from rich.table import Table
from rich.text import Text

for space in ("\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"):
    day = space.join(("23", "Jan", "2017"))
    text = f"opened on the day of {day}"
    assert any(day in line for line in textwrap.wrap(text, 27)), "textwrap has changed"
    table = Table(show_header=False, box=None, padding=0)
    table.add_column(width=27)
    table.add_row(text)
    for shown in (Text(text), table):
        console = Console(width=27, file=io.StringIO())
        console.print(shown)
        lines = console.file.getvalue().splitlines()
        print(lines)
        assert not any(day in line for line in lines), "this has changed: the day stays whole"
print("still so: Rich wraps at no-break spaces")
PYTHON
