"""Reads and checks config.toml once; a fault names the line's key and what to do."""

import difflib
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from qabot.app.settings import Settings
from qabot.errors import ConfigError

FILE = "config.toml"


def load_settings(
    path: Path | None = None, *, corpus: Path | None = None, index: Path | None = None, backend: str | None = None
) -> Settings:
    """Return the settings of a file, with what the command line names in place of its own.

    Args:
        path: the file; ``None`` reads ``config.toml`` in the working directory if there is one. Folders in the file,
            and the token's file, are relative to the file.
        corpus: in place of ``[corpus] path``; relative to the working directory.
        index: in place of ``[index] path``, likewise.
        backend: in place of ``[store] backend``.

    Raises:
        ConfigError: the file is missing, is not TOML, or has an unknown key or a value out of bounds.
    """
    file = path or Path(FILE)
    settings = _parse(file) if path or file.is_file() else Settings()
    folders = {
        "corpus": corpus or file.parent / Path(settings.corpus.path).expanduser(),
        "index": index or file.parent / Path(settings.index.path).expanduser(),
    }
    token_file = _beside(file, settings.discord.token_file)
    store = {"backend": backend or settings.store.backend, "token_file": _beside(file, settings.store.token_file)}
    if settings.store.uri.endswith(".db"):
        store["uri"] = _beside(file, settings.store.uri)
    return settings.model_copy(
        update={
            "store": settings.store.model_copy(update=store),
            "corpus": settings.corpus.model_copy(update={"path": str(folders["corpus"])}),
            "index": settings.index.model_copy(update={"path": str(folders["index"])}),
            "discord": settings.discord.model_copy(update={"token_file": token_file}),
        }
    )


def _beside(file: Path, name: str) -> str:
    """Return a path that is relative to a settings file as one relative to the working directory; ``""`` stays."""
    return str(file.parent / Path(name).expanduser()) if name else ""


def _parse(file: Path) -> Settings:
    try:
        fields = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as err:
        raise ConfigError(f"There is no {file}", remedy="Name another file with --config, or leave it out") from err
    except (OSError, UnicodeDecodeError) as err:
        reason = err.strerror if isinstance(err, OSError) else "it is not UTF-8"
        raise ConfigError(f"{file} cannot be read: {reason}", remedy="Check the file") from err
    except tomllib.TOMLDecodeError as err:
        raise ConfigError(f"{file} is not valid TOML: {err}", remedy="Mend that line") from err
    try:
        return Settings.model_validate(fields)
    except ValidationError as err:
        raise _explained(file, err) from err


def _explained(file: Path, err: ValidationError) -> ConfigError:
    """Return the first fault in words that name the key, and the nearest known one for a key that is unknown."""
    fault = err.errors()[0]
    place = [str(part) for part in fault["loc"]]
    key = f"[{place[0]}] {'.'.join(place[1:])}".strip() if len(place) > 1 else f"[{place[0]}]" if place else "the file"
    if fault["type"] == "extra_forbidden":
        sections = [f"[{name}]" for name in _known_keys([]) if place[-1] in _known_keys([name])]
        if len(place) == 1 and sections:
            return ConfigError(
                f"{file}: {place[0]} stands in no section", remedy=f"Put it under {' or '.join(sections)}"
            )
        known = _known_keys(place[:-1])
        near = difflib.get_close_matches(place[-1], known, n=1, cutoff=0)
        return ConfigError(f"{file}: unknown key {key}", remedy=f"Did you mean {near[0]}? Known: {', '.join(known)}")
    given = fault.get("input")
    value = f", not {given!r}" if isinstance(given, str | int | float | bool) else ""
    if fault["type"] == "value_error":
        return ConfigError(f"{file}: {key}: {fault['msg'].removeprefix('Value error, ')}", remedy="Mend these lines")
    # Only a section that is not a table has a message that speaks of classes.
    wanted = "a section of its own" if len(place) == 1 else fault["msg"].removeprefix("Input should be ")
    return ConfigError(f"{file}: {key} should be {wanted}{value}", remedy="Mend that line")


def _known_keys(place: list[str]) -> list[str]:
    section: Any = Settings
    for name in place:
        section = section.model_fields[name].annotation
    return sorted(section.model_fields)
