"""Asks a question again with another question word: "When was the Su-24 shot down by a Turkish F-16?"."""

from __future__ import annotations

import re

from qabot.question.follow_ups.phrases import phrases

_BEFORE = "(?:(?:by|to|for|from|with|of|at|on|in|since|until) )?"
_BE = "(?:is|are|was|were)"
_AUXILIARY = rf"(?:{_BE}|do|does|did|has|have|had|can|could|will|would|may|might|must|should)"
_MEASURE = r"how(?: (?P<measure>many|much|long|often|far|old|big|tall|late|soon|deep|high|large|fast|\w+ly)\b)?"
_OPENING = re.compile(
    rf"{_BEFORE}(?:when|where|why|whom|(?:what|which) (?:year|day|month)|{_MEASURE}) (?P<rest>{_AUXILIARY}\b.+)", re.I
)
_COUNTED = re.compile(rf"{_BEFORE}how (?:many|much) (?P<things>.+?) (?P<aux>{_AUXILIARY}) (?P<rest>.+)", re.I)
_YES_OR_NO = re.compile(rf"(?P<rest>{_AUXILIARY} (?!there\b).+)", re.I)
_OBJECT = re.compile(r"(?:who|what|which [\w -]+?) (?P<rest>(?:do|does|did) .+)", re.I)
_WHICH = rf"which (?:(?:(?!{_AUXILIARY} )[\w’'-]+ )+(?={_AUXILIARY} )|[\w’'-]+ )"
_SUBJECT = re.compile(rf"(?:who |what |{_WHICH})(?P<rest>(?!(?:do|does|did)\b).+)", re.I)
_CLEFT = re.compile(rf"{_BEFORE}\w+(?: \w+)? was it that (?P<rest>.+)", re.I)
_SAYS = re.compile(r".+ (?:say|state|claim|announce|promise|write|add)", re.I)
_BY = re.compile(r"by who", re.I)
PARTICIPLE = (
    r"(?:[a-z]{2,}(?:ed|en|wn)|built|made|shot|sold|bought|paid|led|held|won|hit|sent|found|told|lost|left|caught|brought"
    r"|struck|sunk|fought|cut|run|set|hurt|kept|laid|said|torn|born|begun)"
)
_PASSIVE = re.compile(rf"\b{PARTICIPLE}\b")
"""What is done to something: only such a question can be asked again with "by whom"."""
_IS_DONE = re.compile(rf"{_BE} .+ {PARTICIPLE}\b", re.I)
_IRREGULAR = {
    "sank": "sunk",
    "wrote": "written",
    "stole": "stolen",
    "drew": "drawn",
    "broke": "broken",
    "took": "taken",
    "gave": "given",
    "began": "begun",
    "beat": "beaten",
    "drove": "driven",
    "flew": "flown",
    "threw": "thrown",
    "tore": "torn",
    "chose": "chosen",
    "hid": "hidden",
    "froze": "frozen",
    "shook": "shaken",
    "saw": "seen",
}
_DONE_TO = re.compile(
    rf"(?P<verb>(?:{'|'.join(_IRREGULAR)}|[a-z]{{2,}}ed|built|made|shot|sold|bought|paid|led|held|won|hit|sent|found|lost|caught|brought|struck"
    r"|fought|cut|set|hurt|kept|laid))(?P<particle> (?:down|up|off|out|over|back|apart))?"
    r" (?P<thing>(?:the|a|an|its|his|her|their|this|that|[A-Z\d]).*?)"
    r"(?P<rest> (?:in|at|on|near|over|from|to|with|during|after|before|by) .+)?"
)
"""A verb whose participle is known, and what it was done to: "opened the tunnel under the Sound"."""
_PREPOSITION = re.compile(r" (?:in|at|on|near|over|from|to|for|with|during|after|before|by|since) ")
_SUBJECT_FIRST = re.compile(
    r"(?:(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[A-Z][\w’'-]*) |it\b|he\b|she\b|they\b|there\b)"
)
_DOES = re.compile(r"(?P<verb>[a-z]{2,}s)(?<!ss) (?P<rest>.+)")
_SENDS_ES = re.compile(r"(?:[sxz]|ch|sh|o)es")


def asked_with(lead: str, asked: str, short: str) -> str:
    """Return a question, asked with another question word; ``""`` where its form does not allow that.

    Args:
        lead: the new question word, perhaps with more: "by whom", "since when", "how exactly".
        asked: the question, which stands alone.
        short: the short answer to it; ``""`` if there is none.
    """
    asked, by_whom = asked.rstrip(" ?.!"), bool(_BY.match(lead))
    lead = lead[0].upper() + lead[1:]
    rest = ""
    if found := _CLEFT.fullmatch(asked):
        rest = f"was it that {found['rest']}"
    elif found := _OPENING.fullmatch(asked):
        rest = _of_measured(found["rest"], found["measure"] or "", short, why=lead.startswith(("Why", "How come")))
    elif found := _COUNTED.fullmatch(asked):
        rest = _of_counted(found["things"], found["aux"], found["rest"])
    elif found := _OBJECT.fullmatch(asked):
        rest = f"{found['rest']} that" if _SAYS.fullmatch(found["rest"]) else found["rest"]
    elif found := _YES_OR_NO.fullmatch(asked):
        rest = found["rest"]
    elif found := _SUBJECT.fullmatch(asked):
        rest = _of_subject(found["rest"], short if len(short.split()) <= len(asked.split()) else "", by_whom=by_whom)
    if lead in ("Who", "What", "Whom") and rest:
        # "When was the tram opened?" asks for nobody: "who?" after it means by whom.
        return f"By whom {rest}?" if lead != "What" and _IS_DONE.match(rest) else ""
    return f"{lead} {rest}?" if rest and not (by_whom and not _PASSIVE.search(rest)) else ""


def _of_measured(rest: str, measure: str, short: str, *, why: bool) -> str:
    """Return "is it so long" for "how long is it", and "does it cost €3" for "how much does it cost"."""
    if why and measure and measure not in ("many", "much"):
        return f"{rest} so {measure}"
    return f"{rest} {short}" if measure == "much" and short and not _PREPOSITION.search(rest) else rest


def _of_counted(things: str, aux: str, rest: str) -> str:
    """Return "are families hit" for "families", "are", "hit", and "did it kill" for "people", "did", "it kill"."""
    if aux.casefold() in ("do", "does", "did"):
        return f"{aux} {rest}" if _PREPOSITION.search(rest) else f"{aux} {rest} {things}"
    return f"{aux} {rest}" if _SUBJECT_FIRST.match(rest) else f"{aux} {things} {rest}"


def _of_subject(rest: str, short: str, *, by_whom: bool) -> str:
    """Return what follows the question word where it takes the place of the subject: "was the ship sunk by Ann"."""
    done = _DONE_TO.fullmatch(rest)
    if done:
        thing = done["thing"]
        be = "were" if phrases(thing) and phrases(thing)[0].plural and " of " not in thing else "was"
        by = f" by {short}" if short and not by_whom else ""
        verb = _IRREGULAR.get(done["verb"], done["verb"])
        return f"{be} {thing} {verb}{done['particle'] or ''}{by}{done['rest'] or ''}"
    if not short or by_whom:
        return ""
    words = rest.split(maxsplit=1)
    if re.fullmatch(_AUXILIARY, words[0], re.I):
        return f"{words[0]} {short} {words[1]}" if len(words) > 1 else ""
    does = _DOES.fullmatch(rest)
    return f"does {short} {_base(does['verb'])} {does['rest']}" if does else f"was it that {short} {rest}"


def _base(verb: str) -> str:
    """Return the base form of a verb in the third person: "run" of "runs"."""
    if verb.endswith("ies"):
        return verb[:-3] + "y"
    return verb[:-2] if _SENDS_ES.search(verb) else verb[:-1]
