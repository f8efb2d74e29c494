"""The contract that every loader keeps: one module, known by its endings, that gives articles or says why not."""

import pkgutil
from pathlib import Path

import pytest
from test_fuzz_loaders import SAMPLES

from qabot.errors import ArticleError
from qabot.ingest import loaders
from qabot.ingest.formats import FORMATS, LOADERS, ending_of, format_table, load, load_here
from qabot.ingest.sandbox import parent
from qabot.ingest.source import Limits, Source
from qabot.model import Article, Skipped

every_loader = pytest.mark.parametrize("loader", FORMATS, ids=lambda loader: loader.__name__.rpartition(".")[2])


def sample_of(loader):
    """Return a small file that the loader reads, as a source."""
    name = next("a" + ending for ending in SAMPLES if LOADERS[ending_of("a" + ending)] is loader)
    return Source(Path(name), name, Limits(), content=SAMPLES[name[1:]], member=name, endings=tuple(LOADERS))


def test_every_module_is_a_loader():
    modules = {module.name for module in pkgutil.iter_modules(loaders.__path__)}
    assert {loader.__name__.rpartition(".")[2] for loader in FORMATS} == modules


def test_no_two_loaders_have_the_same_ending():
    endings = [ending for loader in FORMATS for ending in loader.ENDINGS]
    assert len(endings) == len(set(endings)) == len(LOADERS)


@every_loader
def test_it_names_its_endings_and_what_it_keeps(loader):
    assert loader.ENDINGS
    assert all(ending == ending.lower() and ending.startswith(".") for ending in loader.ENDINGS)
    assert isinstance(loader.SANDBOXED, bool)
    assert loader.KEPT
    assert not loader.KEPT.endswith(".")
    assert "|" not in loader.KEPT
    assert loader.KEPT in format_table()


@every_loader
def test_its_sample_becomes_articles_or_files_of_known_formats(loader):
    items = list(loader.load(sample_of(loader)))
    assert items
    for item in items:
        if isinstance(item, Source):
            assert item.depth == 1
            assert item.content
            assert ending_of(item.name)
        else:
            assert isinstance(item, Article)
            assert item.text.strip()
            assert item.path == sample_of(loader).path
            assert [anchor.start for anchor in item.anchors] == sorted({anchor.start for anchor in item.anchors})


@every_loader
def test_an_empty_file_is_refused_with_a_reason(loader):
    source = Source(Path("nowhere"), "a" + loader.ENDINGS[0], Limits(), content=b"")
    with pytest.raises(ArticleError) as caught:
        list(loader.load(source))
    assert caught.value.problem
    assert not caught.value.problem.endswith(".")


@every_loader
def test_a_file_that_is_gone_is_one_report(loader, tmp_path):
    name = "gone" + loader.ENDINGS[0]
    assert list(load_here(Source(tmp_path / name, name, Limits()))) == [
        Skipped(name, "cannot be read (No such file or directory)")
    ]


@every_loader
def test_the_sandbox_is_used_if_and_only_if_it_is_asked_for(loader, monkeypatch):
    asked = []
    monkeypatch.setattr(parent, "_ask", lambda source, want: asked.append((source.name, want)) or [])
    # Files that are packed in this one have loaders of their own.
    monkeypatch.setattr(loader, "load", lambda _: iter(()))
    source = sample_of(loader)
    assert list(load(source)) == []
    assert asked == ([(source.name, "articles")] if loader.SANDBOXED else [])


@pytest.mark.parametrize(
    ("name", "ending"),
    [("a.TXT", ".txt"), ("a.jsonl.gz", ".jsonl.gz"), ("a.json.gz", ".gz"), ("a.tar.xz", ""), ("txt", "")],
)
def test_the_longest_ending_counts(name, ending):
    assert ending_of(name) == ending
