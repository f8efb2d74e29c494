"""A run that is killed while it embeds: the next one goes on from there."""

import signal
import subprocess
import sys
import time
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.indexing.checkpoint import Checkpoint
from qabot.models.embedder import OnnxEmbedder
from qabot.models.embedder_export import ensure_exported

pytestmark = pytest.mark.slow

BLOCK = 256
ARTICLES = 1_280
DIM = 3
open_checkpoint = partial(Checkpoint, fingerprint="a", dim=DIM)

DYING = r"""
import os, signal, sys
from pathlib import Path
from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot

class Deadly:
    embedding, done = False, 0

    def stage(self, name, total, unit):
        self.embedding = name == "Embedding"

    def advance(self, count=1):
        self.done += count * self.embedding
        if self.done >= int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)

Qabot(load_settings(Path(sys.argv[1]))).index(progress=Deadly())
"""


def add_articles(workspace):
    lines = (f'{{"id": "n{i}", "text": "Notice {i}: pier {i} of Arden is shut."}}\n' for i in range(ARTICLES))
    workspace.write("notices.jsonl", "".join(lines))


def kept(workspace, embedder):
    about = embedder.about
    return len(Checkpoint(workspace.open().builds.checkpoint, fingerprint=about.fingerprint, dim=about.dim))


def same_vectors(store, other):
    rows = np.arange(store.passage_count)
    return store.dense.vectors(rows).tobytes() == other.dense.vectors(rows).tobytes()


def test_what_a_killed_run_has_embedded_is_not_embedded_again(index_copy, embedder):
    add_articles(index_copy)
    config = str(index_copy.folder / "config.toml")
    # It dies when a fourth block is computed and not yet written: 60 % of all are.
    child = subprocess.run([sys.executable, "-c", DYING, config, str(4 * BLOCK)], check=False, timeout=300)
    assert child.returncode == -signal.SIGKILL
    assert kept(index_copy, embedder) == 3 * BLOCK == 0.6 * ARTICLES
    report = index_copy.build()
    assert (report.added, report.embedded, report.resumed) == (ARTICLES, ARTICLES - 3 * BLOCK, 3 * BLOCK)
    assert index_copy.litter() == []
    resumed = index_copy.store()
    assert index_copy.build(rebuild=True).resumed == 0
    assert same_vectors(resumed, index_copy.store())


def test_the_command_line_goes_on_where_it_was_killed_from_outside(index_copy, embedder):
    add_articles(index_copy)
    child = subprocess.Popen(index_copy.command("index"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while kept(index_copy, embedder) < BLOCK:
        assert child.poll() is None
        time.sleep(0.01)
    child.kill()
    assert child.wait(timeout=60) == -signal.SIGKILL
    found = kept(index_copy, embedder)
    ended = index_copy.run("index")
    assert ended.returncode == 0
    assert f"{ARTICLES - found:,} embedded now and {found:,} before the last run was stopped" in ended.stderr
    assert index_copy.litter() == []


def test_what_is_kept_is_of_no_use_to_another_model(index_copy, embedder, tiny_model, tmp_path):
    add_articles(index_copy)
    config = str(index_copy.folder / "config.toml")
    subprocess.run([sys.executable, "-c", DYING, config, str(2 * BLOCK)], check=False, timeout=300)
    assert kept(index_copy, embedder) == BLOCK
    other = OnnxEmbedder(ensure_exported(tmp_path / "models", str(tiny_model)), threads=1)
    assert kept(index_copy, other) == 0
    embedding = index_copy.settings.embedder.model_copy(update={"model": str(tiny_model)})
    assert index_copy.build(embedder=embedding).resumed == 0
    assert index_copy.litter() == []


def test_rebuild_keeps_nothing(index_copy, embedder):
    add_articles(index_copy)
    config = str(index_copy.folder / "config.toml")
    subprocess.run([sys.executable, "-c", DYING, config, str(2 * BLOCK)], check=False, timeout=300)
    assert kept(index_copy, embedder) == BLOCK
    report = index_copy.build(rebuild=True)
    assert (report.embedded, report.resumed) == (report.passages, 0)


def key(number):
    return number.to_bytes(16, "big")


def rows(numbers):
    return np.array([[number, -number, 0.5] for number in numbers], dtype=np.float32)


@given(blocks=st.lists(st.integers(1, 4), min_size=1, max_size=4), data=st.data())
def test_a_torn_tail_costs_only_itself(tmp_path_factory, blocks, data):
    path = tmp_path_factory.mktemp("torn") / "checkpoint"
    checkpoint, count = open_checkpoint(path), 0
    for size in blocks:
        checkpoint.put([key(i) for i in range(count, count + size)], rows(range(count, count + size)))
        count += size
    content = path.read_bytes()
    cut = data.draw(st.integers(0, len(content)))
    path.write_bytes(content[:cut] + data.draw(st.binary(max_size=40)) * (cut < len(content)))
    left = open_checkpoint(path)
    whole = (cut - content.index(b"\n") - 1) // (16 + 4 * DIM + 4)
    assert len(left) == max(0, whole)
    assert left.vectors([key(i) for i in range(len(left))]).tobytes() == rows(range(len(left))).tobytes()
    left.put([key(900), key(901)], rows([900, 901]))
    again = open_checkpoint(path)
    assert len(again) == len(left) == max(0, whole) + 2
    assert again.vectors([key(901), key(900)]).tobytes() == rows([901, 900]).tobytes()


def test_a_bit_that_rots_ends_the_file_there(tmp_path):
    path = tmp_path / "checkpoint"
    open_checkpoint(path).put([key(i) for i in range(5)], rows(range(5)))
    content = bytearray(path.read_bytes())
    content[content.index(b"\n") + 1 + 2 * 32 + 20] ^= 1
    path.write_bytes(bytes(content))
    left = open_checkpoint(path)
    assert [key(i) in left for i in range(5)] == [True, True, False, False, False]


@pytest.mark.parametrize("other", [{"fingerprint": "b", "dim": DIM}, {"fingerprint": "a", "dim": DIM + 1}])
def test_vectors_of_another_model_are_never_read(tmp_path, other):
    path = tmp_path / "checkpoint"
    open_checkpoint(path).put([key(1)], rows([1]))
    changed = Checkpoint(path, **other)
    assert (len(changed), key(1) in changed) == (0, False)
    changed.put([key(2)], np.ones((1, other["dim"]), dtype=np.float32))
    assert len(open_checkpoint(path)) == 0
    changed.clear()
    assert not path.exists()
