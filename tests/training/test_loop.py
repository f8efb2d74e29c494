"""The training loop: it learns, and a run that was stopped goes on to the same weights."""

import json

import pytest
import torch

from qabot.training.batches import batch_order, tensors
from qabot.training.training import Schedule, loss_of, train

SCHEDULE = Schedule(batch=4, rate=5e-3, every=3)
STEPS = 10


class Stopped(Exception):
    """Stands for whatever ends a process in the middle."""


def stop_at(network, step):
    """Make the network stop the run when it is about to read its batch number ``step``, counted from 1."""
    seen = []

    def count(*_):
        seen.append(1)
        if len(seen) == step:
            raise Stopped

    return network.register_forward_pre_hook(count)


def weights(network):
    return {name: value.clone() for name, value in network.state_dict().items()}


def same(one, other):
    return set(one) == set(other) and all(torch.equal(one[name], other[name]) for name in one)


def log(folder):
    return [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(autouse=True)
def on_one_thread():
    """Sums in one order: a run is repeatable for one number of threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def whole(tiny_network, some_encoded, tmp_path):
    """The weights of a run that nothing stopped, and its folder."""
    network = tiny_network()
    train(network, some_encoded, tmp_path / "whole", schedule=SCHEDULE)
    return weights(network), tmp_path / "whole"


@pytest.mark.parametrize(("step", "done"), [(2, 0), (4, 3), (6, 3), (7, 6), (10, 9)])
def test_a_stopped_run_goes_on_to_the_same_weights(whole, tiny_network, some_encoded, tmp_path, step, done):
    folder = tmp_path / "stopped"
    network = tiny_network()
    stop_at(network, step)
    with pytest.raises(Stopped):
        train(network, some_encoded, folder, schedule=SCHEDULE)
    assert not same(weights(network), whole[0])
    checkpoint = folder / "checkpoint.pt"
    assert (torch.load(checkpoint, weights_only=True)["done"] if checkpoint.exists() else 0) == done
    # Without a checkpoint a run begins again; with one, it matters not what the network held.
    again = tiny_network(seed=0 if done == 0 else 7)
    reads = []
    again.register_forward_pre_hook(lambda *_: reads.append(1))
    train(again, some_encoded, folder, schedule=SCHEDULE)
    assert len(reads) == STEPS - done
    assert same(weights(again), whole[0])


def test_a_run_stopped_twice_goes_on_to_the_same_weights(whole, tiny_network, some_encoded, tmp_path):
    folder = tmp_path / "stopped"
    for step in (5, 4):
        network = tiny_network()
        stop_at(network, step)
        with pytest.raises(Stopped):
            train(network, some_encoded, folder, schedule=SCHEDULE)
    network = tiny_network()
    train(network, some_encoded, folder, schedule=SCHEDULE)
    assert same(weights(network), whole[0])


def test_a_finished_run_trains_no_more(whole, tiny_network, some_encoded):
    trained, folder = whole
    network = tiny_network(seed=7)
    stop_at(network, 1)
    train(network, some_encoded, folder, schedule=SCHEDULE)
    assert same(weights(network), trained)


def test_the_same_run_twice_gives_the_same_weights(whole, tiny_network, some_encoded, tmp_path):
    again = tiny_network()
    train(again, some_encoded, tmp_path / "again", schedule=SCHEDULE)
    assert same(weights(again), whole[0])
    other = tiny_network()
    train(other, some_encoded, tmp_path / "other", schedule=Schedule(batch=4, rate=5e-3, every=3, seed=1))
    assert not same(weights(other), whole[0])


def test_a_checkpoint_has_the_last_weights_and_leaves_no_draft(whole):
    trained, folder = whole
    assert sorted(path.name for path in folder.iterdir()) == ["checkpoint.pt", "log.jsonl"]
    saved = torch.load(folder / "checkpoint.pt", weights_only=True)
    assert same(saved["network"], trained)
    assert saved["done"] == STEPS
    assert saved["schedule"]["rate"] == SCHEDULE.rate


def test_the_log_says_how_far_and_how_well(whole):
    (row,) = log(whole[1])
    assert (row["step"], row["of"]) == (STEPS, STEPS)
    assert row["loss"] > 0
    assert row["examples_a_second"] > 0


def test_training_lowers_the_loss(tiny_network, some_encoded, tmp_path):
    def loss_on_all(network):
        network.eval()
        (numbers,) = batch_order(some_encoded, len(some_encoded), seed=0)
        batch = tensors(some_encoded, numbers)
        with torch.no_grad():
            read = network(batch["input_ids"], batch["token_type_ids"], batch["attention_mask"])
        return loss_of(read, batch).item()

    network = tiny_network()
    before = loss_on_all(network)
    train(network.train(), some_encoded, tmp_path / "run", schedule=Schedule(batch=1, rate=1e-2))
    assert loss_on_all(network) < 0.75 * before
