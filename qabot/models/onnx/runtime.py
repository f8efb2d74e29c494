"""Opens an exported network and its tokenizer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer


def import_all() -> None:
    """Import what a network needs: two threads that import parts of numpy at once can break it."""
    import numpy as np  # noqa: F401
    import onnxruntime  # noqa: F401
    import tokenizers  # noqa: F401


def open_graph(file: Path, *, name: str, remedy: str, fused: bool = True) -> InferenceSession:
    """Return a graph ready to run on one thread; several threads may run it at once.

    Args:
        file: the graph.
        name: what it is, for people.
        remedy: what to do when it cannot be run.
        fused: whether its nodes are fused already, as ``quantise`` leaves them, and need not be now.

    Raises:
        ModelError: the graph ``name`` is missing or cannot be run.
    """
    from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    if fused:
        options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    # Processors without VNNI add two 8-bit products in 16 bits and cut what is too large. This option has them use
    # another kernel (1.25 times the time there); it changes nothing on processors that have VNNI.
    options.add_session_config_entry("session.x64quantprecision", "1")
    try:
        return InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as err:
        raise ModelError(f"The model {name} cannot be run", remedy=remedy) from err


def open_tokenizer(file: Path, *, name: str, remedy: str) -> Tokenizer:
    """Return a new tokenizer.

    Raises:
        ModelError: that of ``name`` is missing or unreadable.
    """
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_file(str(file))
    except Exception as err:
        raise ModelError(f"The tokenizer of {name} is unreadable", remedy=remedy) from err
