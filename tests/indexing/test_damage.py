"""A damaged or half-deleted index: one line that says what to run, and ``qabot index`` mends it."""

import json
import os
import random
import shutil
import threading

import numpy as np
import pytest

from qabot.app.settings import EmbedderSettings
from qabot.errors import IndexCorrupt, IndexMissing, IndexProblem, ModelError
from qabot.indexing.local import parts
from qabot.indexing.local.builds import Builds
from qabot.models.embedder_export import read_about

pytestmark = pytest.mark.slow

QUESTION = "Who won the election?"
FILES = (
    "manifest.json",
    "parts/0/catalogue.sqlite",
    "parts/0/vectors.faiss",
    "parts/0/rows.npy",
    "live.sqlite",
    "ordinals.npy",
    "lexical/meta.json",
    "lexical/.managed.json",
    *(f"lexical/*.{suffix}" for suffix in ("idx", "term", "pos", "fast", "fieldnorm", "store")),
)


def truncate(content):
    return content[: len(content) // 2]


def empty(content):
    return content[:0]


def garble(content):
    return random.Random(1).randbytes(len(content))


def garble_inside(content):
    """Keep the head and the foot, by which a library may know its own files."""
    head, foot = len(content) // 4, len(content) // 3
    inside = random.Random(2).randbytes(len(content) - head - foot)
    return content[:head] + inside + content[len(content) - foot :]


def grow(content):
    return content + b"\0"


def assert_answers(workspace):
    assert workspace.open().ask(QUESTION).passages[0].passage.article_id == "w1"


def assert_refused(workspace):
    with pytest.raises(IndexProblem) as caught:
        workspace.open().ask(QUESTION)
    assert "\n" not in str(caught.value)
    assert "Run: qabot index" in str(caught.value)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("pattern", FILES)
def test_a_damaged_file_is_refused_and_mended(index_copy, pattern):
    (file,) = index_copy.build_folder().glob(pattern)
    content, state = file.read_bytes(), file.stat()
    for damage in (truncate, empty, garble, garble_inside, grow):
        changed = damage(content)
        assert changed != content
        file.write_bytes(changed)
        if (pattern, damage) != ("manifest.json", garble_inside):
            assert_refused(index_copy)
        file.write_bytes(content)
        os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
        assert_answers(index_copy)
    file.unlink()
    assert_refused(index_copy)
    report = index_copy.build()
    assert report.embedded == report.passages
    assert "everything is made anew" in report.note
    assert index_copy.builds() == [report.build]
    assert_answers(index_copy)


@pytest.mark.parametrize(
    "name",
    ["parts/0/catalogue.sqlite", "parts/0/vectors.faiss", "parts", "live.sqlite", "lexical", "manifest.json", "."],
)
def test_what_is_missing_is_mended(index_copy, name):
    path = index_copy.build_folder() / name
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert_refused(index_copy)
    index_copy.build()
    assert_answers(index_copy)
    assert index_copy.litter() == []


@pytest.mark.parametrize("name", ["parts/0/vectors.faiss", "parts/0/catalogue.sqlite"])
def test_the_command_line_says_it_in_one_line(index_copy, name):
    (index_copy.build_folder() / name).write_bytes(b"garbage")
    ended = index_copy.run("ask", QUESTION)
    assert (ended.returncode, ended.stdout) == (3, "")
    build = index_copy.build_folder().name
    remedy = f"Run: qabot index --config {index_copy.folder / 'config.toml'}"
    assert ended.stderr == f"qabot: {name} of build {build} is missing or damaged. {remedy}.\n"
    assert index_copy.run("index").returncode == 0
    assert index_copy.run("ask", QUESTION, "--json").stderr == ""


@pytest.mark.parametrize("name", ["parts/0/vectors.faiss", "parts/0/catalogue.sqlite"])
def test_bits_that_rot_are_never_copied_into_the_next_build(index_copy, name):
    good = index_copy.store().dense.vectors(np.arange(3)).tobytes()
    file = index_copy.build_folder() / name
    content, state = bytearray(file.read_bytes()), file.stat()
    content[len(content) // 2] ^= 0x10
    file.write_bytes(content)
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    report = index_copy.build()
    assert f"{name} of build" in report.note
    assert report.embedded == report.passages
    assert index_copy.store().dense.vectors(np.arange(3)).tobytes() == good


def test_damage_that_shows_while_a_build_is_copied_from_makes_everything_anew(index_copy, monkeypatch):
    """As in a large index, whose parts are not read before something is copied from them."""
    monkeypatch.setattr(parts, "FOLLOWED_FROM", 1)
    index_copy.write("new.txt", "The new ambassador is Ilse Brand.\n")
    index_copy.build()
    file = index_copy.build_folder() / "parts/0/vectors.faiss"
    content, state = bytearray(file.read_bytes()), file.stat()
    content[len(content) // 2] ^= 0x10
    file.write_bytes(content)
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    (index_copy.corpus / "ferry.txt").rename(index_copy.corpus / "boat.txt")
    report = index_copy.build()
    assert "parts/0/vectors.faiss of build" in report.note
    assert report.embedded == report.passages
    assert index_copy.litter() == []
    assert_answers(index_copy)


def test_a_copy_whose_times_are_new_is_still_good(index_copy):
    for path in index_copy.build_folder().rglob("*"):
        os.utime(path)
    assert_answers(index_copy)
    assert index_copy.build().embedded == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"\0", b"\xff\xfe", b"..", b"../builds", b"/etc", b"a/b", b"x" * 5000, b"20200101T00-gone", b"\n."],
    ids=lambda content: repr(content[:20]),
)
def test_a_current_that_names_no_build(index_copy, content):
    (build,) = index_copy.builds()
    (index_copy.index / "CURRENT").write_bytes(content)
    assert_answers(index_copy)
    assert index_copy.build().build == index_copy.build_folder().name == build
    (index_copy.index / "CURRENT").write_bytes(content)
    (index_copy.index / "builds" / build / "manifest.json").unlink()
    assert_refused(index_copy)
    index_copy.build()
    assert_answers(index_copy)
    assert index_copy.litter() == []


def test_a_current_that_leads_out_of_the_folder(index_copy):
    outside = index_copy.folder / "outside"
    index_copy.build_folder().rename(outside)
    for name in ("../../outside", str(outside), "./../../outside"):
        (index_copy.index / "CURRENT").write_text(name)
        with pytest.raises(IndexCorrupt, match="names no build"):
            index_copy.open().ask(QUESTION)


def test_a_current_that_is_gone_or_a_folder(index_copy):
    current, build = index_copy.index / "CURRENT", index_copy.build_folder()
    current.unlink()
    assert_answers(index_copy)
    current.mkdir()
    assert_answers(index_copy)
    shutil.rmtree(build)
    assert_refused(index_copy)
    current.rmdir()
    with pytest.raises(IndexMissing, match="There is no index"):
        index_copy.open().ask(QUESTION)


def test_an_index_that_is_a_file(index_copy):
    shutil.rmtree(index_copy.index)
    index_copy.index.write_text("not a folder")
    with pytest.raises(IndexProblem):
        index_copy.open().builds.current()


@pytest.mark.parametrize(
    "field", ["build", "created", "recipe", "articles", "passages", "corpus_digest", "files", "schema"]
)
def test_a_manifest_with_a_wrong_type(index_copy, field):
    file = index_copy.build_folder() / "manifest.json"
    right = json.loads(file.read_text())
    for wrong in (None, 1.5, 7 if isinstance(right[field], str) else "x", [], {"x": {"y": []}}, True, [[]]):
        file.write_text(json.dumps({**right, field: wrong}))
        assert_refused(index_copy)
    file.write_text(json.dumps({name: value for name, value in right.items() if name != field}))
    assert_refused(index_copy)
    index_copy.build()
    assert_answers(index_copy)


@pytest.mark.parametrize(
    "files",
    [
        {"../outside": [1, 1, "x", 1]},
        {"/etc/hostname": [1, 1, "x", 1]},
        {"a\0b": [1, 1, "x", 1]},
        {"catalogue.sqlite": [1e999, 1, "x", 1]},
        {"catalogue.sqlite": ["1", 1, "x", 1]},
        {"catalogue.sqlite": [1, "x"]},
        {"catalogue.sqlite": 7},
        {"": [0, 0, "", 1]},
    ],
    ids=repr,
)
def test_a_manifest_with_wrong_files(index_copy, files):
    file = index_copy.build_folder() / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "files": files}))
    assert_refused(index_copy)


@pytest.mark.parametrize(
    "content", ["", "null", "[]", '"x"', "{", "[" * 100_000, "{}", "\ufeff{}"], ids=lambda content: repr(content[:5])
)
def test_a_manifest_that_is_no_manifest(index_copy, content):
    (index_copy.build_folder() / "manifest.json").write_text(content)
    assert_refused(index_copy)


def test_parts_of_two_builds_are_never_mixed(index_copy):
    """As after a copy that was stopped half-way, with the checksums of what is there."""
    other = type(index_copy)(shutil.copytree(index_copy.folder, index_copy.folder.parent / "other"))
    other.write("new.txt", "The new ambassador is Ilse Brand.\n")
    other.build()
    folder, other_folder = index_copy.build_folder(), other.build_folder()
    fields = json.loads((folder / "manifest.json").read_text())
    for name in ("parts/0/vectors.faiss", "parts/0/catalogue.sqlite"):
        shutil.copytree(folder, kept := folder.parent / "kept")
        shutil.copy2(other_folder / name, folder / name)
        states = json.loads((other_folder / "manifest.json").read_text())["files"]
        (folder / "manifest.json").write_text(json.dumps({**fields, "files": {**fields["files"], name: states[name]}}))
        with pytest.raises(IndexCorrupt, match="does not fit"):
            index_copy.open().ask(QUESTION)
        shutil.rmtree(folder)
        kept.rename(folder)
    assert_answers(index_copy)


@pytest.fixture
def exporting_copy(index_copy, tiny_model, tiny_export):
    """An index that was made with another model than qabot's own, and has its export."""
    shutil.copytree(tiny_export, index_copy.index / "models" / tiny_export.name)
    index_copy.settings = index_copy.settings.model_copy(update={"embedder": EmbedderSettings(model=str(tiny_model))})
    index_copy.build()
    return index_copy


@pytest.mark.parametrize("name", ["embedder.onnx", "tokenizer.json", "about.json"])
def test_a_damaged_model_is_refused(exporting_copy, name):
    (file,) = exporting_copy.index.glob(f"models/*/{name}")
    content = file.read_bytes()
    for damage in (truncate, empty, garble, garble_inside):
        file.write_bytes(damage(content))
        assert_refused(exporting_copy)
    file.unlink()
    assert_refused(exporting_copy)


@pytest.mark.parametrize("field", ["name", "fingerprint", "dim", "max_tokens", "inputs", "question_prompt", "sha256"])
def test_a_model_that_says_wrong_things_of_itself(exporting_copy, field):
    (file,) = exporting_copy.index.glob("models/*/about.json")
    right = json.loads(file.read_text())
    for wrong in (None, -1, [1], {"x": 1}):
        file.write_text(json.dumps({**right, field: wrong}))
        with pytest.raises(ModelError, match="is damaged"):
            read_about(file.parent)
        assert_refused(exporting_copy)


def test_readers_never_see_a_build_being_swept(index_copy):
    """One thread publishes as fast as it can while another opens what is current."""
    builds = Builds(index_copy.index)
    done = threading.Event()
    faults = []

    def read():
        while not done.is_set():
            try:
                folder, manifest = builds.current()
                assert folder.name == manifest.build
            except Exception as err:  # noqa: BLE001 - shown below, in the thread that can fail the test
                faults.append(err)

    reader = threading.Thread(target=read)
    reader.start()
    with builds.locked():
        for number in range(150):
            draft = builds.draft()
            for part in range(8):
                (draft / f"part{part}").write_bytes(b"x" * 100)
            builds.publish(draft, config={}, articles=1, passages=number, corpus_digest=f"{number:032x}")
    done.set()
    reader.join()
    assert faults == []
    assert builds.current()[1].passages == 149
