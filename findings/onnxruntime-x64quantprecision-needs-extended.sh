#!/bin/sh
# onnxruntime 1.32.0: session.x64quantprecision does nothing below ORT_ENABLE_EXTENDED, in silence, and products are wrong.
#
# x86 processors without VNNI add pairs of 8-bit products in 16 bits and cut a sum that is too large. For signed 8-bit
# weights ONNX Runtime has a remedy: add_session_config_entry("session.x64quantprecision", "1"). A good guess is that this
# chooses another kernel, whatever else the session's options say, so that a graph which was optimised and saved before can
# be opened with ORT_DISABLE_ALL, which is several times as fast. But the entry switches a rewriting of the graph, which
# runs only at ORT_ENABLE_EXTENDED and above. Below, the same graph gives products that are wrong by half, and says nothing.
# (Weights that leave one bit free, reduce_range=True, are right at every level.)
#
# Seen on an AMD EPYC with AVX2 and without VNNI, the product of 64 ones with a column of 64 weights, nearly all -1, is -62:
#   all -62, extended -62, basic -31, disabled -31; without the entry -31 at every level. On a processor with VNNI all are -62.
set -eu
if grep -qw -e avx512_vnni -e avx_vnni /proc/cpuinfo || ! grep -qw avx2 /proc/cpuinfo; then
    echo "this processor has VNNI, or is none of those that cut sums: nothing to see here"
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check onnxruntime==1.32.0 onnx==1.22.0 numpy==2.4.6 sympy==1.14.0
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import logging

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions
from onnxruntime.quantization import QuantType, quantize_dynamic

logging.disable()
weights = np.full((64, 2), -1.0, np.float32)
weights[0, 0] = weights[:, 1] = 1.0
graph = helper.make_graph(
    [helper.make_node("MatMul", ["x", "w"], ["y"])],
    "product",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 64])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 2])],
    [numpy_helper.from_array(weights, "w")],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
model.ir_version = 9
onnx.save(model, "float.onnx")


def product(file, level, entry):
    options = SessionOptions()
    options.graph_optimization_level = level
    if entry:
        options.add_session_config_entry("session.x64quantprecision", "1")
    session = InferenceSession(file, options, providers=["CPUExecutionProvider"])
    return round(float(session.run(None, {"x": np.ones((1, 64), np.float32)})[0][0, 0]))


levels = {
    "all": GraphOptimizationLevel.ORT_ENABLE_ALL,
    "extended": GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
    "basic": GraphOptimizationLevel.ORT_ENABLE_BASIC,
    "disabled": GraphOptimizationLevel.ORT_DISABLE_ALL,
}
quantize_dynamic("float.onnx", "8.onnx", weight_type=QuantType.QInt8)
quantize_dynamic("float.onnx", "7.onnx", weight_type=QuantType.QInt8, reduce_range=True)
with_entry = {name: product("8.onnx", level, True) for name, level in levels.items()}
without = {name: product("8.onnx", level, False) for name, level in levels.items()}
in_7_bits = {name: product("7.onnx", level, False) for name, level in levels.items()}
print("with the entry", with_entry, "without", without, "7 bits", in_7_bits)
assert with_entry == {"all": -62, "extended": -62, "basic": -31, "disabled": -31}, "this has changed"
assert set(without.values()) == {-31}, "this has changed"
assert set(in_7_bits.values()) == {-62}, "this has changed"
print("still so: the entry needs ORT_ENABLE_EXTENDED")
PYTHON
