"""The loss that the reader is trained with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from qabot.training.network import ReaderOutput

ANSWERS_WEIGHT = 0.5
"""Weight of the answerability loss relative to the span loss; set by hand."""
TEACHER_WEIGHT = 0.7
"""Weight of the teachers' loss; the annotation's loss has the rest. Set by hand."""
TEMPERATURE = 2.0
"""Divides the logits before reader and teachers are compared (Hinton et al., 2015); set by hand."""
_IMPOSSIBLE = -1e4
"""The logit of a token at which no answer may start or end: its probability is 0 in float32."""


def reader_loss(output: ReaderOutput, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Return the mean loss of a batch, a scalar.

    An example's loss is the cross entropy of the span's start and end, and of whether the passage answers. A passage
    that answers in other words has no span loss. With teachers, most of the loss is the distance from their logits.

    Args:
        output: the network's logits for the batch.
        batch: as ``make_batch`` returns it, on the same device.
    """
    spans, shares = batch["spans"], batch["shares"]
    sides = []
    for side, logits in enumerate((output.start, output.end)):
        log_probabilities = functional.log_softmax(_mask(logits, batch), dim=-1)
        sides.append(-(log_probabilities.gather(1, spans[:, :, side]) * shares).sum(1))
    annotation = _combine(sides, output, batch["answers"])
    if "teacher_answers" not in batch:
        return annotation.mean()
    return ((1 - TEACHER_WEIGHT) * annotation + TEACHER_WEIGHT * _teacher_loss(output, batch)).mean()


def _teacher_loss(output: ReaderOutput, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Return each example's Kullback-Leibler divergence from the teachers' spans, and their answerability loss."""
    sides = []
    for logits, teacher in ((output.start, batch["teacher_start"]), (output.end, batch["teacher_end"])):
        ours, theirs = (functional.log_softmax(_mask(side, batch) / TEMPERATURE, dim=-1) for side in (logits, teacher))
        divergence = functional.kl_div(ours, theirs, reduction="none", log_target=True).sum(1)
        # The square makes the gradient's size independent of the temperature (Hinton et al., 2015).
        sides.append(TEMPERATURE**2 * divergence)
    return _combine(sides, output, batch["teacher_answers"].sigmoid())


def _mask(logits: torch.Tensor, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    return logits.masked_fill(~batch["allowed"], _IMPOSSIBLE)


def _combine(sides: list[torch.Tensor], output: ReaderOutput, answers: torch.Tensor) -> torch.Tensor:
    """Return (batch,): the mean of the losses of start and end, plus the weighted answerability loss."""
    answerability = functional.binary_cross_entropy_with_logits(output.answers, answers, reduction="none")
    return 0.5 * (sides[0] + sides[1]) + ANSWERS_WEIGHT * answerability
