"""Tells whether a question is in English, by its letters and its most common words."""

from __future__ import annotations

import re
import unicodedata

from qabot.text.words import STOP_WORDS

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ASKING = frozenset(
    """
    wer was wann wo warum wieso weshalb wie wem wen wessen welche welcher welches wieviel qui que quoi quand où
    pourquoi comment combien quel quelle quels quelles est-ce qué quién quiénes quien quienes cuándo cuando
    dónde donde cómo cuánto cuántos cuántas cuál cuáles cual chi cosa quando dove perché perche quanto quanti
    quante quale quali quem quantos quantas onde porque qual quais wie wanneer waar waarom hoeveel welke hvem
    hva hvad hvor hvornår hvorfor hvordan hvilke hvilken vad vem vilka vilken varför när hur kto kiedy gdzie
    dlaczego jaki jaka jakie który która kdo proč kolik neden nasıl nerede kaç hangi kuka mikä missä milloin
    miksi montako mikor miért hány unde când cât hoe mitä kuinka gdje koliko kada tko berapa siapa dimana kapan
    nasil nerde cuantos cuantas donde cuanto
    """.split()  # noqa: SIM905 - a word list reads better as words
)
_COMMON = frozenset(
    """
    der die das den dem des ein eine einen ist sind war waren wurde wurden und oder nicht mit von vom zum zur
    über auf für bei aus nach hat haben gibt es mir bitte sich im am kann ich du kostet kosten kosztuje cuesta
    costa coute coûte koster kost kostar heißt heisst macht gibt liegt steht geht muss soll warum mein le la les
    un une des du de et ou est sont était étaient dans sur pour avec par il elle ils y a-t-il au aux ce cette el
    los las una es son fue fueron era en por para con del al se su hay murieron está il lo gli di da è sono era
    nel nella sul sulla degli della delle dei che c'è ho o os as um uma é são foi eram no na nos nas em ao pelo
    pela dos het een zijn werd werden van voor met bij naar er op te niet er og på til av med en et ett är och
    att det som jag var ligger jest są był była w na z do się nie czy byl byla je ve bir bu ile için mi mu var
    oldu kim ne ile jak co wat ki hol cine ce on ja ei oli ovat és egy az van volt és este sunt în și la
    """.split()  # noqa: SIM905
)
_OF_BOTH = frozenset(
    [
        "is",
        "was",
        "die",
        "in",
        "on",
        "an",
        "am",
        "so",
        "do",
        "to",
        "a",
        "i",
        "no",
        "me",
        "men",
        "war",
        "et",
        "it",
        "as",
        "is",
        "he",
        "her",
        "go",
        "la",
        "le",
        "el",
        "de",
        "y",
        "o",
        "es",
        "il",
        "on",
    ]
)
"""Words that English has as well, or that stand in names: they show neither language."""


def is_english(question: str) -> bool:
    """Return whether a question may be in English; names and single words, which any language can have, may be."""
    letters = [letter for letter in question if letter.isalpha()]
    latin = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    if letters and 2 * latin < len(letters):
        return False
    words = [word.casefold() for word in _WORD.findall(question) if len(word) > 1]
    telling = [word for word in words if word not in _OF_BOTH]
    if any(word in STOP_WORDS for word in telling):
        return True
    common = sum(word in _COMMON or word in _ASKING for word in telling)
    asks = bool(words) and words[0] in _ASKING and (words[0] not in _OF_BOTH or common > 0)
    return not (asks and len(words) > 1) and common < 2


def count_foreign_words(question: str) -> int:
    """Return how many words of a question are common words of another language and not of English."""
    words = _WORD.findall(unicodedata.normalize("NFC", question).casefold())
    return sum(word in _COMMON | _ASKING and word not in _OF_BOTH and word not in STOP_WORDS for word in words)
