"""The training loop: deterministic, and resumable from its last checkpoint."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol

import torch
from torch.nn import functional

from qabot.training.batches import Encoded, batch_order, tensors

if TYPE_CHECKING:
    from pathlib import Path

    from qabot.training.network import Read, ReadingNetwork
    from qabot.training.teaching import Taught

_ANSWERS_WEIGHT = 0.5
"""Of the loss of "this passage answers it" beside that of the span."""
_TAUGHT_WEIGHT, _HEAT = 0.7, 2.0
"""Of what teachers say beside what was annotated, and what their logits are divided by (Hinton et al., 2015)."""
_NEVER = -1e4
"""A logit of what cannot be."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """How a run goes.

    Attributes:
        batch: examples a step.
        rate: highest learning rate; it rises for ``warmup`` of all steps and then falls to 0 in a straight line.
        decay: weight decay (AdamW).
        clip: largest norm of a gradient.
        every: steps between checkpoints.
    """

    batch: int = 32
    rate: float = 2e-4
    warmup: float = 0.06
    decay: float = 0.01
    clip: float = 1.0
    every: int = 100
    seed: int = 0


def loss_of(read: Read, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Return the batch's mean of span and answers loss; a passage that answers in other words has no span.

    Where teachers were asked, most of it is how far the reader is from what they say.
    """
    shares, spans = batch["shares"], batch["spans"]
    ends = []
    for logits, side in ((read.start, 0), (read.end, 1)):
        chances = functional.log_softmax(logits.masked_fill(~batch["allowed"], _NEVER), dim=-1)
        ends.append(-(chances.gather(1, spans[:, :, side]) * shares).sum(1))
    answers = functional.binary_cross_entropy_with_logits(read.answers, batch["answers"], reduction="none")
    annotated = 0.5 * (ends[0] + ends[1]) + _ANSWERS_WEIGHT * answers
    if "taught_answers" not in batch:
        return annotated.mean()
    return ((1 - _TAUGHT_WEIGHT) * annotated + _TAUGHT_WEIGHT * _taught_loss(read, batch)).mean()


def _taught_loss(read: Read, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Return each example's Kullback-Leibler divergence from the teachers' ends, and the loss of their "answers"."""
    ends = []
    for logits, theirs in ((read.start, batch["taught_start"]), (read.end, batch["taught_end"])):
        ours, wanted = (
            functional.log_softmax(one.masked_fill(~batch["allowed"], _NEVER) / _HEAT, dim=-1)
            for one in (logits, theirs)
        )
        # The square keeps the gradient's size, whatever the heat.
        ends.append(_HEAT**2 * functional.kl_div(ours, wanted, reduction="none", log_target=True).sum(1))
    wanted = batch["taught_answers"].sigmoid()
    answers = functional.binary_cross_entropy_with_logits(read.answers, wanted, reduction="none")
    return 0.5 * (ends[0] + ends[1]) + _ANSWERS_WEIGHT * answers


def train(
    network: ReadingNetwork, encoded: Encoded, folder: Path, *, schedule: Schedule, taught: Taught | None = None
) -> None:
    """Train ``network`` in place; ``folder`` keeps the checkpoint and a log of JSON lines.

    A run that was stopped goes on from its last checkpoint, to the same weights as one that was not (on one machine
    with one number of threads).
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(schedule.seed)
    network.to(device).train()
    batches = batch_order(encoded, schedule.batch, seed=schedule.seed)
    learning = [part for part in network.parameters() if part.requires_grad]
    thick = [part for part in learning if part.dim() > 1]
    thin = [part for part in learning if part.dim() <= 1]
    groups = [{"params": thick, "weight_decay": schedule.decay}, {"params": thin, "weight_decay": 0.0}]
    in_16_bits = device.type == "cuda" or torch.cpu._is_avx512_bf16_supported()
    optimiser = torch.optim.AdamW(groups, lr=schedule.rate, betas=(0.9, 0.98), fused=True)
    warm = max(1, round(schedule.warmup * len(batches)))
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, (len(batches) - step) / max(1, len(batches) - warm))
    )
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / "checkpoint.pt"
    done = 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True, map_location=device)
        network.load_state_dict(saved["network"])
        optimiser.load_state_dict(saved["optimiser"])
        rates.load_state_dict(saved["rates"])
        done = saved["done"]
    began, losses = time.monotonic(), [0.0, 0.0]
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        for step in range(done, len(batches)):
            batch = {name: value.to(device) for name, value in tensors(encoded, batches[step], taught).items()}
            with torch.autocast(device.type, torch.bfloat16, enabled=in_16_bits):
                read = network(batch["input_ids"], batch["token_type_ids"], batch["attention_mask"])
            loss = loss_of(read, batch)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), schedule.clip)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            rates.step()
            losses = [losses[0] + loss.item(), losses[1] + 1]
            if (step + 1) % 50 == 0 or step + 1 == len(batches):
                seconds = time.monotonic() - began
                rate = schedule.batch * (step + 1 - done) / seconds
                row: dict[str, Any] = {"step": step + 1, "of": len(batches), "loss": round(losses[0] / losses[1], 4)}
                log.write(json.dumps({**row, "examples_a_second": round(rate, 1)}) + "\n")
                log.flush()
                losses = [0.0, 0.0]
            if (step + 1) % schedule.every == 0 or step + 1 == len(batches):
                _save(checkpoint, step + 1, schedule, network=network, optimiser=optimiser, rates=rates)
    sys.stderr.write(f"Trained {len(batches) - done} steps in {time.monotonic() - began:.0f} s\n")


class _Stateful(Protocol):
    def state_dict(self) -> dict[str, Any]: ...


def _save(path: Path, done: int, schedule: Schedule, **parts: _Stateful) -> None:
    draft = path.with_suffix(".part")
    state = {name: part.state_dict() for name, part in parts.items()}
    torch.save({**state, "done": done, "schedule": asdict(schedule)}, draft)
    draft.replace(path)
