"""The walk finds every file once, stays inside the folder, and nothing in a file can stop it."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.errors import CorpusError
from qabot.ingest.corpus import Limits, read_corpus
from qabot.ingest.formats import LOADERS
from qabot.model import Article, Skipped


def test_order_is_that_of_the_paths(corpus):
    for path in ("b.txt", "a/z.txt", "a.txt", "a/b/c.txt", "README.md", "Z.TXT"):
        corpus.write(path, f"words of {path}")
    assert [item.path for item in corpus.articles()] == ["README.md", "Z.TXT", "a.txt", "a/b/c.txt", "a/z.txt", "b.txt"]


def test_hidden_files_and_copies_are_passed_over(corpus):
    for path in (".hidden.txt", ".git/a.txt", "a.txt~", "a/.b/c.txt"):
        corpus.write(path, "words")
    assert corpus.read() == []


def test_an_unknown_format_is_reported(corpus):
    assert corpus.reason("a.xlsx", "words") == "is in no format that qabot reads"


def test_a_large_file_is_refused_unread(corpus, monkeypatch):
    file = corpus.folder / "a.txt"
    with file.open("wb") as stream:
        stream.truncate(200_000_000)

    def refuse(*_args, **_kwargs):
        raise AssertionError("opened")

    monkeypatch.setattr(Path, "open", refuse)
    assert corpus.read() == [Skipped("a.txt", "is 200 MB; the limit is 64 MB ([corpus] max_file_mb)")]


STREAMED = (".jsonl", ".jsonl.gz", ".zip", ".maff", ".odt", ".epub")


@pytest.mark.parametrize("suffix", [suffix for suffix in LOADERS if suffix not in STREAMED])
def test_the_size_limit_holds_for_every_whole_file(corpus, suffix):
    reason = corpus.reason("a" + suffix, "words " * 20, Limits(max_file_bytes=100))
    assert reason == "is 120 bytes; the limit is 100 bytes ([corpus] max_file_mb)"


def test_a_large_sparse_jsonl_is_one_report(corpus):
    with (corpus.folder / "a.jsonl").open("wb") as stream:
        stream.truncate(200_000_000)
    assert corpus.read() == [Skipped("a.jsonl", "looks like a binary file, not text")]


@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_a_long_article_is_refused(corpus, suffix):
    reason = corpus.reason("a" + suffix, "word " * 30, Limits(max_article_chars=100))
    assert "the limit is 100 ([corpus] max_article_chars)" in reason


def test_links(corpus, tmp_path):
    (tmp_path / "outside.txt").write_text("secret")
    corpus.write("real.txt", "words")
    corpus.write("sub/deep.txt", "more words")
    for name, target in {
        "out.txt": tmp_path / "outside.txt",
        "up": tmp_path,
        "dead.txt": "nowhere.txt",
        "loop.txt": "loop.txt",
        "sub/round": corpus.folder,
        "twin.txt": "real.txt",
    }.items():
        (corpus.folder / name).symlink_to(target)
    items = corpus.read()
    assert {item.path: item.text for item in items if isinstance(item, Article)} == {
        "real.txt": "words",
        "sub/deep.txt": "more words",
        "twin.txt": "words",
    }
    assert [item for item in items if isinstance(item, Skipped)] == [
        Skipped("dead.txt", "is a link that leads nowhere"),
        Skipped("loop.txt", "is a link that leads nowhere"),
        Skipped("out.txt", "is a link that leads out of the corpus folder"),
        Skipped("sub/round", "is a link to a folder"),
        Skipped("up", "is a link that leads out of the corpus folder"),
    ]


def test_a_pipe_does_not_hang(corpus):
    os.mkfifo(corpus.folder / "a.txt")
    os.mkfifo(corpus.folder / "b.jsonl")
    assert [item.reason for item in corpus.read()] == ["is not a regular file"] * 2


def test_names_that_cannot_be_printed_are_reported(corpus):
    (corpus.folder / "a\nb.txt").write_text("words")
    Path(os.fsdecode(os.fsencode(corpus.folder) + b"/c\xff.txt")).write_text("words")
    reason = "has a name with characters that cannot be printed"
    assert corpus.read() == [Skipped("a?b.txt", reason), Skipped("c?.txt", reason)]


def test_a_file_that_may_not_be_read_is_reported(corpus, monkeypatch):
    corpus.write("a.txt", "words")
    corpus.write("b.txt", "more")
    forbidden = corpus.folder / "a.txt"
    forbidden.chmod(0)
    if os.access(forbidden, os.R_OK):
        # root may read everything, so the refusal has to come from the file itself.
        opened = Path.open

        def open_unless_forbidden(path, *args, **kwargs):
            if path.name == "a.txt":
                raise PermissionError(13, "Permission denied", str(path))
            return opened(path, *args, **kwargs)

        monkeypatch.setattr(Path, "open", open_unless_forbidden)
    skipped, article = corpus.read()
    assert skipped == Skipped("a.txt", "cannot be read (Permission denied)")
    assert article.text == "more"


def test_a_file_that_vanishes_is_reported(corpus):
    corpus.write("a.txt", "words")
    corpus.write("b.txt", "more")
    items = read_corpus(corpus.folder, limits=Limits())
    assert next(items).text == "words"
    (corpus.folder / "b.txt").unlink()
    assert list(items) == [Skipped("b.txt", "cannot be read (No such file or directory)")]


def test_the_first_holder_keeps_an_id(corpus):
    corpus.write("a.jsonl", '{"id": "x", "text": "1"}\n{"id": "x", "text": "2"}\n{"id": "b.txt", "text": "3"}\n')
    corpus.write("b.txt", "words")
    items = corpus.read()
    assert [(item.id, item.text) for item in items if isinstance(item, Article)] == [("x", "1"), ("b.txt", "3")]
    assert [item for item in items if isinstance(item, Skipped)] == [
        Skipped("a.jsonl:2", "the id 'x' is already taken by a.jsonl:1"),
        Skipped("b.txt", "the id 'b.txt' is already taken by a.jsonl:3"),
    ]


@pytest.mark.parametrize("name", ["missing", "file.txt"])
def test_no_folder_is_an_error_with_a_remedy(tmp_path, name):
    (tmp_path / "file.txt").write_text("words")
    with pytest.raises(CorpusError, match="Name a folder"):
        next(read_corpus(tmp_path / name, limits=Limits()))


HEADS = [
    b"",
    b"---\n",
    b"%PDF-1.4\n",
    b"<html><body><p>",
    b'{"text": "',
    b'[{"text": ',
    b"\x1f\x8b\x08\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"# ",
]


@given(
    suffix=st.sampled_from(sorted(LOADERS)),
    content=st.builds(
        bytes.__add__,
        st.sampled_from(HEADS),
        st.one_of(st.binary(max_size=600), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))),
    ),
)
def test_no_bytes_stop_the_reading(suffix, content):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / ("a" + suffix)).write_bytes(content)
        (Path(folder) / "z.txt").write_text("The next file.")
        *items, last = read_corpus(Path(folder), limits=Limits())
    assert last.text == "The next file."
    assert items
    for item in items:
        if isinstance(item, Article):
            item.text.encode()
            assert item.text.strip()
            assert [anchor.start for anchor in item.anchors] == sorted({anchor.start for anchor in item.anchors})
            assert all(anchor.start < len(item.text) for anchor in item.anchors)
            assert item.digest
        else:
            assert item.path.startswith("a" + suffix)
            assert item.reason.isprintable()
