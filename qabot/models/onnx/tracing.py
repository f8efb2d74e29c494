"""Writes the graph of a model while it runs once; together with its callers, the only doorway to torch for exports."""

from __future__ import annotations

import contextlib
import os
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import torch

    Columns = dict[str, torch.Tensor]

TOKENS = {0: "texts", 1: "tokens"}
"""The axes of a tensor with one value for each token."""


@contextlib.contextmanager
def quiet_loading() -> Iterator[None]:
    """Keep transformers from writing to the terminal while it loads or runs a model."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    from transformers.utils import logging

    logging.disable_progress_bar()
    level = logging.get_verbosity()
    logging.set_verbosity_error()
    try:
        yield
    finally:
        logging.set_verbosity(level)


def write_graph(
    file: Path,
    model: torch.nn.Module,
    run: Callable[[Columns], torch.Tensor | tuple[torch.Tensor, ...]],
    sample: Mapping[str, torch.Tensor],
    *,
    outputs: Mapping[str, Mapping[int, str]],
) -> None:
    """Write a graph in float.

    Args:
        file: to be written.
        model: the module that ``run`` calls.
        run: returns the outputs for inputs like ``sample``.
        sample: each input by its name, (texts, tokens); both sizes may differ in use.
        outputs: by the name of each output, in order: its axes whose size may differ.
    """
    import torch

    class Traced(torch.nn.Module):
        """The model with positional inputs, which the exporter needs."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *tensors: torch.Tensor) -> Any:  # noqa: ANN401
            return run(dict(zip(sample, tensors, strict=True)))

    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Traced().eval(),
            tuple(sample.values()),
            str(file),
            input_names=list(sample),
            output_names=list(outputs),
            dynamic_axes={**dict.fromkeys(sample, TOKENS), **{name: dict(axes) for name, axes in outputs.items()}},
            opset_version=17,
            # The newer exporter needs onnxscript, and the quantiser cannot read its graphs.
            dynamo=False,
        )
