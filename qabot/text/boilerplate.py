"""Lines of a page that do not belong to its article: menus, cookie and subscription lines, captions.

Two rules, both by the words alone. ``is_boilerplate`` is broad and only counts lines. ``is_clutter`` is strict, because
what it finds is left out of the article and can never be found or quoted.
"""

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

_MAX_CLUTTER_CHARS = 300
_MAX_CAPTION_CHARS = 600

_SEE_ALSO = (
    r"(?:leggi\ anche(?:\ su)?|(?:à\ )?lire\ aussi|lesen\ sie\ auch|lee\ también|leia\ (?:também|mais)|baca\ juga"
    r"|lees\ ook|читайте\ также)"
)
_ENTRY = re.compile(
    rf"""[\W_]*(?:
      skip\ to\ (?:main\ )?(?:content|navigation|search|footer) | (?:main\ |toggle\ )?(?:menu|navigation)
    | search | home
    | (?:continue\ reading|story\ continues|article\ continues|scroll\ to\ continue)(?:\ below)?(?:\ (?:the|this)\ \w+)?
    | advertisements? | ad | sponsored(?:\ (?:content|by\ .{{1,30}}))? | promoted | paid\ post
    | (?:story\ continues\ )?(?:after|below)\ (?:the\ |this\ )?advertisement | (?:leave\ (?:a|your)\ )?comments?
    | (?:post|view|show|hide|add)\ (?:a\ |all\ )?(?:\d+\ )?comments? | \d+\ (?:comments?|shares?|views|likes)
    | share(?:\ (?:this|on|via)\b.{{0,40}})? | tweet(?:\ this)? | print(?:\ (?:this|article|story).*)? | e-?mail | save
    | copy\ link | link\ copied!? | whatsapp | facebook | twitter | linkedin | pinterest | reddit | telegram | x
    | (?:sign|log)\ (?:in|up|out) | register | subscribe(?:\ now)? | my\ account | close | loading\W* | listen | play
    | (?:read|see|show|load|view|learn|discover)\ (?:more|all|next)(?:\ \w+)? | (?:see|read|explore)\ (?:also|further)
    | back\ to\ top | top | next | previous | more
    | related(?:\ (?:articles?|stories|story|topics?|content|posts?|news|videos?))?
    | recommended(?:\ (?:for\ you|stories|reading))? | trending(?:\ now)? | most\ (?:read|popular|viewed|shared)
    | you\ (?:may|might)\ (?:also\ )?like
    | (?:more|latest)\ (?:stories|news|headlines|from\b.{{0,60}}|on\ this\ story|in\b.{{0,30}})
    | up\ next | now\ playing | popular | editors?['’]s?\ picks? | what\ to\ read\ next | tags? | topics? | filed\ under
    | \d+\ min(?:ute)?s?(?:\ read)? | enlarge(?:\ (?:this\ )?image)? | toggle\ caption | hide\ caption | view\ gallery
    | mehr\ zum\ thema | {_SEE_ALSO}
    )[\W_]*""",
    re.VERBOSE | re.IGNORECASE,
)
_POINTER = re.compile(
    rf"""\W*(?:
      (?:also\ read|read\ (?:also|more|next|on)|see\ (?:also|more)
        |related(?:\ (?:article|story|stories|coverage|video|content))?|more\ (?:coverage|on\ this)
        |recommended(?:\ reading)?|don['’]t\ miss|further\ reading|up\ next|(?:must|now)\ (?:watch|read)
        |watch(?:\ (?:now|more|live|below))?|listen(?:\ now)?|{_SEE_ALSO})(?:\s*[:|>»]|\s+[–—-]\s)
    | video\ ad\ feedback\b
    | (?:see|view|watch|read)\ (?:more|all|full|the\ full)\b.{{0,60}}[:>»]$
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_CALL = re.compile(
    r"""\W*(?:
      (?:please\ )?(?:click|tap|swipe)\ (?:here|on\ the|the\ link|through\ to)\b
    | get\ (?:the\ )?.{0,60}\b(?:app|newsletter|(?:delivered|sent)\b.{0,40}\binbox|by\ clicking\ here)\b
    | .{0,80}\b(?:delivered|straight|sent|right)\ (?:\w+\ )?(?:to|in|into|through)\ your\ (?:inbox|letterbox|mailbox)
    | (?:.{0,240}[.!?]\ )?(?:please\ )?(?:sign\ up|subscribe)\ (?:here|now|today|for|to)\b.{0,80}\bnewsletters?\b
    | .{0,120}\bwe['’]d\ like\ to\ hear\ what\ you\ think\ about\ (?:this|our)\b
    | (?:please\ |to\ )?(?:sign\ up|subscribe|register)\ (?:here|now|today|free|for|to|with|and|on)\b
    | (?:not\ a|already\ a|become\ a)\ (?:subscriber|member)
    | (?:like|follow|join|find|connect\ with)\ (?:us|me|him|her|them|@?\w+(?:\ \w+){0,5})\ (?:on|at)\ (?:our\ )?
        (?:social|twitter|facebook|instagram|youtube|linkedin|telegram|whatsapp|tiktok|google|x\b|threads|bluesky|apple)
    | follow\b.{0,40}\bfull\ coverage
    | download\ (?:our|the)\b.{0,60}\bapps?\b | (?:support|help)\ (?:our|quality|independent|local)\b.{0,40}\bjournalism
    | (?:this|our)\ (?:web)?site\ uses\ cookies | (?:we|we\ and\ our\ partners)\ use\ cookies
    | cookie\ (?:policy|settings|preferences)
    | by\ (?:continuing|clicking|signing\ up|subscribing|using\ this|entering\ your)\b.{0,120}\b(?:agree|accept|consent)
    | (?:please\ )?(?:enable|turn\ on)\ java\ ?script | your\ browser\ (?:does|is)\ not
    | (?:©|\(c\)|copyright\b)\s*(?:©|\(c\))?\s*(?:\d{4}|all|the|by)\b | .{0,80}\ball\ rights\ reserved
    | (?:this|our)\ (?:material|article|content)\ may\ not\ be\ (?:published|reproduced|republished|reprinted)
    | (?:terms\ (?:of|and|&)\ (?:use|service|conditions)|privacy\ (?:policy|notice))\b.{0,40}$
    | (?:got|have|do\ you\ have)\ (?:a|any)\ (?:story|news|tip|question|confidential)\b.{0,80}
        \b(?:e-?mail|contact|tell|let\ us|send|share)
    | tell\ us\ what\ you\ think | unsubscribe\b | (?:view|read)\ (?:this\ )?(?:e-?mail|online|in\ (?:your\ )?browser)
    | manage\ (?:your\ )?(?:preferences|subscription)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_AGENCY = (
    r"(?:getty(?:\ images)?|afp|reuters|shutterstock|i?stock(?:photo)?|alamy|epa(?:-efe)?|efe|anadolu(?:\ agency)?"
    r"|bloomberg|wireimage|upi|tass|xinhua"
    r"|zuma(?:\ press)?|unsplash|pexels|pixabay|flickr|wikimedia(?:\ commons)?|imago|dpa|ap)"
)
_CREDIT = re.compile(
    rf"""(?:
      [/|—–-]\s*(?:via\s+)?{_AGENCY}(?:\s*[/,]?\s*(?:via\s+)?{_AGENCY})*
    | \bvia\s+(?:getty|afp|ap|reuters|shutterstock|wikimedia|flickr)(?:\ images|\ commons)?
    | \((?:ap\ photo|[^()]{{1,60}}[/|,:]\s*(?:via\s+)?{_AGENCY}|getty\ images|afp|reuters|shutterstock)
        (?:\s*[/,|][^()]{{0,60}})?\)\.?
    | \bgetty\ images
    | [(\[|—–]\s*(?:photo(?:graph)?|image|picture|credit)s?\s*(?:credit|by|:|/)[^()]{{2,80}}[)\]]?
    | \b(?:photo(?:graph)?|image|picture)s?(?:\s+(?:credit|source|courtesy))?s?\s*(?::|by|©)\s*[^.]{{2,60}}
    | \bcredit:\s*[^.]{{2,60}}
    )[\s)\]]*$""",
    re.VERBOSE | re.IGNORECASE,
)
_PICTURE = re.compile(
    r"""\W*(?:file\ photo|file\ image|photos?|images?|pictures?|(?:photo|image|picture)\ (?:credit|source|caption)s?
      |credits?|getty\ images|ap\ photo)\s*(?:[:/©]|by\s+(?-i:[A-Z])|$)""",
    re.VERBOSE | re.IGNORECASE,
)
_BYLINE = re.compile(
    r"""\W*(?:
      (?:additional\ |with\ )?(?:reporting|writing|editing|compiled|edited|written|translated|words|text|story)\ by\b
    | by\ (?-i:[A-Z]) | (?:source|authors?|photos?|pictures?|contact|agencies)\s*[:(] | with\ agencies\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_MAX_BYLINE_WORDS = 16
_MACHINE = re.compile(r"https?://\S+|\d{4}-\d\d-\d\dT\d\d:\d\d\S*|[\W_]+")


def is_boilerplate(line: str) -> bool:
    """Return whether a line looks like part of the page around an article: a known phrase, or an entry of a menu."""
    line = line.strip()
    if not line or len(line) > _MAX_LINE_CHARS:
        return False
    if len(line.split()) <= _MAX_MENU_WORDS and not line.endswith(_ENDS_SENTENCE):
        return True
    low = line.lower()
    return bool(_OPENING.match(low)) or any(phrase in low for phrase in _ANYWHERE)


def boilerplate_share(text: str) -> float:
    """Return the share of a text's characters, without line breaks, that is in boilerplate lines: from 0 to 1."""
    lines = text.splitlines()
    chars = sum(len(line) for line in lines)
    return sum(len(line) for line in lines if is_boilerplate(line)) / chars if chars else 0.0


def is_clutter(line: str) -> bool:
    """Return whether a line or paragraph certainly belongs to the page around an article.

    Menu entries and labels alone on a line; pointers to other articles ("Read more: ..."); calls to sign up, follow,
    click or accept; captions with a photo credit; addresses and times written for machines.
    """
    line = line.strip()
    if not line or len(line) > _MAX_CAPTION_CHARS:
        return False
    if is_caption(line):
        return True
    if len(line) > _MAX_CLUTTER_CHARS:
        return False
    return bool(_ENTRY.fullmatch(line) or _POINTER.match(line) or _CALL.match(line) or _MACHINE.fullmatch(line))


def is_caption(line: str) -> bool:
    """Return whether a line ends with the credit of a photo, or consists of it."""
    line = line.strip()
    return len(line) <= _MAX_CAPTION_CHARS and bool(_CREDIT.search(line[-160:]) or _PICTURE.match(line))


def is_byline(line: str) -> bool:
    """Return whether a line or sentence names who wrote, edited or photographed: "By Anna Holm", "(Editing by ...)"."""
    return len(line.split()) <= _MAX_BYLINE_WORDS and bool(_BYLINE.match(line))
