"""An index on a network file system is warned of, from what Linux says of its mounts."""

from pathlib import Path

import pytest

from qabot.surfaces.health import file_system
from qabot.surfaces.health.file_system import network_warning

pytestmark = pytest.mark.slow

MOUNTS = r"""
22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/root rw
30 22 0:27 / /srv/news rw,relatime shared:5 - nfs4 server:/news rw,vers=4.2
31 30 8:1 / /srv/news/local rw,relatime - xfs /dev/sda1 rw
32 22 0:40 / /home/a\040b/remote rw - fuse.sshfs host:/ rw
33 22 0:41 / /mnt/twice rw - ext4 /dev/sdb rw
34 22 0:42 / /mnt/twice rw - cifs //host/share rw
nonsense
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/index", "ext4"),
        ("/srv/news", "nfs4"),
        ("/srv/news/index/not/yet", "nfs4"),
        ("/srv/news/local/index", "xfs"),
        ("/srv/newspapers", "ext4"),
        ("/home/a b/remote/index", "fuse.sshfs"),
        ("/mnt/twice/index", "cifs"),
    ],
)
def test_the_nearest_mount_counts(path, kind):
    assert file_system.file_system(Path(path), MOUNTS) == kind


@pytest.fixture
def mounts(tmp_path, monkeypatch):
    file = tmp_path / "mountinfo"
    monkeypatch.setattr(file_system, "_MOUNTS", file)
    return file


def test_a_local_folder_and_an_unknown_one_are_not_warned_of(mounts, tmp_path):
    assert network_warning(tmp_path) is None
    mounts.write_text(MOUNTS)
    assert network_warning(tmp_path) is None


def test_index_and_doctor_warn(mounts, run, index_copy):
    mounts.write_text(f"1 1 0:1 / {index_copy.folder.resolve()} rw - nfs server:/x rw\n")
    config = ("--config", index_copy.folder / "config.toml")
    assert "Warning: " in run("index", *config).err
    assert "is on a network file system (nfs)" in run("doctor", *config).out
