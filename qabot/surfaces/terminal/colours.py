"""The colours of the terminal: each can be read on white and on black, unlike the sixteen that every terminal has.

Those sixteen are what the terminal's palette makes of them; xterm's yellow and cyan can hardly be seen on white. The
colours here are of the 256 that are the same everywhere. A terminal with fewer shows the nearest that it has.
"""

NUMBER = "color(30)"
"""Of citations and headings, and what another command takes: a dark cyan."""
LINK = "color(63)"
GOOD = "color(28)"
WARNING = "color(130)"
BAD = "color(160)"
