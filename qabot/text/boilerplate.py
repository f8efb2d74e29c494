"""What a page carries besides its article: menus, cookie and subscription lines, captions; found by the words alone."""

import re

NO_BODY = 0.9
"""A text with a larger share of boilerplate has no article in it."""
_MAX_LINE_CHARS = 400
_MAX_MENU_WORDS = 5
_ENDS_SENTENCE = (".", "!", "?", ":", ";", ",", "”", '"', "…", ")")
_OPENING = re.compile(
    r"""\W*(?:
    skip\ to\b | share\b | tweet\b | print\b | e?mail\b | save\b | (?:read|see|show|load)\ (?:more|also|next|all)\b
    | related\b | recommended\b | trending\b | popular\b | most\ read\b | more\ (?:from|on|stories)\b | up\ next\b
    | photos?\b | images?\b | pictures?\b | credit\b | file\ photo\b | getty\ images\b | caption\b
    | ©|copyright\b | sponsored\b | \d+\ (?:comments?|shares?|min(?:ute)?s?\ read)\b
    )""",
    re.VERBOSE,
)
_ANYWHERE = (
    "enable javascript",
    "cookie",
    "advertisement",
    "sign up",
    "sign in",
    "log in",
    "subscribe",
    "newsletter",
    "privacy policy",
    "terms of use",
    "terms of service",
    "terms and conditions",
    "all rights reserved",
    "follow us",
    "click here",
    "download our app",
    "download the app",
    "back to top",
    "ad froze",
    "video content",
    "is this ad",
    "your registration",
    "use of your data",
    "use of this information",
    "would you like to receive",
)


def is_boilerplate(line: str) -> bool:
    """Return whether a line looks like a part of the page, not of the article: a known phrase, or a menu's entry."""
    line = line.strip()
    if not line or len(line) > _MAX_LINE_CHARS:
        return False
    if len(line.split()) <= _MAX_MENU_WORDS and not line.endswith(_ENDS_SENTENCE):
        return True
    low = line.lower()
    return bool(_OPENING.match(low)) or any(phrase in low for phrase in _ANYWHERE)


def boilerplate_share(text: str) -> float:
    """Return which part of a text's characters, line breaks apart, stands in such lines: from 0 to 1; 0 of none."""
    lines = text.splitlines()
    chars = sum(len(line) for line in lines)
    return sum(len(line) for line in lines if is_boilerplate(line)) / chars if chars else 0.0
