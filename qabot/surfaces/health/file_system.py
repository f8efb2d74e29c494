"""Whether a folder is on a network file system, where memory-mapped files and SQLite's WAL mode are not safe."""

from __future__ import annotations

import re
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = frozenset({"9p", "afs", "ceph", "cifs", "glusterfs", "gpfs", "lustre", "nfs", "nfs4", "smb3", "smbfs"})
_NETWORK_FUSE = frozenset({"fuse.ceph", "fuse.davfs2", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs"})


def network_warning(folder: Path) -> str | None:
    """Return a warning if a folder is on a network file system; ``None`` if it is not, or if that cannot be found out.

    It can be found out on Linux alone.
    """
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    kind = file_system(folder.resolve(), mounts)
    if kind not in _NETWORK | _NETWORK_FUSE:
        return None
    return (
        f"{folder} is on a network file system ({kind}), where an index may be damaged or read wrongly. "
        "Keep it on a disk of this machine: --index DIR"
    )


def file_system(path: Path, mounts: str) -> str | None:
    """Return the type of the file system that a path is on, such as "ext4" or "nfs4".

    Args:
        path: an absolute path without links; it need not exist.
        mounts: the text of ``/proc/self/mountinfo`` (see proc_pid_mountinfo(5)).
    """
    best: tuple[int, str] | None = None
    for line in mounts.splitlines():
        before, separator, after = line.partition(" - ")
        fields = before.split(" ")
        if not separator or len(fields) < 5:
            continue
        place = Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), fields[4]))
        # The last of several mounts at one place hides the others.
        if path.is_relative_to(place) and (best is None or len(place.parts) >= best[0]):
            best = (len(place.parts), after.split(" ")[0])
    return best[1] if best else None
