"""From settings to how a question is searched for and answered."""

from pathlib import Path

from qabot.answering.cite import CiteOptions
from qabot.answering.decide import DecideOptions
from qabot.answering.weights import ConfidenceWeights
from qabot.app.settings import Settings
from qabot.ask import AskOptions
from qabot.search.hybrid import SearchOptions


def ask_options(settings: Settings) -> AskOptions:
    """Return the options that the settings stand for; fitted weights are as they ship."""
    answer = settings.answer
    return AskOptions(
        max_question_chars=answer.max_question_chars,
        read=settings.reader.passages,
        search=SearchOptions(candidates=settings.search.candidates, per_article=settings.search.per_article),
        decide=DecideOptions(
            threshold=answer.threshold,
            parts=answer.parts,
            part_margin=answer.part_margin,
            rival_margin=answer.differ_margin,
            confidence=ConfidenceWeights(slope=answer.confidence_slope, shift=answer.confidence_shift),
        ),
        cite=CiteOptions(statements=answer.statements, margin=answer.margin, corpus=str(Path(settings.corpus.path))),
        stale_after_days=answer.stale_after_days,
    )
