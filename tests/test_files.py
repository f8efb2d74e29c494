"""Files reach the disk, also where the system cannot flush a folder."""

import errno
import os
from pathlib import Path

import pytest

from qabot.files import OwnFolders, flush, flush_tree, replace_file


@pytest.mark.parametrize("number", [errno.EACCES, errno.EINVAL, errno.EBADF])
@pytest.mark.parametrize("call", ["open", "fsync"])
def test_a_system_that_cannot_flush_folders_is_no_fault(tmp_path, monkeypatch, call, number):
    """Windows refuses to open a folder; some network file systems refuse to flush one."""
    real, opened = getattr(os, call), os.open

    def refuse(path, *arguments):
        if Path(path if call == "open" else f"/proc/self/fd/{path}").is_dir():
            raise OSError(number, os.strerror(number))
        return real(path, *arguments)

    monkeypatch.setattr(os, call, refuse)
    replace_file(tmp_path / "a.txt", "one")
    replace_file(tmp_path / "a.txt", "two")
    flush_tree(tmp_path)
    monkeypatch.undo()
    assert os.open is opened
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "two"


def test_a_file_that_cannot_be_flushed_is_a_fault(tmp_path, monkeypatch):
    (tmp_path / "a.txt").touch()

    def refuse(_):
        raise OSError(errno.EINVAL, "refused")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="refused"):
        flush(tmp_path / "a.txt")


def test_only_listed_folders_are_deleted(tmp_path):
    own = OwnFolders(tmp_path, file=tmp_path / "own.json")
    for name in ("mine", "yours"):
        (tmp_path / name).mkdir()
    own.add(["mine"])
    own.delete(["mine", "yours", "gone"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own.json", "yours"]
    assert own.names() == frozenset()
