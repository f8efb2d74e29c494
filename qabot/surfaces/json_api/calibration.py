"""What ``qabot calibrate --json`` prints."""

from __future__ import annotations

import math
from pathlib import Path

from pydantic import Field

from qabot.evaluate.calibration import Calibration, Setting
from qabot.surfaces.json_api.base import Printed, Share


class SettingObject(Printed):
    """Settings under ``[answer]`` of config.toml."""

    confidence_slope: float
    confidence_shift: float
    threshold: float


class EffectObject(Printed):
    """A measure before and after; null if there is nothing to measure."""

    before: Share | None
    after: Share | None = Field(description="Cross-validated: each fifth of the questions with a fit to the others.")


class CalibrationObject(Printed):
    """The outcome of a calibration."""

    before: SettingObject
    after: SettingObject
    questions: int = Field(ge=0)
    right: Share = Field(description="The share of questions whose best answer is right, given or withheld.")
    effects: dict[str, EffectObject]
    written: str | None = Field(description="The file that was written; null with --dry-run.")


def calibration_json(outcome: Calibration, *, written: Path | None) -> str:
    """Return the outcome of a calibration as one line of JSON."""
    return CalibrationObject(
        before=_setting(outcome.before),
        after=_setting(outcome.after),
        questions=outcome.questions,
        right=outcome.right,
        effects={
            name: EffectObject(before=_measured(before), after=_measured(after))
            for name, before, after in outcome.effects()
        },
        written=str(written) if written else None,
    ).to_line()


def _setting(setting: Setting) -> SettingObject:
    return SettingObject(confidence_slope=setting.slope, confidence_shift=setting.shift, threshold=setting.threshold)


def _measured(value: float) -> float | None:
    return None if math.isnan(value) else value
