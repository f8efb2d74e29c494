#!/bin/sh
# feedparser 6.0.14 answers for a missing "updated" with "published", and warns of it.
#
# An item of an RSS feed has a pubDate and no day of change. A good guess is that entry.get("updated", "") gives the
# default, as any mapping does: `"updated" in entry` is False, and so is a look at keys(). But get() and entry["updated"],
# and likewise "updated_parsed", return the item's pubDate with a DeprecationWarning ("a temporary mapping"). So a
# reader believes that every item was changed on the day that it was published, and a program that turns warnings into
# errors fails on a plain feed. Only `in` tells the truth: ask it before get().
#
# Seen: "updated" in entry -> False; entry.get("updated", "none") -> the pubDate, with a DeprecationWarning.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check feedparser==6.0.14
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import warnings

import feedparser

DAY = "Fri, 13 Dec 2024 10:00:00 GMT"
FEED = f"<rss version='2.0'><channel><title>Post</title><item><title>Pier</title><pubDate>{DAY}</pubDate></item></channel></rss>"
entry = feedparser.parse(FEED).entries[0]

with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    found = entry.get("updated", "none")
    parsed = entry["updated_parsed"]
print("in:", "updated" in entry, "get:", found, "warnings:", [one.category.__name__ for one in seen])
assert "updated" not in entry and "updated" not in entry.keys()
assert found == DAY, "a missing day of change is missing now"
assert parsed == entry["published_parsed"]
assert {one.category for one in seen} == {DeprecationWarning} and len(seen) == 2, seen
print("still so: a missing 'updated' is answered with 'published'")
PYTHON
