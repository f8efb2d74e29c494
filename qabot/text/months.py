"""The names of months: in English as a table, in other European languages from babel, which is imported here only."""

import unicodedata
from collections.abc import Mapping
from functools import cache

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
"""In English, lower case, from January on."""
_SHORT = {name: "sept?" if name == "september" else name[:3] for name in MONTHS if name != "may"}
ENGLISH_MONTH = "|".join(
    rf"{name.title()}|{_SHORT[name].title()}\.?" if name in _SHORT else name.title() for name in MONTHS
)
"""A regular expression for a month's name in English with a capital, whole or short ("Dec", "Sept."); no group."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""In English, lower case, from Monday on."""

_MIN_CHARS = 3
_LANGUAGES = """
    be bg bs ca cs da de el es et fi fr gl hr hu is it lt lv mk nb nl nn pl pt ro ru sk sl sq sr sr_Latn sv tr uk
"""
_WITHOUT_ORDINAL_STOP = "pl"
"""A language that shares names of months with neighbours who mean others, and writes "11", not "11.", before them."""
_OTHER_SHORT_FORMS = {"sept": 9, "mrz": 3}
"""Short forms that are written everywhere, but are missing from babel."""


def month_number(name: str, *, ordinal_stop: bool = False) -> int | None:
    """Return the number of a month by its name, from 1 to 12, or ``None`` if it is not the name of a month.

    The name is a whole one in any form ("grudnia"), its abbreviation ("Dec.") or its first three letters or more. A
    name that means different months in different languages is none, unless ``ordinal_stop`` decides: "11 listopada" is
    Polish and in November, "11. listopada" is Croatian and in October.

    Args:
        name: without figures; case and accents do not count.
        ordinal_stop: the figure of the day before the name has a full stop behind it.
    """
    key = _key(name)
    if len(key) < _MIN_CHARS:
        return None
    if number := _english(key) or _OTHER_SHORT_FORMS.get(key):
        return number
    by_language = _names().get(key)
    if by_language is None:
        longer = [languages for full, languages in _names().items() if full.startswith(key)]
        by_language = {language: number for languages in longer for language, number in languages.items()}
    months = set(by_language.values())
    if len(months) > 1:
        fits = (language for language in by_language if (language != _WITHOUT_ORDINAL_STOP) is ordinal_stop)
        months = {by_language[language] for language in fits}
    return months.pop() if len(months) == 1 else None


def _english(key: str) -> int | None:
    return next((number for number, name in enumerate(MONTHS, 1) if key in (name, name[:_MIN_CHARS])), None)


@cache
def _names() -> Mapping[str, Mapping[str, int]]:
    """Return the month that each name means in each language."""
    from babel import Locale

    names: dict[str, dict[str, int]] = {}
    for language in _LANGUAGES.split():
        for usage in Locale.parse(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in usage[width].items():
                    # Catalan's names have their preposition with them: "de març", "d’abril".
                    names.setdefault(_key(name.removeprefix("de ").removeprefix("d’")), {})[language] = number
    return names


def _key(name: str) -> str:
    """Return a name in lower case, without accents and stops."""
    plain = unicodedata.normalize("NFD", name.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char)).strip(". ")
