"""What a reader learns from others."""

import numpy as np
import pytest
import torch
from bridges import Advances
from torch.nn import functional

from qabot.errors import ModelError
from qabot.training import teaching
from qabot.training.batches import tensors
from qabot.training.export import export
from qabot.training.network import Read
from qabot.training.teaching import Taught, taught
from qabot.training.training import Schedule, loss_of, train


@pytest.fixture
def teachers(tiny_network, tmp_path):
    """Two networks and their graphs."""
    networks = [tiny_network(seed).eval() for seed in (1, 2)]
    for number, network in enumerate(networks):
        export(network, tmp_path / f"teacher-{number}", in_float=True)
    return networks, [tmp_path / f"teacher-{number}" / "reader.onnx" for number in range(2)]


@pytest.fixture
def ask(some_encoded, tmp_path):
    def asked(graphs):
        progress = Advances()
        said = taught(some_encoded, graphs, tmp_path / "taught", threads=2, progress=progress)
        assert progress.total == progress.advanced == len(some_encoded)
        return said

    return asked


def test_what_is_taught_is_the_mean_of_the_teachers(teachers, ask, some_encoded, monkeypatch):
    monkeypatch.setattr(teaching, "AT_ONCE", 16)
    networks, graphs = teachers
    said = ask(graphs)
    assert said.start.shape == said.end.shape == some_encoded.ids.shape
    assert said.answers.shape == (len(some_encoded),)
    for number in (0, 1, 15, 16, 39):
        place = slice(some_encoded.starts[number], some_encoded.starts[number + 1])
        ids, types = (torch.tensor(one[None, place].astype(np.int64)) for one in (some_encoded.ids, some_encoded.types))
        with torch.no_grad():
            reads = [network(ids, types) for network in networks]
        for given, name in ((said.start[place], "start"), (said.end[place], "end"), (said.answers[number], "answers")):
            expected = sum(getattr(read, name)[0].numpy() for read in reads) / 2
            assert given == pytest.approx(expected, abs=2e-3), name


def test_what_was_said_is_kept_by_teachers_and_examples(teachers, ask, tmp_path, monkeypatch):
    _, graphs = teachers
    monkeypatch.setattr(teaching, "AT_ONCE", 16)
    both, one = ask(graphs), ask(graphs[:1])
    assert not np.array_equal(both.answers, one.answers)
    files = sorted((tmp_path / "taught").iterdir())
    assert len(files) == 6
    # A run that was stopped asks only for what it has not.
    files[0].unlink()
    files[-1].unlink()
    changed = {path: path.stat().st_mtime_ns for path in files[1:-1]}
    again = [ask(graphs), ask(graphs[:1])]
    assert {path: path.stat().st_mtime_ns for path in changed} == changed
    assert sorted((tmp_path / "taught").iterdir()) == files
    for before, after in zip((both, one), again, strict=True):
        assert np.array_equal(before.start, after.start)
        assert np.array_equal(before.answers, after.answers)


def test_a_teacher_that_cannot_be_run_is_named_as_one(tmp_path, ask):
    (tmp_path / "reader.onnx").write_bytes(b"no graph")
    with pytest.raises(ModelError, match="of the teacher cannot be run"):
        ask([tmp_path / "reader.onnx"])


def test_a_batch_has_what_was_taught_of_its_examples(some_encoded):
    count = len(some_encoded.ids)
    start = np.arange(count, dtype=np.float16)
    said = Taught(start, -start, np.arange(len(some_encoded), dtype=np.float32))
    numbers = np.array([7, 3])
    batch = tensors(some_encoded, numbers, said)
    assert batch["taught_answers"].tolist() == [7, 3]
    for row, number in enumerate(numbers):
        place = slice(some_encoded.starts[number], some_encoded.starts[number + 1])
        length = place.stop - place.start
        assert batch["taught_start"][row, :length].tolist() == start[place].tolist()
        assert batch["taught_end"][row, :length].tolist() == (-start[place]).tolist()
        assert not batch["taught_start"][row, length:].any()
    assert "taught_start" not in tensors(some_encoded, numbers)


def test_the_loss_by_hand():
    allowed = torch.tensor([[True, False, True]])
    read = Read(torch.tensor([[0.0, 9, 2]]), torch.tensor([[1.0, 9, 0]]), torch.tensor([0.5]))
    batch = {
        "allowed": allowed,
        "spans": torch.zeros(1, 4, 2, dtype=torch.long),
        "shares": torch.tensor([[1.0, 0, 0, 0]]),
        "answers": torch.zeros(1),
    }
    annotated = loss_of(read, batch)
    batch |= {
        "taught_start": torch.tensor([[4.0, 5, 0]]),
        "taught_end": torch.tensor([[1.0, -5, 0]]),
        "taught_answers": torch.tensor([1.0]),
    }
    ours, theirs = torch.tensor([0.0, 1.0]).log_softmax(0), torch.tensor([2.0, 0.0]).log_softmax(0)
    start = 4 * (theirs.exp() * (theirs - ours)).sum()
    answers = functional.softplus(torch.tensor(0.5)) - 0.5 * torch.tensor(1.0).sigmoid()
    by_hand = 0.3 * annotated + 0.7 * (0.5 * start + 0.5 * answers)
    assert loss_of(read, batch).item() == pytest.approx(by_hand.item(), abs=1e-5)


@pytest.mark.slow
def test_a_reader_follows_its_teachers_against_what_was_annotated(some_encoded, tiny_network, tmp_path):
    nothing = np.zeros(len(some_encoded.ids), dtype=np.float16)
    nothing[some_encoded.starts[:-1]] = 16.0
    doubt = Taught(nothing, nothing, np.full(len(some_encoded), -6.0, dtype=np.float32))
    batch = tensors(some_encoded, np.flatnonzero(some_encoded.answers))

    def read_after(name, said):
        network = tiny_network()
        train(network, some_encoded, tmp_path / name, schedule=Schedule(batch=2, rate=1e-2), taught=said)
        with torch.no_grad():
            return network.eval()(batch["input_ids"], batch["token_type_ids"], batch["attention_mask"])

    alone, led = read_after("alone", None), read_after("led", doubt)
    assert alone.answers.mean() > 0 > led.answers.mean()
    at_nothing = [functional.softmax(read.start, dim=-1)[:, 0].mean() for read in (alone, led)]
    assert at_nothing[0] < 0.5 < at_nothing[1]
