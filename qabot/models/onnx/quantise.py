"""Makes an exported network small and quick to open: 8-bit weights and products, fused nodes."""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def quantise(full: Path, small: Path, *, kept: Sequence[str] = (), in_7_bits: bool = False) -> None:
    """Write a graph with 8-bit weights and a scale for each output channel (one for each tensor loses 5 % of cosine).

    Nodes are fused here, once. Otherwise ONNX Runtime would do so whenever the graph is opened, which takes most of the
    time of opening it.

    Args:
        full: a graph in float.
        small: the file to write.
        kept: names of nodes that stay in float.
        in_7_bits: leave one bit of each weight free, so that sums overflow on no processor and all give the same. A
            graph that uses a weight twice needs this, because ONNX Runtime cannot prevent the overflow there.
    """
    quantization: Any = importlib.import_module("onnxruntime.quantization")
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)
    try:
        quantization.quantize_dynamic(
            full,
            small,
            weight_type=quantization.QuantType.QInt8,
            per_channel=True,
            reduce_range=in_7_bits,
            nodes_to_exclude=list(kept),
        )
    finally:
        root.setLevel(level)
    _fuse(small)


def _fuse(graph: Path) -> None:
    from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions

    fused = graph.with_suffix(".fused")
    options = SessionOptions()
    # The next level would fit the graph to the processor of this machine.
    options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(fused)
    InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    fused.replace(graph)
