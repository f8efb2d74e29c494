"""Article text in Discord: nothing that it says takes effect, and nothing that it says is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.surfaces.discord.pages.escape import escape_markdown, plain_path, safe_link


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("||spoiler||", "\\|\\|spoiler\\|\\|"),
        ("```py\ncode", "\\`\\`\\`py code"),
        ("[bank](https://evil.example)", "\\[bank\\](https:\u200b//evil.example)"),
        ("<@123> and <#4>", "\\<@\u200b123\\> and \\<\\#4\\>"),
        ("@everyone @here", "@\u200beveryone @\u200bhere"),
        ("join discord.gg/abc", "join discord\u200b.gg/abc"),
        ("a\u202eb\u200bc\u2066d", "abcd"),
        ("# head\n> quote", "\\# head \\> quote"),
        ("Plain words, a mail@example.org and 5 - 3.", "Plain words, a mail@example.org and 5 - 3."),
    ],
)
def test_what_would_take_effect_does_not(text, shown):
    assert escape_markdown(text) == shown


@given(st.text(alphabet="ab1 @everyonehr<>[]()`*_~|#\\:/\u200b\u202e", max_size=60))
def test_no_mark_stands_bare_and_no_mention_stays(text):
    shown = escape_markdown(text)
    assert not re.search(r"[*_~`|>#\[\]<]", re.sub(r"\\.", "", shown))
    assert not re.search(r"@(everyone|here|\d)", shown)


def test_a_path_cannot_end_its_code():
    assert plain_path("a`b\n.txt") == "`a'b.txt`"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "corpus/a.txt:1", "", "https://x.example/" + "a" * 2_000])
def test_other_addresses_make_no_link(address):
    assert safe_link(address) == ""


def test_an_address_cannot_end_its_link():
    assert safe_link("https://a.example/x)y [z](") == "https://a.example/x%29y%5Bz%5D%28"
