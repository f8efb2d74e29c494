"""The training loop: it lowers the loss, and a run that was stopped goes on to the same weights."""

import json
import re
import signal
from types import SimpleNamespace

import pytest
import torch

from qabot.training import run_log
from qabot.training.batches import batch_order, make_batch
from qabot.training.loop import Schedule, train
from qabot.training.loss import reader_loss
from qabot.training.stopping import StopSignals

pytestmark = pytest.mark.slow

SCHEDULE = Schedule(batch_size=4, peak_rate=5e-3, checkpoint_every=3)
STEPS = 10


class Stopped(Exception):
    """Stands for anything that ends a process in the middle of a step."""


def stop_at(network, step):
    """Make the network stop the run before it reads its batch number ``step``, counted from 1."""
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


@pytest.fixture
def whole(tiny_network, some_encoded, tmp_path):
    """Return the weights of a run that was not stopped, and its folder."""
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
    # Without a checkpoint a run starts again; with one, the network's own weights do not matter.
    again = tiny_network(seed=0 if done == 0 else 7)
    batches = []
    again.register_forward_pre_hook(lambda *_: batches.append(1))
    train(again, some_encoded, folder, schedule=SCHEDULE)
    assert len(batches) == STEPS - done
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
    train(
        other,
        some_encoded,
        tmp_path / "other",
        schedule=Schedule(batch_size=4, peak_rate=5e-3, checkpoint_every=3, seed=1),
    )
    assert not same(weights(other), whole[0])


def test_a_checkpoint_has_the_last_weights_and_leaves_no_draft(whole):
    trained, folder = whole
    assert sorted(path.name for path in folder.iterdir()) == ["checkpoint.pt", "log.jsonl"]
    saved = torch.load(folder / "checkpoint.pt", weights_only=True)
    assert same(saved["network"], trained)
    assert saved["done"] == STEPS
    assert saved["schedule"]["peak_rate"] == SCHEDULE.peak_rate


def test_the_log_has_progress_and_loss(whole):
    (row,) = log(whole[1])
    assert (row["step"], row["of"]) == (STEPS, STEPS)
    assert row["loss"] > 0
    assert row["examples_per_second"] > 0


def test_training_lowers_the_loss(tiny_network, some_encoded, tmp_path):
    def loss_on_all(network):
        network.eval()
        (numbers,) = batch_order(some_encoded, len(some_encoded), seed=0)
        batch = make_batch(some_encoded, numbers)
        with torch.no_grad():
            output = network(batch["input_ids"], batch["token_type_ids"], batch["attention_mask"])
        return reader_loss(output, batch).item()

    network = tiny_network()
    before = loss_on_all(network)
    train(network.train(), some_encoded, tmp_path / "run", schedule=Schedule(batch_size=1, peak_rate=1e-2))
    assert loss_on_all(network) < 0.75 * before


def signal_at(network, step, number):
    """Send this process a signal when the network is about to read its batch number ``step``, counted from 1."""
    seen = []

    def count(*_):
        seen.append(1)
        if len(seen) == step:
            signal.raise_signal(number)

    network.register_forward_pre_hook(count)
    return seen


@pytest.fixture
def heeded():
    """Heed Ctrl-C as a command in front of a shell does; what runs these tests may ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeded")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_run_after_its_step_with_a_checkpoint(whole, tiny_network, some_encoded, tmp_path, number):
    folder = tmp_path / "stopped"
    handlers = [signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)]
    network = tiny_network()
    seen = signal_at(network, 5, number)
    with StopSignals() as stop:
        assert not train(network, some_encoded, folder, schedule=SCHEDULE, stop=stop)
    assert stop.received == number
    assert len(seen) == 5
    assert torch.load(folder / "checkpoint.pt", weights_only=True)["done"] == 5
    assert [row["step"] for row in log(folder)] == [5]
    assert [signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)] == handlers
    again = tiny_network(seed=7)
    with StopSignals() as stop:
        assert train(again, some_encoded, folder, schedule=SCHEDULE, stop=stop)
    assert stop.received is None
    assert same(weights(again), whole[0])
    assert [row["step"] for row in log(folder)] == [5, STEPS]


def test_a_signal_in_the_last_step_leaves_a_finished_run(whole, tiny_network, some_encoded, tmp_path):
    network = tiny_network()
    signal_at(network, STEPS, signal.SIGTERM)
    with StopSignals() as stop:
        assert train(network, some_encoded, tmp_path / "stopped", schedule=SCHEDULE, stop=stop)
    assert same(weights(network), whole[0])


@pytest.mark.usefixtures("heeded")
def test_a_second_signal_ends_the_run_at_once(tiny_network, some_encoded, tmp_path):
    network = tiny_network()
    network.register_forward_pre_hook(lambda *_: [signal.raise_signal(signal.SIGINT) for _ in range(2)])
    with StopSignals() as stop, pytest.raises(KeyboardInterrupt):
        train(network, some_encoded, tmp_path / "stopped", schedule=SCHEDULE, stop=stop)


def test_a_signal_that_the_process_ignores_does_not_stop_a_run():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with StopSignals() as stop:
            signal.raise_signal(signal.SIGINT)
        assert stop.received is None
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_progress_goes_to_standard_error(tiny_network, some_encoded, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(run_log, "REPORT_EVERY_S", 0.0)
    train(tiny_network(), some_encoded, tmp_path / "run", schedule=SCHEDULE)
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert len(lines) == STEPS
    for number, line in enumerate(lines, start=1):
        assert re.fullmatch(rf"step {number} of 10: loss \d+\.\d{{3}}, [\d.]+ examples/s, \d+:\d\d:\d\d left", line), (
            line
        )
    assert lines[-1].endswith(", 0:00:00 left")


def test_the_time_left_follows_the_tokens_that_are_left(tmp_path, monkeypatch):
    clock = iter([0.0])
    monkeypatch.setattr(run_log, "time", SimpleNamespace(monotonic=lambda: next(clock, 100.0)))
    with run_log.RunLog(tmp_path / "log.jsonl", tokens=[7, 10, 10, 60], sizes=[1, 2, 2, 2], done=1) as runs:
        runs.add(3, torch.tensor(1.5), stopped=True)
    (row,) = log(tmp_path)
    assert row == {"step": 3, "of": 4, "loss": 1.5, "examples_per_second": 0.0, "seconds_left": 300}


def test_a_checkpoint_with_the_settings_of_an_earlier_release_is_loaded(whole, tiny_network, some_encoded, tmp_path):
    folder = tmp_path / "stopped"
    network = tiny_network()
    stop_at(network, 4)
    with pytest.raises(Stopped):
        train(network, some_encoded, folder, schedule=SCHEDULE)
    saved = torch.load(folder / "checkpoint.pt", weights_only=True)
    assert sorted(saved) == ["done", "network", "optimiser", "rates", "schedule"]
    torch.save({**saved, "schedule": {"batch": 4, "rate": 5e-3, "every": 3}}, folder / "checkpoint.pt")
    again = tiny_network(seed=7)
    train(again, some_encoded, folder, schedule=SCHEDULE)
    assert same(weights(again), whole[0])
