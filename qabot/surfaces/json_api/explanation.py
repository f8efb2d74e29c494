"""How an answer came about, in words and as JSON."""

from collections.abc import Mapping
from typing import Any

from qabot.model import Answer, Explanation


def decision(answer: Answer, explanation: Explanation) -> str:
    """Return in one sentence why the question was answered or refused."""
    if not explanation.candidates:
        return "Refused: no passage holds anything that could be an answer."
    sure, needed = f"{answer.confidence:.3f}", f"{explanation.threshold:.3f}"
    if answer.status == "answered":
        return f"Answered: confidence {sure} is at least the threshold {needed}."
    best = explanation.candidates[0].text
    return f"Refused: confidence {sure} is below the threshold {needed}. The best guess was “{best}”."


def explanation_json(answer: Answer) -> dict[str, Any] | None:
    """Return the explanation as JSON has it: stages by passage, candidates, confidence, decision."""
    explanation = answer.explanation
    if explanation is None:
        return None
    return {
        "passages": [
            {
                "ranks": dict(hit.ranks),
                "scores": _rounded(hit.scores),
                "added": _rounded(explanation.ranking[number]) or None,
                "holds": explanation.has_answer[number],
                "score": round(hit.score, 4),
            }
            for number, hit in enumerate(answer.passages)
        ],
        "candidates": [
            {
                "text": one.text,
                "score": round(one.score, 4),
                "places": len(one.evidence),
                "signals": _rounded(one.signals),
            }
            for one in explanation.candidates
        ],
        "confidence": {
            name: {"value": round(value, 4), "added": round(added, 4)}
            for name, (value, added) in explanation.confidence.items()
        },
        "threshold": explanation.threshold,
        "decision": decision(answer, explanation),
    }


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}
