"""A reader learns from the logits of other readers."""

import numpy as np
import pytest
import torch
from bridges import Advances
from torch.nn import functional

from qabot.errors import ModelError
from qabot.training import distillation
from qabot.training.batches import TeacherLogits, make_batch
from qabot.training.distillation import teacher_logits
from qabot.training.export import export
from qabot.training.loop import Schedule, train
from qabot.training.loss import reader_loss
from qabot.training.network import ReaderOutput

pytestmark = pytest.mark.slow


@pytest.fixture
def teachers(tiny_network, tmp_path):
    """Two networks and their graphs."""
    networks = [tiny_network(seed).eval() for seed in (1, 2)]
    for number, network in enumerate(networks):
        export(network, tmp_path / f"teacher-{number}", in_float=True)
    return networks, [tmp_path / f"teacher-{number}" / "reader.onnx" for number in range(2)]


@pytest.fixture
def read_with(some_encoded, tmp_path):
    def read(graphs):
        progress = Advances()
        logits = teacher_logits(some_encoded, graphs, tmp_path / "teacher", threads=2, progress=progress)
        assert progress.total == progress.advanced == len(some_encoded)
        return logits

    return read


def test_the_logits_are_the_mean_of_the_teachers(teachers, read_with, some_encoded, monkeypatch):
    monkeypatch.setattr(distillation, "CHUNK", 16)
    networks, graphs = teachers
    logits = read_with(graphs)
    assert logits.start.shape == logits.end.shape == some_encoded.ids.shape
    assert logits.answers.shape == (len(some_encoded),)
    for number in (0, 1, 15, 16, 39):
        place = slice(some_encoded.starts[number], some_encoded.starts[number + 1])
        ids, types = (torch.tensor(one[None, place].astype(np.int64)) for one in (some_encoded.ids, some_encoded.types))
        with torch.no_grad():
            outputs = [network(ids, types) for network in networks]
        for given, name in (
            (logits.start[place], "start"),
            (logits.end[place], "end"),
            (logits.answers[number], "answers"),
        ):
            expected = sum(getattr(output, name)[0].numpy() for output in outputs) / 2
            assert given == pytest.approx(expected, abs=2e-3), name


def test_logits_are_kept_for_the_same_teachers_and_examples(teachers, read_with, tmp_path, monkeypatch):
    _, graphs = teachers
    monkeypatch.setattr(distillation, "CHUNK", 16)
    both, one = read_with(graphs), read_with(graphs[:1])
    assert not np.array_equal(both.answers, one.answers)
    files = sorted((tmp_path / "teacher").iterdir())
    assert len(files) == 6
    # Only the missing files are computed again.
    files[0].unlink()
    files[-1].unlink()
    times = {path: path.stat().st_mtime_ns for path in files[1:-1]}
    again = [read_with(graphs), read_with(graphs[:1])]
    assert {path: path.stat().st_mtime_ns for path in times} == times
    assert sorted((tmp_path / "teacher").iterdir()) == files
    for before, after in zip((both, one), again, strict=True):
        assert np.array_equal(before.start, after.start)
        assert np.array_equal(before.answers, after.answers)


def test_the_error_says_that_the_teacher_cannot_be_run(tmp_path, read_with):
    (tmp_path / "reader.onnx").write_bytes(b"no graph")
    with pytest.raises(ModelError, match="of the teacher cannot be run"):
        read_with([tmp_path / "reader.onnx"])


def test_a_batch_has_the_teachers_logits_for_its_examples(some_encoded):
    count = len(some_encoded.ids)
    start = np.arange(count, dtype=np.float16)
    logits = TeacherLogits(start, -start, np.arange(len(some_encoded), dtype=np.float32))
    numbers = np.array([7, 3])
    batch = make_batch(some_encoded, numbers, logits)
    assert batch["teacher_answers"].tolist() == [7, 3]
    for row, number in enumerate(numbers):
        place = slice(some_encoded.starts[number], some_encoded.starts[number + 1])
        length = place.stop - place.start
        assert batch["teacher_start"][row, :length].tolist() == start[place].tolist()
        assert batch["teacher_end"][row, :length].tolist() == (-start[place]).tolist()
        assert not batch["teacher_start"][row, length:].any()
    assert "teacher_start" not in make_batch(some_encoded, numbers)


def test_the_loss_by_hand():
    allowed = torch.tensor([[True, False, True]])
    output = ReaderOutput(torch.tensor([[0.0, 9, 2]]), torch.tensor([[1.0, 9, 0]]), torch.tensor([0.5]))
    batch = {
        "allowed": allowed,
        "spans": torch.zeros(1, 4, 2, dtype=torch.long),
        "shares": torch.tensor([[1.0, 0, 0, 0]]),
        "answers": torch.zeros(1),
    }
    annotation = reader_loss(output, batch)
    batch |= {
        "teacher_start": torch.tensor([[4.0, 5, 0]]),
        "teacher_end": torch.tensor([[1.0, -5, 0]]),
        "teacher_answers": torch.tensor([1.0]),
    }
    ours, theirs = torch.tensor([0.0, 1.0]).log_softmax(0), torch.tensor([2.0, 0.0]).log_softmax(0)
    start = 4 * (theirs.exp() * (theirs - ours)).sum()
    answers = functional.softplus(torch.tensor(0.5)) - 0.5 * torch.tensor(1.0).sigmoid()
    by_hand = 0.3 * annotation + 0.7 * (0.5 * start + 0.5 * answers)
    assert reader_loss(output, batch).item() == pytest.approx(by_hand.item(), abs=1e-5)


@pytest.mark.slow
def test_a_reader_follows_its_teachers_against_the_annotation(some_encoded, tiny_network, tmp_path):
    nothing = np.zeros(len(some_encoded.ids), dtype=np.float16)
    nothing[some_encoded.starts[:-1]] = 16.0
    doubt = TeacherLogits(nothing, nothing, np.full(len(some_encoded), -6.0, dtype=np.float32))
    batch = make_batch(some_encoded, np.flatnonzero(some_encoded.answers))

    def output_after_training(name, teacher):
        network = tiny_network()
        train(network, some_encoded, tmp_path / name, schedule=Schedule(batch_size=2, peak_rate=1e-2), teacher=teacher)
        with torch.no_grad():
            return network.eval()(batch["input_ids"], batch["token_type_ids"], batch["attention_mask"])

    alone, taught = output_after_training("alone", None), output_after_training("taught", doubt)
    assert alone.answers.mean() > 0 > taught.answers.mean()
    at_nothing = [functional.softmax(output.start, dim=-1)[:, 0].mean() for output in (alone, taught)]
    assert at_nothing[0] < 0.5 < at_nothing[1]
