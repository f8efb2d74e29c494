"""Writes a page into a file that a person named, and overwrites nothing but an earlier page of its kind."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from qabot.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

_HEAD_CHARS = 2_000
_REMEDY = "Name another file: --html FILE"


def made_by(command: str) -> str:
    """Return the tag by which a page of this command is known, such as ``qabot timeline``."""
    return f'<meta name="generator" content="{command}">'


def check_file(file: Path, *, command: str) -> None:
    """Check that a page can be written to a file without overwriting anything but an earlier one.

    Args:
        file: does not exist, or is a page of this command.
        command: ``qabot timeline``, for example.

    Raises:
        ConfigError: the folder does not exist or cannot be written, or the file is something else.
    """
    try:
        if file.exists():
            with file.open(encoding="utf-8", errors="replace") as stream:
                if made_by(command) not in stream.read(_HEAD_CHARS):
                    raise ConfigError(f"{file} is not a page of {command} and is left alone", remedy=_REMEDY)
    except OSError as err:
        raise _not_writable(file, err.strerror) from err
    if not file.parent.is_dir():
        raise _not_writable(file, "there is no such folder")
    if not os.access(file.parent, os.W_OK):
        raise _not_writable(file, "permission is denied")


def write_page(file: Path, page: str) -> None:
    """Write a page in one step.

    Raises:
        ConfigError: the file cannot be written.
    """
    draft = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        draft.write_text(page, encoding="utf-8", errors="replace")
        draft.replace(file)
    except OSError as err:
        raise _not_writable(file, err.strerror) from err
    finally:
        draft.unlink(missing_ok=True)


def _not_writable(file: Path, reason: str | None) -> ConfigError:
    return ConfigError(f"{file} cannot be written: {reason}", remedy=_REMEDY)
