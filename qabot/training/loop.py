"""The training loop: it can be stopped at any time and goes on from its last checkpoint."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import torch

from qabot.training.batches import batch_order, make_batch
from qabot.training.loss import reader_loss
from qabot.training.run_log import RunLog

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from qabot.training.batches import EncodedExamples, TeacherLogits
    from qabot.training.network import ReadingNetwork
    from qabot.training.stopping import StopSignals

_BETAS = (0.9, 0.98)
"""AdamW's decay rates of the gradient's two moments, as in RoBERTa (Liu et al., 2019)."""
CHECKPOINT, LOG = "checkpoint.pt", "log.jsonl"


@dataclass(frozen=True, slots=True)
class Schedule:
    """The settings of a run.

    Attributes:
        batch_size: examples in each step.
        peak_rate: highest learning rate; set by hand.
        warmup_share: share of the steps in which the learning rate rises linearly from 0 to its peak; then it falls
            linearly to 0 (Liu et al., 2019, for fine-tuning).
        weight_decay: AdamW's, for matrices only (Devlin et al., 2019).
        max_gradient_norm: a gradient with a larger norm is scaled down to this norm (BERT's code).
        checkpoint_every: steps between two checkpoints.
        seed: decides the order of the batches.
    """

    batch_size: int = 32
    peak_rate: float = 2e-4
    warmup_share: float = 0.06
    weight_decay: float = 0.01
    max_gradient_norm: float = 1.0
    checkpoint_every: int = 100
    seed: int = 0


def train(
    network: ReadingNetwork,
    encoded: EncodedExamples,
    folder: Path,
    *,
    schedule: Schedule,
    teacher: TeacherLogits | None = None,
    stop: StopSignals | None = None,
) -> bool:
    """Train ``network`` in place, once through all examples, and return whether the run is finished.

    A stopped run goes on from its last checkpoint. On a CPU, with the same number of threads, it then reaches the same
    weights as a run that was not stopped. On CUDA the order of some sums, and so the last digits, are not fixed.

    Args:
        network: the network that a new run starts from; a checkpoint replaces its weights.
        encoded: the examples, in training order.
        folder: keeps the checkpoint and the log; it is made if it does not exist.
        schedule: the same for every part of a run.
        teacher: logits of other readers to learn from, for the same examples.
        stop: when it has received a signal, the current step is finished, a checkpoint is written, and the run ends.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(schedule.seed)
    network.to(device).train()
    batches = batch_order(encoded, schedule.batch_size, seed=schedule.seed)
    optimiser = _optimiser(network.parameters(), schedule)
    rates = _learning_rates(optimiser, schedule, steps=len(batches))
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = _Checkpoint(folder / CHECKPOINT, schedule, network=network, optimiser=optimiser, rates=rates)
    done = checkpoint.load(device)
    use_bfloat16 = _multiplies_bfloat16(device)
    with RunLog(
        folder / LOG, tokens=_padded_tokens(encoded, batches), sizes=[len(b) for b in batches], done=done
    ) as log:
        for step, numbers in enumerate(batches[done:], start=done + 1):
            batch = {name: value.to(device) for name, value in make_batch(encoded, numbers, teacher).items()}
            with torch.autocast(device.type, torch.bfloat16, enabled=use_bfloat16):
                output = network(batch["input_ids"], batch["token_type_ids"], batch["attention_mask"])
            loss = reader_loss(output, batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), schedule.max_gradient_norm)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            rates.step()
            stopped = stop is not None and stop.received is not None and step < len(batches)
            log.add(step, loss.detach(), stopped=stopped)
            if stopped or step % schedule.checkpoint_every == 0 or step == len(batches):
                checkpoint.save(step)
            if stopped:
                return False
    return True


def _optimiser(parameters: Iterable[torch.nn.Parameter], schedule: Schedule) -> torch.optim.AdamW:
    """Return AdamW for the parameters that are not frozen; biases and normalisation do not decay."""
    trained = [parameter for parameter in parameters if parameter.requires_grad]
    groups = [
        {"params": [one for one in trained if one.dim() > 1], "weight_decay": schedule.weight_decay},
        {"params": [one for one in trained if one.dim() <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=schedule.peak_rate, betas=_BETAS, fused=True)


def _learning_rates(
    optimiser: torch.optim.Optimizer, schedule: Schedule, *, steps: int
) -> torch.optim.lr_scheduler.LambdaLR:
    warmup = max(1, round(schedule.warmup_share * steps))
    return torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warmup, (steps - step) / max(1, steps - warmup))
    )


def _multiplies_bfloat16(device: torch.device) -> bool:
    """Return whether the device has instructions for bfloat16; where they are emulated, float32 is faster."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return bool(torch.cpu.get_capabilities().get("avx512_bf16", False))


def _padded_tokens(encoded: EncodedExamples, batches: Iterable[np.ndarray]) -> list[int]:
    """Return the number of tokens of each batch, with padding."""
    lengths = np.diff(encoded.starts)
    return [len(numbers) * int(lengths[numbers].max()) for numbers in batches]


class _Stateful(Protocol):
    def state_dict(self) -> dict[str, Any]: ...
    def load_state_dict(self, state: dict[str, Any], /) -> object: ...


class _Checkpoint:
    """The file that a run goes on from: weights, optimiser, learning rate and the number of steps done."""

    def __init__(self, path: Path, schedule: Schedule, **parts: _Stateful) -> None:
        self._path = path
        self._schedule = schedule
        self._parts = parts

    def load(self, device: torch.device) -> int:
        """Give the parts the state in the file, and return the number of steps done; 0 if there is no file."""
        if not self._path.exists():
            return 0
        saved = torch.load(self._path, weights_only=True, map_location=device)
        for name, part in self._parts.items():
            part.load_state_dict(saved[name])
        return int(saved["done"])

    def save(self, done: int) -> None:
        """Write the file, whole or not at all."""
        draft = self._path.with_suffix(".part")
        states = {name: part.state_dict() for name, part in self._parts.items()}
        torch.save({**states, "done": done, "schedule": asdict(self._schedule)}, draft)
        draft.replace(self._path)
