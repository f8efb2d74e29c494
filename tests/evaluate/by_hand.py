"""Articles, and answers made by hand from them."""

from qabot.model import Answer, Article, Citation, Hit, Passage

TEXTS = {
    "ferry": "The ferry from Arden to Brill stopped on Friday. The council blamed the price of diesel.",
    "bridge": "Engineer Mara Quill drew the new bridge. It will carry trams and bicycles.",
    "mill": "The old paper mill at Arden burned down in the night. Nobody was hurt.",
    "vote": "Olga Brandt won the election for mayor of Brill by forty votes.",
}
ARTICLES = {name: Article(name, name.title(), "", "", (), None, f"{name}.txt", text) for name, text in TEXTS.items()}


def citation(number, name, quote):
    start = TEXTS[name].index(quote)
    return Citation(number, ARTICLES[name], start, start + len(quote), quote, f"{name}.txt:1")


def passage(name, start=0, end=None):
    end = len(TEXTS[name]) if end is None else end
    return Hit(Passage(name, start, end, TEXTS[name][start:end], ()), 1.0, {})


def answer(given=None, *, confidence=0.5, quotes=(), found=("ferry", "bridge"), status="answered", candidate=None):
    """``quotes`` are pairs of an article's name and words of it; ``found`` are names, or hits."""
    return Answer(
        question="?",
        standalone_question="?",
        status=status,
        answer=given,
        confidence=confidence,
        statements=(),
        citations=tuple(citation(number, *quote) for number, quote in enumerate(quotes, start=1)),
        passages=tuple(passage(name) if isinstance(name, str) else name for name in found),
        notes=(),
        unknown_words=(),
        build="b1",
        timings_ms={"search": 2.0, "read": 7.0, "total": 10.0},
        candidate=candidate if candidate is not None else given,
    )


def refusal(candidate=None, **more):
    """``candidate`` is the short answer that is withheld."""
    return answer(status="not_found", candidate=candidate, **more)
