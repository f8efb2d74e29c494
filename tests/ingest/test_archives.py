"""Files in zip and gzip archives are read as if they lay in the folder; nothing leads out, nothing explodes."""

import gzip
import io
import stat
import zipfile
import zlib

import pytest
from article_files import zipped

from qabot.ingest import formats
from qabot.ingest.corpus import Limits
from qabot.model import Anchor, Article, Skipped

PARAGRAPH = "Russia means to keep its naval base at Tartous and the Khmeimim air base near Latakia, an official said. "
PAGE = f"<html><head><title>Moscow stays</title></head><body><article><p>{PARAGRAPH * 3}</p></article></body></html>"


def test_each_file_of_a_zip_is_an_article(corpus):
    members = [
        ("b.txt", "Second line."),
        ("news/a.html", PAGE),
        ("news/all.jsonl", '{"id": "x", "text": "one"}\n{"text": "two"}\n'),
        (".hidden.txt", "no"),
        ("__MACOSX/b.txt", "no"),
    ]
    corpus.write("old/all.zip", zipped(members))
    found = {article.id: article for article in corpus.articles()}
    assert list(found) == ["old/all.zip#b.txt", "old/all.zip#news/a.html", "x", "old/all.zip#news/all.jsonl#2"]
    assert {article.path for article in found.values()} == {"old/all.zip"}
    assert {article.collections for article in found.values()} == {("old",)}
    page = found["old/all.zip#news/a.html"]
    assert (page.title, page.text) == ("Moscow stays", (PARAGRAPH * 3).strip())
    assert page.anchors == (Anchor(0, "#news/a.html"),)
    assert found["old/all.zip#b.txt"].locate(3) == "old/all.zip#b.txt:1"
    assert found["old/all.zip#b.txt"].title == "B"
    assert found["x"].locate(0) == "old/all.zip#news/all.jsonl:1"


def test_other_formats_in_a_zip_are_one_report(corpus):
    members = [("a.txt", "Words."), *((f"{number}.png", b"\x89PNG") for number in range(5))]
    corpus.write("all.zip", zipped(members))
    article, skipped = corpus.read()
    assert article.text == "Words."
    assert skipped == Skipped("all.zip", "has 5 files in formats that qabot does not read")


@pytest.mark.parametrize("name", ["../out.txt", "/etc/out.txt", "a/../../out.txt", "C:\\out.txt", "..\\out.txt"])
def test_a_name_that_climbs_costs_itself_only(corpus, name):
    corpus.write("all.zip", zipped([(name, "secret"), ("z.txt", "Words.")]))
    items = corpus.read()
    assert [item.text for item in items if isinstance(item, Article)] == ["Words."]
    (skipped,) = [item for item in items if isinstance(item, Skipped)]
    assert skipped.reason == "has a name that leads out of the archive"


def test_a_link_a_locked_and_a_damaged_member_cost_themselves_only(corpus):
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    content = zipped([(link, "/etc/passwd"), ("locked.txt", "secret"), ("z.txt", "Words."), ("broken.txt", "x" * 999)])
    archive = zipfile.ZipFile(io.BytesIO(content))
    damaged = bytearray(content)
    damaged[archive.getinfo("broken.txt").header_offset + 41] ^= 0xFF
    # The flag that says "encrypted", in the list of members.
    entry = damaged.rindex(b"PK\x01\x02", 0, damaged.rindex(b"locked.txt"))
    damaged[entry + 8] |= 1
    corpus.write("all.zip", bytes(damaged))
    items = corpus.read()
    assert [item.text for item in items if isinstance(item, Article)] == ["Words."]
    assert {item.path: item.reason for item in items if isinstance(item, Skipped)} == {
        "all.zip#link.txt": "is a link",
        "all.zip#locked.txt": "is protected by a password",
        "all.zip#broken.txt": "is damaged",
    }


def test_a_bomb_in_a_zip_costs_itself_only(corpus):
    corpus.write("all.zip", zipped([("bomb.txt", b"\x20" * 60_000_000), ("z.txt", "Words.")]))
    skipped, article = corpus.read()
    assert skipped == Skipped("all.zip#bomb.txt", "unpacks to more than 200 times its size: a decompression bomb")
    assert article.text == "Words."


def test_a_gzip_bomb_is_refused(corpus):
    reason = corpus.reason("a.txt.gz", gzip.compress(b"a" * 60_000_000, mtime=0))
    assert reason == "unpacks to more than 200 times its size: a decompression bomb"


def test_a_zip_within_itself_is_not_followed_for_ever(corpus):
    content = zipped([("a.txt", "Words.")])
    for number in range(5):
        content = zipped([(f"{number}.zip", content)])
    corpus.write("all.zip", content)
    (skipped,) = corpus.read()
    assert skipped.reason.startswith("lies in 3 archives, one within another")


def test_more_than_may_be_unpacked_is_left_out(corpus):
    corpus.write("all.zip", zipped([(f"{number}.txt", "Words. " * 20) for number in range(5)]))
    *articles, skipped = corpus.read(Limits(max_unpacked_bytes=300))
    assert [article.id for article in articles] == ["all.zip#0.txt", "all.zip#1.txt"]
    assert skipped.reason == "unpacks to more than 300 bytes; the rest is left out"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.zip", b"", "is not a readable zip archive"),
        ("a.zip", b"PK\x03\x04 nothing", "is not a readable zip archive"),
        ("a.zip", zipped([]), "has no files in it"),
        ("a.txt.gz", b"words", "is not a readable gzip file"),
        ("a.txt.gz", gzip.compress(b"words" * 99, mtime=0)[:-20], "is not a readable gzip file"),
        ("a.txt.gz", gzip.compress(b"  ", mtime=0), "no text in it"),
        ("a.gz", gzip.compress(b"words", mtime=0), "is in no format that qabot reads"),
    ],
)
def test_archives_that_cannot_be_read(corpus, name, content, reason):
    assert corpus.reason(name, content).startswith(reason)


def test_a_gzipped_file_is_read_as_its_format(corpus):
    corpus.write("moscow_stays.html.gz", gzip.compress(PAGE.encode(), mtime=0))
    corpus.write("notes.txt.gz", gzip.compress("Über die Häfen. Mehr nicht.".encode("cp1252"), mtime=0))
    page, notes = corpus.articles()
    assert (page.id, page.title) == ("moscow_stays.html.gz", "Moscow stays")
    assert (notes.id, notes.title, notes.text) == ("notes.txt.gz", "Notes", "Über die Häfen. Mehr nicht.")
    assert notes.locate(0) == "notes.txt.gz:1"


def test_a_directory_of_members_that_is_too_large_is_refused_unread(corpus):
    content = bytearray(zipped([("a.txt", "Words.")]))
    content[-10:-6] = (50_000_000).to_bytes(4, "little")
    assert "more files than qabot reads" in corpus.reason("all.zip", bytes(content))


def test_a_zip_of_a_saved_page_is_the_page(corpus):
    frame = PAGE.replace("Russia", "A frame")
    corpus.write("all.zip", zipped([("p.html", PAGE), ("p_files/frame.html", frame), ("p_files/a.css", "p {}")]))
    assert [article.id for article in corpus.articles()] == ["all.zip#p.html"]


def test_checksums_are_checked(corpus):
    content = bytearray(zipped([("a.txt", "Words that are told.")], compression=zipfile.ZIP_STORED))
    at = content.index(b"Words")
    content[at : at + 5] = b"Swords"[:5]
    assert zlib.crc32(bytes(content[at : at + 20])) != zlib.crc32(b"Words that are told.")
    corpus.write("all.zip", bytes(content))
    assert corpus.read() == [Skipped("all.zip#a.txt", "is damaged")]


def test_a_member_without_a_name_costs_itself_only(corpus):
    content = zipped([("a.txt", "First line."), ("b.txt", "Second line.")])
    # A name ends at its first zero.
    corpus.write("all.zip", content.replace(b"a.txt", b"\0.txt"))
    nameless, named = corpus.read()
    assert nameless == Skipped("all.zip#", "has no name")
    assert named.text == "Second line."


def test_a_fault_that_no_loader_foresaw_costs_its_file_only(corpus, monkeypatch):
    def broken(source):
        raise IndexError(source)

    monkeypatch.setattr(formats.LOADERS[".csv"], "load", broken)
    corpus.write("a.csv", "text\nFirst line.\n")
    corpus.write("b.txt", "Second line.")
    skipped, read = corpus.read()
    assert skipped == Skipped("a.csv", "cannot be read: qabot did not foresee something in it (IndexError)")
    assert read.text == "Second line."
