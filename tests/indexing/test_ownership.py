"""``qabot index`` deletes only what qabot made, and writes in no folder that is somebody else's."""

import json
import shutil

import pytest

from qabot.errors import IndexCorrupt, IndexNotWritable
from qabot.indexing.local.builds import Builds
from qabot.models.onnx.exports import clear_drafts, publish_export

pytestmark = pytest.mark.slow

OLDER = "20200101T000000000000-00000000-7"
PROJECT = ("builds/release-1/notes.txt", "builds/latest.zip", "draft.part", "models/big.part/weights", "a.txt")


def fill(folder):
    """Put files of a project into a folder; return what is there, by path."""
    for name in PROJECT:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    return contents(folder)


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_that_is_somebody_elses_is_refused_and_left_as_it_is(tmp_path):
    before = fill(tmp_path)
    with (
        pytest.raises(IndexNotWritable, match=r"was not made by qabot: it holds a\.txt and 3 more\. Name"),
        Builds(tmp_path).locked(),
    ):
        pytest.fail("it was taken for an index")
    assert contents(tmp_path) == before


def test_a_folder_with_builds_of_something_else_is_refused(tmp_path):
    (tmp_path / "builds" / "release-1").mkdir(parents=True)
    with pytest.raises(IndexNotWritable, match="it holds builds/release-1"), Builds(tmp_path).locked():
        pytest.fail("it was taken for an index")


@pytest.mark.parametrize(
    "there", [[], [".gitkeep"], ["state.sqlite", "models/export.lock", "chat-history"], ["write.lock"]]
)
def test_a_folder_that_is_empty_or_has_nothing_but_qabots_own_is_taken(tmp_path, there):
    for name in there:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    with Builds(tmp_path).locked():
        pass
    with Builds(tmp_path).locked():
        pass


def test_strangers_things_in_an_index_outlive_a_new_build(index_copy):
    fill(index_copy.index)
    index_copy.write("new.txt", "The new ambassador is Ilse Brand.\n")
    assert index_copy.build().added == 1
    for name in PROJECT:
        assert (index_copy.index / name).read_text(encoding="utf-8") == name


def test_a_build_of_an_index_without_a_list_is_adopted_and_replaced(index_copy):
    (index_copy.index / "qabot-builds.json").unlink()
    older = index_copy.build_folder().name
    index_copy.write("new.txt", "The new ambassador is Ilse Brand.\n")
    index_copy.build()
    assert older not in index_copy.builds()
    assert index_copy.litter() == []


@pytest.mark.parametrize("content", ["", "{", "7", '{"a": 1}', "[" * 100_000])
def test_a_list_that_cannot_be_read_deletes_nothing(index_copy, content):
    (index_copy.index / "qabot-builds.json").write_text(content, encoding="utf-8")
    before = index_copy.builds()
    index_copy.write("new.txt", "The new ambassador is Ilse Brand.\n")
    report = index_copy.build()
    assert sorted([*before, report.build]) == index_copy.builds()


def test_a_listed_name_that_leads_out_or_is_a_link_is_not_followed(index_copy, tmp_path):
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "letter.txt").write_text("keep me", encoding="utf-8")
    (index_copy.index / "builds" / OLDER).symlink_to(precious)
    listed = index_copy.index / "qabot-builds.json"
    names = json.loads(listed.read_text(encoding="utf-8"))
    listed.write_text(json.dumps([*names, OLDER, "../../precious", str(precious)]), encoding="utf-8")
    index_copy.build()
    assert (precious / "letter.txt").read_text(encoding="utf-8") == "keep me"


@pytest.mark.parametrize("current", ["", "20200101T00-gone", OLDER, None])
def test_without_a_current_build_the_newest_whole_one_is_read_and_none_is_deleted(index_copy, current):
    whole = index_copy.build_folder()
    damaged = "21000101T000000000000-00000000-7"
    for name in ("20210101T000000000000-00000000-7", damaged):
        shutil.copytree(whole, whole.parent / name)
    (index_copy.index / "qabot-builds.json").write_text(json.dumps(index_copy.builds()), encoding="utf-8")
    if current is None:
        (index_copy.index / "CURRENT").unlink()
    else:
        (index_copy.index / "CURRENT").write_text(current, encoding="utf-8")
    builds = index_copy.open().builds
    assert builds.current()[0] == whole
    with builds.locked():
        assert len(index_copy.builds()) == 3
    report = index_copy.build()
    assert (report.build, report.embedded) == (whole.name, 0)
    assert index_copy.build_folder() == whole
    index_copy.build()
    assert index_copy.builds() == [whole.name]


def test_without_any_whole_build_the_index_is_damaged(index_copy):
    (index_copy.build_folder() / "manifest.json").unlink()
    (index_copy.index / "CURRENT").write_text("", encoding="utf-8")
    with pytest.raises(IndexCorrupt, match=r"CURRENT in .* names no build"):
        index_copy.open().builds.current()


def test_unfinished_exports_are_deleted_only_where_they_are_qabots(tmp_path):
    def die(folder):
        (folder / "float.onnx").write_bytes(b"x")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish_export(tmp_path / "tiny-12345678", die)
    (tmp_path / "other-12345678.part").mkdir()
    (tmp_path / "big.part").mkdir()
    clear_drafts(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["big.part", "other-12345678.part"]
