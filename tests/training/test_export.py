"""Networks are exported and loaded again."""

import numpy as np
import pytest
import torch

from qabot.models.onnx.runtime import open_graph
from qabot.models.reader import GRAPH, TOKENIZER, NetworkReader, best_spans
from qabot.models.reader_inputs import encode_pairs
from qabot.training.export import WORDS, RowsIn8Bits, average_exported, export, load_exported
from qabot.training.network import MPNET, ReadingNetwork
from qabot.training.pretrained import minilm_network

pytestmark = pytest.mark.slow

QUESTION = "Who drew the bridge of Brill?"
INPUTS = [
    (QUESTION, "Post, 17 May 2024", "Engineer Mara Quill drew it. Trams cross it."),
    (QUESTION, "", "Nobody was hurt, the fire chief said, and the mill was lost in the night."),
    ("Why?", "", "Yes."),
]


def readings_of(folder):
    reader = NetworkReader(folder, article=lambda name: pytest.fail(name), threads=1, remedy="")
    return reader.read_texts(INPUTS)


def with_random_heads(network):
    """Give the heads weights that tell tokens apart; new ones give all tokens nearly the same logits."""
    torch.manual_seed(1)
    with torch.no_grad():
        for head in (network.span, network.answers):
            head.weight.copy_(torch.randn_like(head.weight))
            head.bias.copy_(torch.randn_like(head.bias))
    return network


@pytest.fixture
def expected(tokenizer):
    """Return what a network, without a graph, reads in each input: (answers, found)."""

    def read(network):
        network.eval()
        readings = []
        for pair in encode_pairs(tokenizer, INPUTS):
            with torch.no_grad():
                out = network(torch.tensor([pair.ids]), torch.tensor([pair.type_ids]))
            start, end = out.start[0].numpy(), out.end[0].numpy()
            until = pair.first + len(pair.offsets)
            one_paragraph = np.zeros(len(pair.offsets), dtype=np.int64)
            found = [
                (pair.offsets[first].start, pair.offsets[last].end, score - float(start[0] + end[0]))
                for first, last, score in best_spans(start[pair.first : until], end[pair.first : until], one_paragraph)
            ]
            readings.append((out.answers.item(), found))
        return readings

    return read


def test_a_graph_in_float_has_the_network_s_outputs(tiny_network, expected, tmp_path):
    network = with_random_heads(tiny_network())
    readings = expected(network)
    export(network, tmp_path / "out", in_float=True)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted([GRAPH, TOKENIZER])
    for reading, (answers, found) in zip(readings_of(tmp_path / "out"), readings, strict=True):
        assert reading.answers == pytest.approx(answers, abs=1e-4)
        assert [tuple(one.span) for one in reading.spans] == [(start, end) for start, end, _ in found]
        assert [one.score for one in reading.spans] == pytest.approx([score for _, _, score in found], abs=1e-4)


def test_a_graph_in_8_bits_has_nearly_the_network_s_outputs(tiny_network, expected, tmp_path):
    network = with_random_heads(tiny_network())
    readings = expected(network)
    export(network, tmp_path / "new" / "out")
    folder = tmp_path / "new" / "out"
    assert sorted(path.name for path in folder.iterdir()) == sorted([GRAPH, TOKENIZER])
    assert (folder / GRAPH).stat().st_size < 2 * 16 * 30522
    for reading, (answers, found) in zip(readings_of(folder), readings, strict=True):
        assert reading.answers == pytest.approx(answers, abs=0.3)
        assert reading.spans[0].score == pytest.approx(found[0][2], abs=0.6)


def test_a_large_network_keeps_its_word_embeddings_apart(tokenizer, tmp_path):
    torch.manual_seed(2)
    network = with_random_heads(ReadingNetwork(MPNET._replace(layers=2, width=16, heads=2, inner=32)))
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(torch.randn_like(parameter) / 50)  # equal biases would be stored once
    export(network, tmp_path / "one")
    export(network, tmp_path / "two", largest_file_bytes=400_000)
    assert sorted(path.name for path in (tmp_path / "two").iterdir()) == sorted([GRAPH, TOKENIZER, WORDS])
    assert (tmp_path / "two" / WORDS).stat().st_size == 16 * tokenizer.get_vocab_size()
    modes = {path.stat().st_mode for path in (tmp_path / "two").iterdir()}
    assert len(modes) == 1, "everybody who may read the graph may read its words"
    assert readings_of(tmp_path / "one") == readings_of(tmp_path / "two")
    for folder in ("one", "two"):
        again = load_exported(tmp_path / folder / GRAPH)
        assert again.shape == network.shape
        for name, value in network.state_dict().items():
            assert (again.state_dict()[name] - value).abs().max() <= value.abs().max() / 100, name


def test_in_8_bits_the_first_token_s_large_activations_do_not_hurt_the_other_tokens(tiny_network, tokenizer, tmp_path):
    network = with_random_heads(tiny_network()).eval()
    last = network.layers[-1]
    with torch.no_grad():
        for dense in (last.wide, last.narrow):
            dense.weight.normal_()
        first = torch.tensor([tokenizer.token_to_id("[CLS]")])
        first = network.embedded(network.words(first) + network.positions.weight[:1] + network.types.weight[:1])[0]
        last.wide.weight[:, 3], last.wide.bias[3] = 2000 * first / first.norm() ** 2, -1500
    export(network, tmp_path)
    graph = open_graph(tmp_path / GRAPH, name="", remedy="")
    for pair in encode_pairs(tokenizer, INPUTS):
        with torch.no_grad():
            read = network(torch.tensor([pair.ids]), torch.tensor([pair.type_ids]))
        given = graph.run(["start"], {"input_ids": [pair.ids], "token_type_ids": [pair.type_ids]})[0]
        error = np.abs(given - read.start.numpy())[0, 1:]
        assert error.mean() < 0.08 * read.start[0, 1:].std()


def test_rows_in_8_bits_differ_by_half_a_step_at_most():
    torch.manual_seed(0)
    weight = torch.randn(50, 16) * torch.logspace(-4, 4, 50)[:, None]
    weight[7] = 0.0
    rows = RowsIn8Bits(weight)
    ids = torch.arange(50).reshape(5, 10)
    error = (rows(ids) - weight[ids]).abs()
    assert (error <= weight[ids].abs().amax(-1, keepdim=True) / 127 / 2 * 1.001 + 1e-12).all()
    assert rows.small.dtype == torch.int8
    assert rows(torch.tensor([7])).abs().max() == 0


@pytest.mark.slow
@pytest.mark.parametrize("in_float", [False, True])
def test_an_exported_reader_can_be_trained_further(expected, tmp_path, in_float):
    network = with_random_heads(minilm_network())
    before = {name: value.clone() for name, value in network.state_dict().items()}
    readings = expected(network)
    export(network, tmp_path / "out", in_float=in_float)
    again = load_exported(tmp_path / "out" / GRAPH)
    after = again.state_dict()
    assert set(after) == set(before)
    for name, value in before.items():
        in_8_bits = not in_float and value.dim() > 1 and not name.startswith(("span", "answers"))
        step = value.abs().max() / (127 if name == "words.weight" else 64) if in_8_bits else 0.0
        assert (after[name] - value).abs().max() <= 0.51 * step, name
    assert torch.equal(after["layers.3.wide.weight"], before["layers.3.wide.weight"]) is in_float
    for (answers, found), (same_answers, same_found) in zip(readings, expected(again), strict=True):
        assert same_answers == pytest.approx(answers, abs=0.0 if in_float else 1.5)
        assert len(same_found) == len(found)
    for reading, (answers, _) in zip(readings_of(tmp_path / "out"), readings, strict=True):
        assert np.isfinite(reading.answers)
        assert reading.answers == pytest.approx(answers, abs=1e-3 if in_float else 2.5)


@pytest.mark.slow
def test_the_average_of_two_readers_has_the_mean_of_their_weights(tmp_path):
    one, other = minilm_network(), with_random_heads(minilm_network())
    for name, network in (("one", one), ("other", other)):
        export(network, tmp_path / name, in_float=True)
    mean = average_exported([tmp_path / "one" / GRAPH, tmp_path / "other" / GRAPH]).state_dict()
    for name, value in one.state_dict().items():
        assert torch.equal(mean[name], (value + other.state_dict()[name]) / 2), name
