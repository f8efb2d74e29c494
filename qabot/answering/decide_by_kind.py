"""The fifth arrow: what a question asks for decides which function makes the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.answering.decide import DecideOptions, decide
from qabot.answering.overviews.sayings import say_what_was_said
from qabot.answering.overviews.verdicts import Sources, decide_in_sentences, give_reasons, say_which_way
from qabot.model import IN_SENTENCES, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import Asked, Hit, Ranked, Verdict
    from qabot.ports import Embedder, Store


def decide_by_kind(
    asked: Asked,
    ranked: Ranked,
    *,
    by_topic: Sequence[Sequence[Hit]],
    article_id: str | None,
    store: Store,
    embedder: Embedder,
    options: DecideOptions,
) -> Verdict:
    """Return the verdict: a short answer, or sentences for an overview, a reason, a yes or a no; else a refusal.

    Args:
        asked: the question.
        ranked: the passages, best first.
        by_topic: the passages that were found for each topic of an overview, best first; may be empty.
        article_id: the one article that is asked about ("summarise it"), or ``None``.
        store: has the articles.
        embedder: the embedding model that the build was made with.
        options: when an answer is given.
    """
    if asked.kind in IN_SENTENCES:
        sources = Sources(ranked, by_topic or [ranked.hits], article_id, store, embedder)
        return decide_in_sentences(asked, sources, threshold=options.threshold)
    verdict = decide(asked, ranked, store=store, options=options)
    match asked.kind:
        case Kind.FACT if asked.said_by:
            return say_what_was_said(asked, ranked, verdict, store=store)
        case Kind.YES_NO:
            return say_which_way(asked, verdict)
        case Kind.WHY | Kind.HOW:
            return give_reasons(asked, ranked, verdict, store=store, embedder=embedder, threshold=options.threshold)
        case _:
            return verdict
