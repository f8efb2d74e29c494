#!/bin/sh
# htmldate 1.11.0 prefers the day in a page's address to the day that the page states in its metadata.
#
# A page says <meta property="article:published_time" content="2024-05-02T10:00:00Z">, and its address has another day in
# it, as when a story was planned, copied or moved: /2023/11/30/story. A good guess is that the explicit statement of the
# publisher wins, as in JSON-LD and Open Graph readers, and that the address is what is left when nothing is stated. But
# find_date looks at the address first and returns at once, whatever the page says; original_date and extensive_search do
# not change that. The address counts if it is given as url=, and also if the page only has <link rel="canonical">.
#
# Seen: 2023-11-30 with url=, 2023-11-30 with a canonical link, 2024-05-02 with neither.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check htmldate==1.11.0
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
from htmldate import find_date

ADDRESS = "https://paper.example/2023/11/30/story"
PAGE = """<html><head><title>Story</title>{link}
<meta property="article:published_time" content="2024-05-02T10:00:00Z"></head>
<body><article><h1>Story</h1><p>The ferry stops on Friday, the council said.</p></article></body></html>"""
plain = PAGE.format(link="")
linked = PAGE.format(link=f'<link rel="canonical" href="{ADDRESS}">')

for options in ({}, {"original_date": True}, {"extensive_search": False}):
    given = find_date(plain, url=ADDRESS, **options)
    canonical = find_date(linked, **options)
    neither = find_date(plain, **options)
    print(options, "with url:", given, "with a canonical link:", canonical, "with neither:", neither)
    assert (given, canonical, neither) == ("2023-11-30", "2023-11-30", "2024-05-02"), "the order has changed"
print("still so: the address wins over article:published_time")
PYTHON
