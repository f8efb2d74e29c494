"""From settings to how a question is searched for and answered."""

from pathlib import Path

from qabot.answering.candidates import CandidateWeights
from qabot.answering.compose import ComposeOptions
from qabot.answering.confidence import ConfidenceWeights
from qabot.answering.display_order import RelevanceWeights
from qabot.app.settings import Settings
from qabot.ask import AskOptions
from qabot.ranking.passages import RankingWeights
from qabot.search.hybrid import SearchOptions


def ask_options(settings: Settings) -> AskOptions:
    """Return how the settings say to search and answer; weights that were learned are as they ship."""
    answer, search = settings.answer, settings.search
    weights = {"bm25": search.bm25_weight, "dense": search.dense_weight}
    return AskOptions(
        max_question_chars=answer.max_question_chars,
        read=settings.reader.passages,
        threshold=answer.threshold,
        search=SearchOptions(
            candidates=search.candidates,
            rank_constant=search.rank_constant,
            weights=weights,
            per_article=search.per_article,
            in_time=search.in_time,
            in_context=search.in_context,
        ),
        ranking=RankingWeights(),
        relevance=RelevanceWeights(),
        scoring=CandidateWeights(),
        confidence=ConfidenceWeights(slope=answer.confidence_slope, shift=answer.confidence_shift),
        compose=ComposeOptions(
            statements=answer.statements,
            margin=answer.margin,
            parts=answer.parts,
            part_margin=answer.part_margin,
            corpus=str(Path(settings.corpus.path)),
        ),
        differ_margin=answer.differ_margin,
        stale_after_days=answer.stale_after_days,
    )
