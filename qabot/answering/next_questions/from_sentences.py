"""Turns a plain sentence into the questions that it answers: "The bridge was built in 1931", "When was it built?"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qabot.answering.next_questions.verbs import HAVING, PARTICIPLE, PAST, base_of, is_past
from qabot.text.facts import facts_of
from qabot.text.words import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

_SUBJECT = r"(?P<subject>(?:The [\w’'-]+|[A-Z][\w.’'&-]+)(?: [\w.’'&-]+){0,6}?)"
_ABOUT = r"(?:now |about |some |almost |nearly |only |just |more than |over )*"
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_PASSIVE = re.compile(rf"{_SUBJECT} (?P<be>was|were) (?:\w+ly )?(?P<done>{PARTICIPLE})\b(?P<rest>.*)")
_ACTIVE = re.compile(rf"{_SUBJECT} (?P<past>{PAST})\b(?P<rest>.*)")
_MEASURE = re.compile(
    rf"{_SUBJECT} (?P<be>is|are|was|were) {_ABOUT}\d[\d.,]*(?: \w+)? (?P<how>long|wide|tall|high|deep|old)\b"
)
_COST = re.compile(
    rf"{_SUBJECT} (?P<cost>costs|cost|will cost) (?:[a-z]+ ){{0,3}}?"
    r"(?:[$€£]|\d+ (?:euros?|dollars|pounds|crowns|cents))"
)
_COUNT = re.compile(
    rf"{_SUBJECT} (?P<verb>{HAVING}) {_ABOUT}"
    r"(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: dozen| hundred| thousand| million)? "
    r"(?P<things>[a-z]+(?: [a-z]+)??s)\b(?! (?:ago|later|earlier|before|after|of)\b)"
)
_PLACE = re.compile(
    rf"{_SUBJECT} (?P<be>is located|are located|is based|are based|was held|were held|was born|is buried|was buried"
    r"|lies|stands) (?:in|at|near|on|outside|between) (?:the )?[A-Z]"
)
_BY = re.compile(
    r" by (?:(?:the|a|an|two|three|four) (?!end|time|\d)"
    rf"|(?!(?:{_MONTH}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b)[A-Z])"
)
_WHERE = re.compile(
    r"(?P<where> (?:at|in|from|off|near|for|to|into) "
    rf"(?!(?:early|late|mid|its|his|her|their|it|him|them|this|that|last|next|{_MONTH})\b)[A-Za-z][\w’'-]*"
    r"(?: [\w’'-]+){0,3}?)?(?: there| again)?,? (?:in|on|at the end of)\b"
)
_BECAUSE = re.compile(
    r"(?: (?:at|in|from|on|near|by|to|into) [\w’' -]{2,40}?)?,? (?:because"
    r"|after (?!(?:a|an|about|some|nearly|\w+) (?:years?|months?|weeks?|days?|hours?)\b|\d)|due to|owing to"
    r"|in response to|as a result of|as punishment for|to (?:protest|avoid|prevent|protect|save|spare|make room)) "
)
_CLAUSE = re.compile(r"[a-z] (?!(?:the|of|and|in|at|on|for|to|from|near|under|over)\b)[a-z]+ [A-Z]")
_ADVERB = re.compile(
    r" (?:already|now|also|normally|still|currently|usually|finally|first|officially|then|later|soon)$"
)
_LONG = 12
_NO_SUBJECT = frozenset(
    """
    he she it they we i you this that these those there who which what when where why how as if while after before but
    and or because said says is are was were be been has had have not no one another such both many some most each every
    with although though could would can may might should must will did does do began had also of in on at by for to
    from until during all none nobody nothing his her its their our my your him them us last next first then later
    earlier
    """.split()  # noqa: SIM905 - a word list reads better as words
)
"""Words with which no subject begins or ends, and which no subject has in it."""
_INSIDE = frozenset("and of in on at for to from".split())  # noqa: SIM905
_VAGUE = frozenset(
    """
    company group man woman report study country government team agency decision move law bill project plan city other
    others same latter former rest result number family couple pair victim victims suspect event incident case official
    officials article author paper site building area place show film book story video image photo statement letter
    order measure deal agreement vote program programme system service position post office people person child children
    boy girl men women president minister deaths death attack
    """.split()  # noqa: SIM905 - a word list reads better as words
)
_NUMBERS = frozenset(
    """
    two three four five six seven eight nine ten eleven twelve over about dozens hundreds thousands
    """.split()  # noqa: SIM905 - a word list reads better as words
)
_UNITS = frozenset(
    """
    years months weeks days hours minutes seconds times miles metres meters kilometres kilometers dollars euros pounds
    crowns cents tonnes tons degrees points
    """.split()  # noqa: SIM905 - a word list reads better as words
)


def questions_from(text: str, *, article: str) -> Iterator[str]:
    """Yield the questions that a sentence answers about its subject: why, who, how many, when, where.

    Only a sentence that begins with its subject gives one, and only if the subject can be understood by itself.

    Args:
        text: the sentence.
        article: the text that it stands in, which shows whether its first word is a name.
    """
    if found := _PASSIVE.match(text):
        if subject := _named(found, article):
            rest, done = found["rest"], found["done"]
            if _BECAUSE.match(rest):
                yield f"Why {found['be']} {subject} {done}?"
            if _BY.match(rest) and is_past(done):
                yield f"Who {done} {subject}?"
            if _tells_day(rest):
                yield f"When {found['be']} {subject} {done}?"
    elif (found := _ACTIVE.match(text)) and (subject := _named(found, article)):
        base = base_of(found["past"])
        if _BECAUSE.match(found["rest"]):
            yield f"Why did {subject} {base}?"
        if _tells_day(found["rest"]) and (where := _WHERE.match(found["rest"])):
            yield f"When did {subject} {base}{where['where'] or ''}?"
    if (found := _MEASURE.match(text)) and (subject := _named(found, article)):
        yield f"How {found['how']} {found['be']} {subject}?"
    if (found := _COST.match(text)) and (subject := _named(found, article)):
        verb = {"costs": "does", "will cost": "will"}.get(found["cost"], "did" if not _plural(subject) else "do")
        yield f"How much {verb} {subject} cost?"
    if (
        (found := _COUNT.match(text))
        and (subject := _named(found, article))
        and found["things"].split()[-1] not in _UNITS
    ):
        yield f"How many {found['things']} {_asking(found['verb'])} {subject} {base_of(found['verb'])}?"
    if (found := _PLACE.match(text)) and (subject := _named(found, article)):
        be, _, done = found["be"].partition(" ")
        yield f"Where {be if done else 'is'} {subject}{f' {done}' if done else ''}?"


def _named(found: re.Match[str], article: str) -> str:
    """Return the subject as it stands within a question; ``""`` if it cannot be understood by itself."""
    subject = _ADVERB.sub("", found["subject"])
    words = subject.split()
    small = [word.casefold().rstrip(".,") for word in words]
    if (
        _NO_SUBJECT & set(small[:1])
        or (_NO_SUBJECT - _INSIDE) & set(small)
        or not small[-1][-1].isalnum()
        or small[-1] in STOP_WORDS
    ):
        return ""
    if small[0] in _NUMBERS or _CLAUSE.search(subject) or (len(words) == 2 and small[1].endswith("est")):
        return ""
    if words[0] == "The":
        if len(words) == 2 and words[1].islower() and small[1] in _VAGUE:
            return ""
        return "the" + subject[3:]
    small_there = _begins_small(words, article)
    if small_there is None:
        return ""
    return subject[0].lower() + subject[1:] if small_there else subject


def _begins_small(words: list[str], article: str) -> bool | None:
    """Return whether the first word of a subject is written small within a sentence; ``None`` if nothing shows it."""
    first = re.sub(r"['’]s$", "", words[0])
    if not first[1:].islower() or (len(words) > 1 and words[1][0].isupper()):
        return False
    inside: list[str] = re.findall(rf"(?<=[a-z,;] )(?:{re.escape(first)}|{re.escape(first.lower())})\b", article)
    if inside:
        return bool(sum(word[0].islower() for word in inside) > len(inside) / 2)
    return None if len(words) == 1 else words[1].islower()


def _tells_day(rest: str) -> bool:
    """Return whether a day, month or year is named right behind the verb."""
    near = re.split(r"[;:]|, (?:and|but|who|which|where|when|after|before)\b", rest)[0]
    return any(
        moment.weekday is None
        and len(near[: moment.span.start].split()) <= _LONG
        and re.search(r"\b(?:in|on|at the end of)(?: (?:early|late|mid))?[ -]$", near[: moment.span.start])
        for moment in facts_of(near).moments
    )


def _plural(subject: str) -> bool:
    head = re.split(r" (?:of|in|at|on|for|to|from|near) ", subject)[0].split()[-1]
    return head.endswith("s") and not head.endswith(("ss", "us", "is"))


def _asking(verb: str) -> str:
    """Return the auxiliary that asks about a verb: "does" for "carries", "did" for "carried"."""
    if verb in ("have", "own", "hold"):
        return "do"
    return "does" if verb.endswith("s") and verb != "was" else "did"
