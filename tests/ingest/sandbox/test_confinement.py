"""The loader process has no secrets, no network, no way to write and no other programs."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from article_files import make_html

from qabot.ingest.sandbox import parent

pytestmark = pytest.mark.slow
linux = pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux's")
ROOT = Path(__file__).parents[3]

TRIES = """
import json, os, socket, subprocess, sys
from pathlib import Path
from qabot.ingest.sandbox.confine import confine

confine()
folder, parent = Path(sys.argv[1]), sys.argv[2]
tries = {
    "read": lambda: (folder / "old").read_bytes(),
    "write": lambda: (folder / "new").write_bytes(b"x"),
    "empty": lambda: (folder / "new").touch(),
    "append": lambda: (folder / "old").open("ab").write(b"x"),
    "cut": lambda: os.truncate(folder / "old", 0),
    "rename": lambda: (folder / "old").rename(folder / "renamed"),
    "remove": lambda: (folder / "old").unlink(),
    "folder": lambda: (folder / "sub").mkdir(),
    "link": lambda: (folder / "link").symlink_to("old"),
    "tcp": lambda: socket.create_connection(("127.0.0.1", int(sys.argv[3])), timeout=5),
    "udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
    "unix": lambda: socket.socket(socket.AF_UNIX),
    "program": lambda: subprocess.run([sys.executable, "--version"], check=True, capture_output=True),
    "environment": lambda: Path(f"/proc/{parent}/environ").read_bytes(),
    "signal": lambda: os.kill(int(parent), 0),
}
done = []
for name, attempt in tries.items():
    try:
        attempt()
        done.append(name)
    except OSError:
        pass
print(json.dumps(done))
"""


@linux
def test_a_confined_process_can_read_and_nothing_else(tmp_path):
    if platform.machine() not in ("x86_64", "aarch64"):
        pytest.skip("the system calls of this processor are not listed")
    (tmp_path / "old").write_bytes(b"As it was.")
    run = subprocess.run(
        [sys.executable, "-c", TRIES, str(tmp_path), str(os.getpid()), "9"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(run.stdout) == ["read"]
    assert [file.name for file in tmp_path.iterdir()] == ["old"]
    assert (tmp_path / "old").read_bytes() == b"As it was."


@pytest.fixture
def loader(corpus, monkeypatch):
    """Return the id of a loader process that was started with a token in the environment."""
    monkeypatch.setenv("DISCORD_TOKEN", "a secret")
    monkeypatch.setenv("MILVUS_TOKEN", "another secret")
    parent.close()
    corpus.article("a.html", make_html())
    yield parent._running[0].process.pid
    parent.close()


@linux
def test_the_loader_process_is_confined_and_has_no_tokens(loader):
    status = dict(line.split(":\t", 1) for line in Path(f"/proc/{loader}/status").read_text().splitlines())
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")
    limits = Path(f"/proc/{loader}/limits").read_text()
    assert next(line.split()[3:5] for line in limits.splitlines() if line.startswith("Max file size")) == ["0", "0"]
    assert b"secret" not in Path(f"/proc/{loader}/environ").read_bytes()
