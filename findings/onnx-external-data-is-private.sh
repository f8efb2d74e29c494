#!/bin/sh
# onnx 1.23.2 writes external data that only its owner can read, beside a graph that everybody can read.
#
# A tensor of more than some megabytes is often kept outside its graph (onnx.save with set_external_data or with
# save_as_external_data=True). A good guess is that both files get the permissions that the umask leaves, 0644 with 022,
# as every file does that open() creates, and as the graph itself does. Instead the data file has mode 0600 whatever the
# umask is. A package or image that is built from such a folder as one user, and run as another, then has a graph that
# loads no weights: the error speaks of a file that cannot be opened, though it is there.
#
# Seen: graph.onnx 0o644, weights.bin 0o600.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check onnx==1.23.2 numpy==2.4.6
cd "$work"
umask 022
"$work/venv/bin/python" - <<'PYTHON'
import pathlib

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.external_data_helper import set_external_data

weights = numpy_helper.from_array(numpy.ones((64, 64), dtype=numpy.float32), "weights")
graph = helper.make_graph(
    [helper.make_node("MatMul", ["x", "weights"], ["y"])],
    "product",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 64])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 64])],
    [weights],
)
model = helper.make_model(graph)
set_external_data(model.graph.initializer[0], location="weights.bin")
onnx.save(model, "graph.onnx")
modes = {name: oct(pathlib.Path(name).stat().st_mode & 0o777) for name in ("graph.onnx", "weights.bin")}
print(*(f"{name} {mode}" for name, mode in modes.items()), sep=", ")
assert modes == {"graph.onnx": "0o644", "weights.bin": "0o600"}
PYTHON
