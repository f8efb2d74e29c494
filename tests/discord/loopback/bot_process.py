"""The bot as people run it: ``qabot discord`` in a process of its own, pointed at the loopback server."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

from loopback.server import Loopback

_FAST = {"guild_ready_timeout_s": 0.05, "cooldown_s": 0.0, "reindex_every_s": 0.0, "follow_ups": False}


def settings_of(workspace: Any) -> str:
    """Return the part of config.toml that names the folders of a test's workspace."""
    sizes, store = workspace.settings.passages, workspace.settings.store
    return "\n".join(
        [
            f"[corpus]\npath = {json.dumps(str(workspace.corpus))}",
            f"[index]\npath = {json.dumps(str(workspace.index))}\nthreads = 1",
            f"[passages]\nmin_tokens = {sizes.min_tokens}\nmax_tokens = {sizes.max_tokens}",
            f"[store]\nbackend = {json.dumps(store.backend)}\nuri = {json.dumps(store.uri)}",
            f"collection = {json.dumps(store.collection)}",
            f'[reader]\neffort = "{workspace.settings.reader.effort}"',
        ]
    )


class BotProcess:
    """One run of the bot; a context manager that stops it."""

    def __init__(
        self,
        server: Loopback,
        folder: Path,
        *,
        config: str = "",
        made_answers: bool = False,
        log_format: str = "",
        **discord: Any,
    ) -> None:
        """Write the settings.

        Args:
            server: where the bot connects to.
            folder: where it runs; has or gets config.toml, and the log.
            config: more of config.toml, before its section ``[discord]``.
            made_answers: whether a question orders its answer; see ``made_answers.py``.
            log_format: of ``--log-format``.
            discord: keys of that section.
        """
        self.server = server
        self._folder = folder
        self.log_file = folder / f"bot-{len(list(folder.glob('bot-*.log')))}.log"
        keys = {"api_base": server.api_base, "gateway_url": server.gateway_url, **_FAST, **discord}
        lines = [f"{key} = {json.dumps(value)}" for key, value in keys.items()]
        self._config = folder / "config.toml"
        program = (
            [str(Path(__file__).with_name("made_answers.py"))]
            if made_answers
            else ["-m", "qabot", "discord", "--config"]
        )
        options = ["--log-format", log_format] if log_format else []
        self._command = [sys.executable, *program, str(self._config), *options]
        self._config.write_text("\n".join([config, "[discord]", *lines]), encoding="utf-8")
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        self.connected()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def log(self) -> str:
        """Return what it wrote to both streams."""
        return self.log_file.read_text(encoding="utf-8")

    def logged(self, text: str, patience_s: float = 30.0) -> None:
        """Wait until the log has this.

        Raises:
            AssertionError: it has not in time; with the log.
        """
        until = time.monotonic() + patience_s
        while text not in self.log:
            assert time.monotonic() < until, self.log
            time.sleep(0.02)

    @property
    def running(self) -> bool:
        """Return whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def start(self, *, token: str | None = None) -> None:
        """Start it, without waiting for anything."""
        with self.log_file.open("wb") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._folder,
                env={**os.environ, "DISCORD_TOKEN": token or self.server.token},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def connected(self) -> None:
        """Wait for its IDENTIFY.

        Raises:
            AssertionError: it ended before; with its log.
        """
        earlier = len(self.server.gateway.identified)
        for _ in range(120):
            if len(self.server.gateway.identified) > earlier:
                return
            assert self.running, self.log
            with self.server.changed:
                self.server.changed.wait(0.5)
        raise AssertionError(self.log)

    def ended(self, patience_s: float = 60.0) -> int:
        """Wait for its end; return the exit status."""
        assert self._process is not None
        return self._process.wait(patience_s)

    def terminate(self) -> None:
        """Send SIGTERM."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    def stop(self) -> int:
        """Send SIGTERM and wait; one that does not end is killed, and that is a failure."""
        assert self._process is not None
        if self._process.poll() is None:
            self.terminate()
        try:
            return self.ended()
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
