"""The reader's network: its encoder computes what transformers' BERT and MPNet do; its loss is computed by hand."""

import pytest
import torch
from tiny_shape import SHAPE

from qabot.models.embedder_export import BUNDLED, find_weights
from qabot.models.reader import SHIPPED, TOKENIZER
from qabot.training.loss import reader_loss
from qabot.training.network import MPNET, ReaderOutput, ReadingNetwork, relative_position_buckets
from qabot.training.pretrained import MPNET_SPECIAL_TOKENS, freeze, from_mpnet, minilm_network

pytestmark = pytest.mark.slow


@pytest.fixture
def inputs(some_examples, tokenizer):
    """Return a padded batch of two pairs of different length."""
    one, other = some_examples[1], some_examples[4]
    pairs = [
        tokenizer.encode(one.question, one.passage),
        tokenizer.encode(other.question, f"{other.passage} Indeed."),
    ]
    width = max(len(pair.ids) for pair in pairs)
    assert len(pairs[0].ids) != len(pairs[1].ids)

    def padded(name):
        return torch.tensor([getattr(pair, name) + [0] * (width - len(pair.ids)) for pair in pairs])

    return padded("ids"), padded("type_ids"), padded("attention_mask")


@pytest.mark.slow
def test_the_encoder_computes_what_bert_does(inputs):
    from transformers import BertModel

    folder, _ = find_weights(BUNDLED)
    (weights,) = sorted(folder.glob("**/*.safetensors"))
    theirs = BertModel.from_pretrained(weights.parent, add_pooling_layer=False).eval()
    ours = minilm_network().eval()
    ids, types, mask = inputs
    with torch.no_grad():
        # A head of ones and zeros returns the encoder's own outputs.
        width = ours.shape.width
        through = torch.zeros(width, 2)
        through[3, 0] = through[200, 1] = 1.0
        ours.span.weight.copy_(through)
        ours.answers.weight.copy_(torch.ones(width, 1))
        expected = theirs(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        read = ours(ids, types, mask)
    real = mask.bool()
    assert (read.start - expected[..., 3])[real].abs().max() < 1e-4
    assert (read.end - expected[..., 200])[real].abs().max() < 1e-4
    assert (read.answers - expected[:, 0].sum(-1)).abs().max() < 1e-3
    assert expected[real].abs().mean() > 0.05


@pytest.fixture
def tiny_mpnet():
    """Return a small random MPNet of transformers with BERT's vocabulary, and our shape for its weights."""
    from transformers import MPNetConfig, MPNetModel

    torch.manual_seed(0)
    sizes = {"hidden_size": 16, "num_hidden_layers": 3, "num_attention_heads": 2, "intermediate_size": 32}
    model = MPNetModel(MPNetConfig(**sizes, layer_norm_eps=1e-5, max_position_embeddings=514)).eval()
    return model, MPNET._replace(width=16, heads=2, inner=32)


@pytest.mark.slow
def test_the_encoder_computes_what_mpnet_does(inputs, tiny_mpnet):
    theirs, shape = tiny_mpnet
    ours = from_mpnet(theirs.state_dict(), shape._replace(layers=3), layers=range(3)).eval()
    ids, types, mask = inputs
    mapped = torch.tensor([[MPNET_SPECIAL_TOKENS.get(number, number + 4) for number in row] for row in ids.tolist()])
    with torch.no_grad():
        ours.span.weight.copy_(torch.eye(16, 2))
        expected = theirs(input_ids=mapped, attention_mask=mask).last_hidden_state
        read = ours(ids, types, mask)
    real = mask.bool()
    assert (read.start - expected[..., 0])[real].abs().max() < 1e-4
    assert (read.end - expected[..., 1])[real].abs().max() < 1e-4
    assert expected[real].abs().mean() > 0.05


@pytest.mark.slow
def test_some_of_mpnet_s_layers_can_be_taken(tiny_mpnet):
    theirs, shape = tiny_mpnet
    weights = theirs.state_dict()
    some = from_mpnet(weights, shape._replace(layers=2), layers=(0, 2)).state_dict()
    whole = from_mpnet(weights, shape._replace(layers=3), layers=range(3)).state_dict()
    assert torch.equal(some["layers.1.wide.weight"], whole["layers.2.wide.weight"])
    assert not torch.equal(some["layers.1.wide.weight"], whole["layers.1.wide.weight"])
    del weights["encoder.layer.1.output.dense.bias"]
    with pytest.raises(KeyError, match=r"output\.dense\.bias"):
        from_mpnet(weights, shape._replace(layers=3), layers=range(3))


@pytest.mark.slow
def test_relative_positions_have_mpnet_s_buckets():
    from transformers.models.mpnet.modeling_mpnet import MPNetEncoder

    places = torch.arange(400)
    expected = MPNetEncoder.relative_position_bucket(places[None, :] - places[:, None], num_buckets=32)
    assert torch.equal(relative_position_buckets(places, 32), expected)


def test_frozen_parts_are_not_trained(inputs):
    network = ReadingNetwork(SHAPE._replace(distances=32))
    freeze(network, 1)
    read = network(*inputs)
    (read.start.sum() + read.answers.sum()).backward()
    still = {name.split(".")[0] for name, part in network.named_parameters() if part.grad is None}
    assert still == {"words", "positions", "types", "embedded", "distances", "layers"}
    assert network.layers[0].wide.weight.grad is None
    assert network.layers[1].wide.weight.grad is not None


@pytest.mark.slow
def test_a_new_network_is_the_same_every_time():
    first, second = minilm_network().state_dict(), minilm_network().state_dict()
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert first["span.weight"].abs().sum() > 0


def test_training_and_use_have_the_same_tokenizer(tokenizer):
    from tokenizers import Tokenizer

    shipped = Tokenizer.from_file(str(SHIPPED / TOKENIZER))
    assert shipped.get_vocab() == tokenizer.get_vocab()
    text = "Mara Quill’s “naïve” café — 1,140 U.S. crowns 漢字"
    assert shipped.encode("Who?", text).ids == tokenizer.encode("Who?", text).ids


def test_padding_changes_nothing(inputs, tiny_network):
    ids, types, mask = inputs
    network = tiny_network().eval()
    with torch.no_grad():
        together = network(ids, types, mask)
        for row, length in enumerate(mask.sum(1).tolist()):
            alone = network(ids[row : row + 1, :length], types[row : row + 1, :length])
            assert torch.allclose(alone.start[0], together.start[row, :length], atol=1e-5)
            assert torch.allclose(alone.end[0], together.end[row, :length], atol=1e-5)
            assert torch.allclose(alone.answers[0], together.answers[row], atol=1e-5)


@pytest.mark.slow
def test_every_weight_has_a_gradient(inputs, tiny_network):
    network = tiny_network()
    ids, types, mask = inputs
    read = network(ids, types, mask)
    assert (read.start.shape, read.end.shape, read.answers.shape) == (ids.shape, ids.shape, (2,))
    (
        (read.start * torch.randn(ids.shape)).sum() + (read.end * torch.randn(ids.shape)).sum() + read.answers.sum()
    ).backward()
    still = [name for name, one in network.named_parameters() if one.grad is None or not one.grad.any()]
    assert still == []
    assert len(network.layers) == SHAPE.layers


def batch_of(**targets):
    allowed = torch.tensor([[True, False, True, True, False]])
    filled = {"spans": torch.zeros(1, 4, 2, dtype=torch.long), "shares": torch.zeros(1, 4), "answers": torch.ones(1)}
    return {"allowed": allowed, **filled, **targets}


def logits(*values):
    return torch.tensor([values], dtype=torch.float32)


def test_the_loss_by_hand():
    spans = torch.tensor([[[2, 3], [3, 3], [0, 0], [0, 0]]])
    shares = torch.tensor([[0.75, 0.25, 0.0, 0.0]])
    read = ReaderOutput(logits(0, 9, 2, 1, 9), logits(1, 9, 0, 3, 9), torch.tensor([0.5]))
    start = torch.tensor([0.0, 2.0, 1.0]).log_softmax(0)
    end = torch.tensor([1.0, 0.0, 3.0]).log_softmax(0)
    by_hand = 0.5 * (-(0.75 * start[1] + 0.25 * start[2]) - end[2]) + 0.5 * torch.log1p(torch.exp(torch.tensor(-0.5)))
    assert reader_loss(read, batch_of(spans=spans, shares=shares)).item() == pytest.approx(by_hand.item(), abs=1e-6)


def test_an_answer_in_other_words_has_no_span_loss():
    near, far = (
        ReaderOutput(logits(*some), logits(*some), torch.tensor([1.0])) for some in ((9, 0, 0, 0, 0), (0, 0, 9, 0, 0))
    )
    assert reader_loss(near, batch_of()) == reader_loss(far, batch_of())
    sure = ReaderOutput(*near[:2], torch.tensor([5.0]))
    assert reader_loss(sure, batch_of()) < reader_loss(near, batch_of())


def test_where_nothing_answers_the_first_token_is_right():
    shares = torch.tensor([[1.0, 0.0, 0.0, 0.0]])
    nothing, something = (
        ReaderOutput(logits(*some), logits(*some), torch.tensor([-1.0])) for some in ((9, 0, 0, 0, 0), (0, 0, 9, 0, 0))
    )
    batch = batch_of(shares=shares, answers=torch.zeros(1))
    assert reader_loss(nothing, batch) < reader_loss(something, batch)
