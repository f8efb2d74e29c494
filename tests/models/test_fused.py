"""Graphs are fused when they are written: what is opened again and again has nothing left to fuse."""

import numpy as np
import onnx
import pytest

from qabot.models.embedder_export import GRAPH as EMBEDDER
from qabot.models.embedder_export import SHIPPED_EMBEDDER
from qabot.models.onnx.runtime import open_graph
from qabot.models.reader import GRAPH as READER
from qabot.models.reader import SHIPPED, SHIPPED_STRONG

pytestmark = pytest.mark.slow


@pytest.fixture(params=["reader", "embedder"])
def graph(request):
    return SHIPPED / READER if request.param == "reader" else SHIPPED_EMBEDDER / EMBEDDER


def test_8_bit_products_are_one_node_each(graph):
    kinds = {node.op_type for node in onnx.load(graph).graph.node}
    assert kinds & {"DynamicQuantizeMatMul", "MatMulIntegerToFloat"}
    assert "Gelu" in kinds
    assert not kinds & {"MatMulInteger", "Erf"}


def test_opened_as_it_is_it_gives_what_it_gives_optimised(graph):
    plain = open_graph(graph, name="fused", remedy="")
    optimised = open_graph(graph, name="optimised", remedy="", fused=False)
    feeds = {one.name: np.array([[101, 2040, 2003, 2009, 102]]) for one in plain.get_inputs()}
    feeds["attention_mask"] = np.ones((1, 5), dtype=np.int64)
    feeds["token_type_ids"] = np.array([[0, 0, 0, 1, 1]])
    feeds = {one.name: feeds[one.name] for one in plain.get_inputs()}
    for mine, theirs in zip(plain.run(None, feeds), optimised.run(None, feeds), strict=True):
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("folder", [SHIPPED, SHIPPED_STRONG], ids=["first", "strong"])
def test_a_reader_of_7_bits_run_as_it_is_gives_what_it_gives_optimised(folder):
    plain = open_graph(folder / READER, name="as it is", remedy="", in_7_bits=True)
    optimised = open_graph(folder / READER, name="optimised", remedy="")
    ids = np.random.default_rng(5).integers(1_000, 20_000, (1, 60))
    feeds = {"input_ids": ids, "token_type_ids": np.zeros_like(ids), "attention_mask": np.ones_like(ids)}
    feeds = {one.name: feeds[one.name] for one in plain.get_inputs()}
    for mine, theirs in zip(plain.run(None, feeds), optimised.run(None, feeds), strict=True):
        np.testing.assert_array_equal(mine, theirs)
