"""Disks that can be filled."""

import shutil
import subprocess

import pytest
from tiny_model import tiny_export, tiny_model  # noqa: F401


@pytest.fixture
def mounted(tmp_path):
    """Give a function that mounts a RAM disk of so many bytes and returns its folder."""
    folders = []

    def mount(size_bytes):
        folder = tmp_path / f"disk{len(folders)}"
        folder.mkdir()
        options = ["mount", "-t", "tmpfs", "-o", f"size={size_bytes}", "none", str(folder)]
        if not shutil.which("mount") or subprocess.run(options, capture_output=True, check=False).returncode:
            pytest.skip("a RAM disk can be mounted by root only")
        folders.append(folder)
        return folder

    yield mount
    for folder in folders:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
