"""Verbs whose forms a question needs: participles that say something by themselves, and the base of a past form."""

from __future__ import annotations

import re

_DONE = """
built rebuilt founded completed finished signed launched born killed injured arrested elected restored destroyed
discovered introduced released published established created bought sold invented approved adopted abolished banned
cancelled canceled demolished raised renamed evacuated rescued sentenced convicted appointed assassinated captured
seized liberated repaired planted privatised nationalised recalled inaugurated designed painted recorded filmed
overthrown ousted impeached indicted acquitted fired sacked suspended detained deported expelled hospitalised
hospitalized diagnosed vaccinated murdered kidnapped freed deposed reopened opened closed dissolved postponed rejected
repealed overturned attacked bombed damaged hit struck flooded invaded annexed occupied formed merged acquired laid
drawn dredged moored drained mapped licensed
"""
_WITH_PARTICLE = (
    "shot down|blown up|set up|shut down|burned down|torn down|pulled down|knocked down|called off|drawn up"
)
_BEGAN = {
    "opened": "open",
    "reopened": "reopen",
    "closed": "close",
    "began": "begin",
    "started": "start",
    "ended": "end",
    "died": "die",
    "resigned": "resign",
    "retired": "retire",
    "collapsed": "collapse",
    "sank": "sink",
    "crashed": "crash",
    "disappeared": "disappear",
    "erupted": "erupt",
    "burned down": "burn down",
    "broke out": "break out",
    "took office": "take office",
    "took effect": "take effect",
    "came into force": "come into force",
    "went bankrupt": "go bankrupt",
    "stepped down": "step down",
    "withdrew": "withdraw",
    "surrendered": "surrender",
    "fell": "fall",
    "failed": "fail",
    "derailed": "derail",
    "capsized": "capsize",
    "merged": "merge",
    "landed": "land",
    "arrived": "arrive",
    "left": "leave",
    "fled": "flee",
    "moved": "move",
    "ran aground": "run aground",
}
_HAVING = {
    "has": "have",
    "had": "have",
    "have": "have",
    "employs": "employ",
    "employed": "employ",
    "carries": "carry",
    "carried": "carry",
    "holds": "hold",
    "held": "hold",
    "produces": "produce",
    "produced": "produce",
    "needs": "need",
    "needed": "need",
    "owns": "own",
    "owned": "own",
    "runs": "run",
    "serves": "serve",
    "served": "serve",
    "lost": "lose",
    "won": "win",
    "killed": "kill",
    "injured": "injure",
    "built": "build",
    "bought": "buy",
    "sold": "sell",
    "planted": "plant",
    "received": "receive",
    "flew": "fly",
}

PARTICIPLE = rf"(?:{_WITH_PARTICLE}|{'|'.join(_DONE.split())})"
"""A pattern of participles after which "When was the bridge ...?" asks something."""
PAST = rf"(?:{'|'.join(sorted(_BEGAN, key=len, reverse=True))})"
"""A pattern of past forms that need no object."""
HAVING = rf"(?:{'|'.join(sorted(_HAVING, key=len, reverse=True))})"
"""A pattern of verbs that are followed by a number of things."""
_SAME_IN_PAST = re.compile(rf"(?!(?:drawn|overthrown|born|blown|torn)\b){PARTICIPLE}")


def base_of(form: str) -> str:
    """Return the base form of one of the forms in ``PAST`` and ``HAVING``: "open" of "opened"."""
    return _BEGAN.get(form) or _HAVING[form]


def is_past(participle: str) -> bool:
    """Return whether a participle is also the past form: "who built it", but not "who drawn it"."""
    return bool(_SAME_IN_PAST.fullmatch(participle))
