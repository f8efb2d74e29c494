"""Words and sentences that a line or page of a PDF breaks, and where their hyphens stay."""

import re

# PDFium puts U+0002 or U+FFFE where a line ends within a word.
BROKEN = ("\x02", "\ufffe", "\u00ad")
ENDS = (".", "!", "?", ":", "”", '"', "’", ")", "»")
_FIRST_PARTS = re.compile(
    r"well|self|so|half|one|two|three|four|five|six|seven|eight|nine|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|first|second|third|fourth|fifth|long|short|high|low|full|part|hard|middle|right|left|far|large|small|deep|fast"
    r"|cross|all|state|world|government|family|home|rocket|oil|gas|war|peace|man|award|record|open|year",
    re.IGNORECASE,
)
_SECOND_PARTS = re.compile(
    r"known|established|being|called|term|range|standing|awaited|running|lasting|lived|distance|scale|level|quality|profile"
    r"|ranking|related|class|time|years?|months?|weeks?|days?|hours?|minutes?|old|wing|reaching|income|defen[cs]e|declared"
    r"|proclaimed|imposed|government|speed|armed|fledged|earned|hearted|party|country|border|winning|breaking|propelled"
    r"|storey|story|thirds|quarters|fifths|way"
)
_PARTS_AFTER_NAMES = re.compile(
    r"led|backed|based|born|held|owned|controlled|made|run|funded|sponsored|speaking|style|era|friendly|occupied"
)
"""As in "state-run" and "Berlin-based"."""
_ONE_WORD = frozenset({"wellbeing", "halfway", "highway", "partway"})


def join_lines(before: str, after: str, *, hyphenated: frozenset[str] = frozenset()) -> str:
    """Return two lines as one; ``hyphenated`` as for ``paragraphs``.

    A hyphen between two lines goes, as it only shows that a word goes on. It stays in what is written with one:
    "COVID-19", "Anglo-American", "US-backed", a word of ``hyphenated``, and the commonest compounds ("well-known").
    """
    marked = before.endswith(BROKEN)
    if not marked and not re.search(r"\w-$", before):
        return f"{before} {after}"
    start = before[:-1]
    first, second = re.split(r"[^\w-]", start)[-1], re.split(r"[^\w-]", after)[0]
    stays = not start[-1:].isalpha() or not after[:1].islower() or f"{first}-{second}".lower() in hyphenated
    return f"{start}-{after}" if stays or _is_compound(first, second) else start + after


def _is_compound(first: str, second: str) -> bool:
    if (first + second).lower() in _ONE_WORD:
        return False
    if first.isupper() and len(first) > 1:
        return True
    is_usual = bool(_FIRST_PARTS.fullmatch(first))
    if _PARTS_AFTER_NAMES.fullmatch(second):
        return is_usual or first[:1].isupper()
    return is_usual and bool(_SECOND_PARTS.fullmatch(second))


def runs_on(before: str, after: str) -> bool:
    """Return whether a sentence continues from the end of a column or page to the next."""
    return bool(before and after) and (
        before.endswith(BROKEN)
        or (before[-1] in ",-" and not before.endswith(ENDS))
        or (after[0].islower() and (before.endswith(":") or not before.endswith(ENDS)))
    )
