"""``kill -9`` at many points while a build is brought up to date, with merges of its parts and of words' segments."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from test_following_parts import nearest
from test_following_words import article_of, assert_no_litter, build, found

from qabot.indexing.local.builds import Builds
from qabot.indexing.local.store import open_store
from qabot.model import Scope

pytestmark = pytest.mark.slow

DYING = r"""
import os, pickle, signal, sys

root, stop = os.path.realpath(sys.argv[1]) + os.sep, int(sys.argv[2])
sys.path[:0] = sys.argv[4:]
from test_following_words import build
from qabot.indexing.local import parts, word_segments
parts.FOLLOWED_FROM, parts._RATIO, word_segments._MOST_GONE = 1, 2, 10.0
seen = 0
WATCHED = ("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "shutil.copyfile", "sqlite3.connect")

def count(event, args):
    global seen
    if event in WATCHED:
        seen += 1
        if seen == stop:
            os.kill(os.getpid(), signal.SIGKILL)

with open(sys.argv[3], "rb") as stream:
    articles = pickle.load(stream)
import faiss, tantivy
sys.addaudithook(count)
store = build(__import__("pathlib").Path(sys.argv[1]), articles)
print(seen)
"""
"""Updates the index of a folder and dies before the ``stop``-th thing that it does to a file."""
SMALL_SEGMENTS = 7
"""One segment more, and tantivy merges them."""


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """Return an index with so many segments that the next update merges them, the articles then, and those of now."""
    folder = tmp_path_factory.mktemp("grown")
    chance = random.Random(2)
    articles = {str(number): article_of(number, chance) for number in range(20)}
    run(folder / "index", articles, folder)
    for number in range(20, 20 + SMALL_SEGMENTS - 1):
        articles[str(number)] = article_of(number, chance)
        run(folder / "index", articles, folder)
    changed = dict(articles)
    del changed["3"]
    changed["5"] = article_of(5, random.Random(77))
    changed["90"] = article_of(90, chance)
    return folder / "index", articles, changed


def run(index, articles, folder, *, stop=0):
    """Bring an index up to date in a process of its own; return how it ended and how much it did."""
    import pickle

    (folder / "articles.pickle").write_bytes(pickle.dumps(articles))
    paths = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
    command = [sys.executable, "-c", DYING, str(index), str(stop), str(folder / "articles.pickle"), *paths]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return ended.returncode, int(ended.stdout.split()[-1]) if ended.stdout else ended.stderr


def segments(store):
    return len(json.loads((store.folder / "lexical" / "meta.json").read_text())["segments"])


def served(index, before, after):
    """Return which of two builds answers, after making sure that all it says is of one of them."""
    from two_backends import config

    builds = Builds(index)
    store = open_store(builds, config(256))
    builds.verify(store.manifest)
    known = store.catalogue.digests()
    kind = "old" if known == {name: one.digest for name, one in before.items()} else "new"
    if kind == "new":
        assert known == {name: one.digest for name, one in after.items()}
    for word in ("baran corek", "delid fenom"):
        for search in (found, nearest):
            names = {name.partition("#")[0] for name in search(store, word, Scope())}
            assert names <= known.keys()
            assert names
    assert {passage.article_id for passage in store.passages(range(store.passage_count))} == known.keys()
    assert sum(store.forms("z").values()) == store.passage_count
    return kind


@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(2))
def test_killed_at_any_point_one_whole_build_answers_and_the_next_run_clears_up(grown, tmp_path, part):
    index, before, after = grown
    whole = tmp_path / "whole"
    shutil.copytree(index, whole)
    code, total = run(whole, after, tmp_path)
    assert (code, served(whole, before, after)) == (0, "new"), total
    merged = build(whole, after)
    assert segments(merged) < SMALL_SEGMENTS
    assert [part.shape[1] for part in merged.numbering.parts] == [60, 24], "three parts were merged, one is shared"
    answers = []
    points = total if os.environ.get("QABOT_CRASH_POINTS") == "all" else 8
    for stop in sorted({1 + round(step * (total - 1) / (points - 1)) for step in range(points)})[part::2]:
        copy = tmp_path / str(stop)
        shutil.copytree(index, copy)
        code, _ = run(copy, after, tmp_path, stop=stop)
        assert code == -signal.SIGKILL
        answers.append(served(copy, before, after))
        code, _ = run(copy, after, tmp_path)
        assert (code, served(copy, before, after)) == (0, "new")
        (name,) = [path.name for path in (copy / "builds").iterdir()]
        assert json.loads((copy / "qabot-builds.json").read_text()) == [name]
        assert_no_litter(copy / "builds" / name / "lexical")
        shutil.rmtree(copy)
    assert answers == sorted(answers, reverse=True)
