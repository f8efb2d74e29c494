"""Opens an exported network and its tokenizer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer


def import_all() -> None:
    """Import the libraries of a network here: two threads that import parts of numpy at once can break it."""
    import numpy as np  # noqa: F401
    import onnxruntime  # noqa: F401
    import tokenizers  # noqa: F401


def open_graph(file: Path, *, name: str, remedy: str, fused: bool = True, in_7_bits: bool = False) -> InferenceSession:
    """Return a graph that runs on one thread. Several threads may run it at once.

    Args:
        file: the graph.
        name: of the model, for the error.
        remedy: for the error.
        fused: whether ``quantise`` has fused its nodes already.
        in_7_bits: whether its weights leave one bit free. Such a graph is run as it is, which opens it in a quarter of
            the time: otherwise ONNX Runtime looks for nodes to replace where 8-bit sums would overflow.

    Raises:
        ModelError: the graph ``name`` is missing or cannot be run.
    """
    from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    if in_7_bits:
        options.graph_optimization_level = GraphOptimizationLevel.ORT_DISABLE_ALL
    elif fused:
        options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    # Processors without VNNI add two 8-bit products in 16 bits and cut sums that are too large. With this option they
    # use another kernel, which takes 1.25 times as long. It changes nothing on processors with VNNI.
    options.add_session_config_entry("session.x64quantprecision", "1")
    try:
        return InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as err:
        raise ModelError(f"The model {name} cannot be run", remedy=remedy) from err


def open_tokenizer(file: Path, *, name: str, remedy: str) -> Tokenizer:
    """Return a new tokenizer.

    Raises:
        ModelError: the tokenizer of ``name`` is missing or unreadable.
    """
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_file(str(file))
    except Exception as err:
        raise ModelError(f"The tokenizer of {name} is unreadable", remedy=remedy) from err
