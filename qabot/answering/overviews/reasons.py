"""Reasons and steps: the sentences that say why something is so, or how it came about or is done."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from qabot.answering.overviews.sentences import MIN_WORDS, can_be_stated, sentences_of, stands_alone
from qabot.model import Evidence, Span
from qabot.text.words import coverage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.answering.overviews.sentences import Sentence
    from qabot.model import Query, Ranked
    from qabot.ports import Embedder, Store

MOST = 3
_ARTICLES = 4
_MAX_EMBEDDED = 48
_WHY = re.compile(
    r"\b(?:because|(?<!is )(?<!was )(?<!are )(?<!were )(?<!also )due (?:mainly |largely |partly |in part )?to"
    r"|owing to|thanks to|as a result of|result(?:ed|s) (?:from|in)"
    r"|caused?|causes|causing|blam(?:ed|es|ing)|the (?:main |real )?reasons?|for fear|in response to|in order (?:to"
    r"|that)"
    r"|so that|so as to|in an effort to|in a bid to|led to|leads to|stem(?:s|med) from|driven by|prompted|triggered"
    r"|sparked|attributed to|meant that|means that|that is why|which is why|explains?|on the grounds|fuelled by"
    r"|fueled by"
    r"|owes? |as punishment|to avoid|to prevent|to protect|to spare|to make room|to save|to stop|to help|to ease"
    r"|to curb"
    r"|amid|citing|over (?:concerns|fears|allegations|claims|the)|after (?:being|he|she|it|they|the|a|an)\b"
    r"|following (?:the|a|an)"
    r"|since (?:it|he|she|they|the)\b|given (?:the|that)|mostly)\b|, to [a-z]{3,}\b",
    re.I,
)
_STRONG_WHY = re.compile(
    r"\b(?:because|(?<!is )(?<!was )(?<!are )(?<!were )(?<!also )due (?:mainly |largely |partly )?to|owing to"
    r"|caused?|blam(?:ed|es|ing)|the (?:main |real )?reasons?"
    r"|as a result of|in order to|so that|attributed to|stem(?:s|med) from|prompted|to avoid|to prevent|to spare"
    r"|thanks to"
    r"|engineers point|in response to)\b",
    re.I,
)
_HOW = re.compile(
    r"^(?:first(?:ly)?|then|next|finally|after that|second(?:ly)?)\b|, and then |\b(?:by (?:\w+ly )?\w+ing|using"
    r"|with the help of|by means of"
    r"|through (?:a|an|the)|works? by|made (?:by|from|of|with)|steps?|method|process|in order to|so that|via|was laid"
    r"|were laid|is (?:cut|dried|hung|made|built|cooked|mixed|heated|cooled)|instead of|allow(?:s|ed|ing)?"
    r"|let(?:s|ting)? |involv(?:es|ed|ing)|consist(?:s|ed))\b",
    re.I,
)
_STRONG_HOW = re.compile(
    r"^(?:first(?:ly)?|then|next|finally|second(?:ly)?)\b|, and then |\b(?:by (?:\w+ly )?\w+ing|works? by|method"
    r"|using)\b",
    re.I,
)
_ASKS_WHY = re.compile(r"^\W*(?:but |so |and )?why\b|^what (?:caused|explains|led)\b", re.I)
_ASKS_HOW = re.compile(r"^\W*(?:but |so |and )?how\b(?! (?:many|much|long|old|far)\b)", re.I)
_SHORT = 8
_ANNOUNCES = re.compile(
    r"\b(?:the|its|one|another|main) (?:\w+ )?(?:causes?|reasons?|explanation|motive|method|recipe|answer)\b", re.I
)
_MIN_COVERAGE = 0.6
_MIN_COSINE = 0.3
_WEAK_CUE = 0.5
_STRONG_CUE = 0.85
_AFTER_QUESTION = 1.0
_LEANING = 0.6
_READ = 0.8
_LIKELY = 0.3
_KEPT = 0.78


def find_reasons(
    query: Query, ranked: Ranked, *, way: bool, store: Store, embedder: Embedder, most: int = MOST
) -> list[tuple[float, Evidence]]:
    """Return up to three sentences that give a reason (or a way), each with its score in [0, 1], article by article.

    A sentence counts if a cue in it says "because" or the like, or if it comes right after a question, a heading or a
    short sentence that announces it ("The cause was never in doubt."); that one is stated with it if either is short.
    Its article must have most of the question's words, by weight, and its vector be near the question's. What the
    reader found in it counts as well. Empty when no sentence does.

    Args:
        query: the question.
        ranked: the passages with what the reader made of them, best first.
        way: whether it asks how, not why.
        store: has the articles.
        embedder: the embedding model that the build was made with.
        most: how many sentences at most.
    """
    read = _read_spans(ranked)
    names = _names(query)
    rows: list[tuple[float, Sentence, bool]] = []
    for article_id in list(dict.fromkeys(hit.passage.article_id for hit in ranked.hits))[:_ARTICLES]:
        sentences = sentences_of(article_id, store=store)
        title = store.terms(sentences[0].article.title) if sentences else ()
        title_forms = frozenset(term.form for term in title)
        whole = title_forms.union(*(one.forms for one in sentences))
        if coverage(query.weights, whole) < _MIN_COVERAGE:
            continue
        announced = _announced(sentences, way=way)
        for number, sentence in enumerate(sentences):
            cue = max(_cue(sentence.plain, way=way), _AFTER_QUESTION * (number in announced))
            if cue and (can_be_stated(sentence) or number in announced) and not sentence.plain.endswith("?"):
                near = title_forms.union(*(one.forms for one in sentences[max(0, number - 2) : number + 1]))
                if names and coverage(names, near) < 1 and _found_in(sentence, read) < _LIKELY:
                    continue
                cue *= 1.0 if number in announced or stands_alone(sentence) else _LEANING
                rows.append((cue * (0.6 + 0.4 * coverage(query.weights, near)), sentence, number in announced))
    rows = sorted(rows, key=lambda row: (-row[0] - _READ * _found_in(row[1], read), row[1].key))[:_MAX_EMBEDDED]
    if not rows:
        return []
    vectors = embedder.embed([f"{one.article.title}\n{one.before[-200:]} {one.plain}".strip() for _, one, _ in rows])
    scored = [
        (min(1.0, cue * (float(cosine) + _READ * _found_in(sentence, read))), sentence, announced)
        for (cue, sentence, announced), cosine in zip(rows, vectors @ query.vector, strict=True)
        if cosine >= _MIN_COSINE
    ]
    scored.sort(key=lambda row: (-row[0], row[1].key))
    kept = [row for row in scored if row[0] >= _KEPT * scored[0][0]][:most]
    order = {row[1].article.id: number for number, row in reversed(list(enumerate(kept)))}
    kept.sort(key=lambda row: (order[row[1].article.id], row[1].number))
    stated = [(score, _with_announcement(one) if announced else one.evidence()) for score, one, announced in kept]
    merged: list[tuple[float, Evidence]] = []
    for score, one in stated:
        last = merged[-1][1] if merged else None
        if last and _overlap(last, one):
            span = Span(min(last.span.start, one.span.start), max(last.span.end, one.span.end))
            merged[-1] = (max(score, merged[-1][0]), replace(last, span=span))
        else:
            merged.append((score, one))
    return merged


def _names(query: Query) -> dict[str, float]:
    """Return the weights of the words that are written as names; the first word of a question never counts."""
    return {
        term.form: query.weights[term.form]
        for term in query.terms
        if term.span.start and query.text[term.span.start].isupper()
    }


def _overlap(one: Evidence, other: Evidence) -> bool:
    """Return whether two quotes of a passage share characters."""
    return one.passage == other.passage and one.span.start < other.span.end and other.span.start < one.span.end


def _read_spans(ranked: Ranked) -> list[tuple[str, int, int, float]]:
    """Return where the reader found something: article, first and last character, and how likely that answers."""
    return [
        (hit.passage.article_id, one.span.start, one.span.end, _probability(one.score) * _probability(reading.answers))
        for hit, reading in ranked.read
        for one in reading.spans
    ]


def _found_in(sentence: Sentence, read: Sequence[tuple[str, int, int, float]]) -> float:
    """Return how likely the best of what the reader found in a sentence answers; 0 for nothing."""
    here = (
        likely
        for article, start, end, likely in read
        if article == sentence.article.id and start < sentence.span.end and sentence.span.start < end
    )
    return max(here, default=0.0)


def _probability(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _with_announcement(sentence: Sentence) -> Evidence:
    """Return a sentence as evidence, together with the one before it if either is too short to stand by itself."""
    passage = sentence.passage
    before = [span for span in passage.sentences if span.end <= sentence.span.start]
    short = len(sentence.plain.split()) < MIN_WORDS or (sentence.before and len(sentence.before.split()) <= _SHORT)
    if before and sentence.before and short:
        return Evidence(passage, Span(before[-1].start, sentence.span.end), 0.0)
    return sentence.evidence()


def _announced(sentences: Sequence[Sentence], *, way: bool) -> frozenset[int]:
    """Return the numbers of the sentences that a question, a heading or a short sentence right before them announces.

    A question announces the next two sentences, others the next one.
    """
    asks = _ASKS_HOW if way else _ASKS_WHY
    found: set[int] = set()
    for number, sentence in enumerate(sentences):
        text = sentence.plain
        heading = not text.endswith((".", "!", "?", "”"))
        if asks.search(text) and (text.endswith("?") or heading):
            found |= {number + 1, number + 2}
        elif _ANNOUNCES.search(text) and len(text.split()) <= _SHORT:
            found.add(number + 1)
    return frozenset(found)


def _cue(text: str, *, way: bool) -> float:
    """Return how plainly a sentence gives a reason or a step: 0 for not at all."""
    strong, weak = (_STRONG_HOW, _HOW) if way else (_STRONG_WHY, _WHY)
    return _STRONG_CUE if strong.search(text) else _WEAK_CUE if weak.search(text) else 0.0
