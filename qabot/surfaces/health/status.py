"""What ``qabot status`` shows of an index; no model is loaded."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from qabot.app.settings import OWN_READER
from qabot.errors import IndexCorrupt, IndexProblem, ModelError
from qabot.indexing.local.catalogue import Catalogue
from qabot.indexing.local.store import IndexConfig, differs
from qabot.models.embedder_export import export_folder, read_about
from qabot.models.reader_export import reader_state
from qabot.surfaces.wording import format_age, format_bytes, format_day

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TypeAlias

    from qabot.app.qabot import Qabot
    from qabot.indexing.local.manifest import Manifest

    Json: TypeAlias = str | int | bool | list[int | None] | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One property of an index.

    Attributes:
        key: its name in JSON.
        name: its name for people.
        value: its value in JSON.
        shown: its value for people.
    """

    key: str
    name: str
    value: Json
    shown: str


def status_facts(qabot: Qabot) -> list[Fact]:
    """Return the properties of the current build, without loading a model or reading an article.

    Raises:
        IndexProblem: there is no build, it is incomplete, or it has another schema version.
    """
    manifest, contents = _in_milvus(qabot) if qabot.settings.store.backend == "milvus" else _on_disk(qabot)
    return [
        Fact("build", "build", manifest.build, manifest.build),
        *_age(manifest),
        *contents,
        *_config(manifest, _reader(qabot)),
        *_folders(qabot),
        _changes(qabot),
        _fit(qabot, manifest),
    ]


def _on_disk(qabot: Qabot) -> tuple[Manifest, list[Fact]]:
    folder, manifest = qabot.builds.current()
    try:
        return manifest, _contents(folder)
    except IndexProblem:
        # A writer may have published a newer build and deleted this one between the two lines above.
        newer, manifest = qabot.builds.current()
        if newer == folder:
            raise
        return manifest, _contents(newer)


def _in_milvus(qabot: Qabot) -> tuple[Manifest, list[Fact]]:
    from qabot.indexing.milvus.backend import MilvusBackend

    if not isinstance(qabot.backend, MilvusBackend):
        raise TypeError
    store = qabot.backend.open_library()
    counts = {"articles": store.manifest.articles, "passages": store.passage_count, "sources": len(store.sources())}
    where = Fact("milvus", "in Milvus", qabot.backend.address.uri, qabot.backend.where)
    return store.manifest, [where, *_counts(counts, *store.about.published)]


def asked_config(qabot: Qabot) -> IndexConfig:
    """Return what the current settings would make a build with, according to the exported model.

    Raises:
        ModelError: no model was exported for the current settings, or it is unreadable.
    """
    about = read_about(export_folder(qabot.builds.models, qabot.settings.embedder.model))
    size = qabot.settings.passages
    return IndexConfig(about.name, about.fingerprint, about.dim, size.min_tokens, size.max_tokens)


def misfit(qabot: Qabot, manifest: Manifest) -> str | None:
    """Return how a build differs from what the current settings ask for, or ``None``.

    Raises:
        ModelError: this is unknown, because the exported model is missing or unreadable.
    """
    made, asked = manifest.config.get("model"), qabot.settings.embedder.model
    if made != asked:
        return f"the model {made}, not {asked}"
    return differs(manifest, asked_config(qabot))


def changed_files(qabot: Qabot) -> tuple[int | None, str]:
    """Return how many files changed since they were indexed, as a number (``None`` if unknown) and in words."""
    if not qabot.corpus.is_dir():
        return None, f"unknown: there is no folder {qabot.corpus}"
    count = qabot.changed_files
    if count is None:
        return None, "unknown: too many files to look at each"
    return count, f"{count:,}: run qabot index" if count else "none"


def bytes_below(folder: Path) -> int:
    """Return the size of all files below a folder, 0 if there is no folder."""
    total = 0
    for file in folder.rglob("*"):
        # A writer may remove files meanwhile.
        with contextlib.suppress(OSError):
            total += file.stat().st_size if file.is_file() else 0
    return total


def age_s(manifest: Manifest) -> int:
    """Return how many seconds ago a build was made; 0 if it was made by a clock ahead of this one."""
    return max(0, int((datetime.now(UTC) - manifest.created.astimezone()).total_seconds()))


def _age(manifest: Manifest) -> list[Fact]:
    made = manifest.created.astimezone()
    seconds = age_s(manifest)
    return [
        Fact("created", "made", manifest.created.isoformat(), f"{format_day(made.date())}, {made:%H:%M}"),
        Fact("age_s", "age", seconds, format_age(seconds)),
    ]


def _contents(folder: Path) -> list[Fact]:
    with contextlib.closing(Catalogue(folder)) as catalogue:
        first, last = catalogue.published_range()
        counts = {
            "articles": catalogue.articles,
            "passages": catalogue.passage_count,
            "sources": len(catalogue.sources()),
        }
    return _counts(counts, first, last)


def _counts(counts: dict[str, int], first: str | None, last: str | None) -> list[Fact]:
    facts: list[Fact] = [Fact(name, name, count, f"{count:,}") for name, count in counts.items()]
    try:
        for key, day in (("published_from", first), ("published_to", last)):
            facts.append(Fact(key, key.replace("_", " "), day, format_day(date.fromisoformat(day) if day else None)))
    except ValueError as err:
        raise IndexCorrupt(f"The catalogue has an invalid date ({err})", remedy="Run: qabot index --rebuild") from err
    return facts


def _reader(qabot: Qabot) -> Fact:
    name = qabot.settings.reader.model
    state = "ready" if name == OWN_READER else reader_state(qabot.builds.models, name, trust_time=True)
    how = {"missing": "not exported yet", "damaged": "its export is damaged", "outdated": "its weights changed"}
    return Fact("reader", "reader", name, f"{name}: {how[state]}, run qabot index" if state in how else name)


def _config(manifest: Manifest, reader: Fact) -> list[Fact]:
    made = manifest.config
    tokens = [made.get("min_tokens"), made.get("max_tokens")]
    return [
        Fact("model", "model", made.get("model"), str(made.get("model"))),
        reader,
        Fact("dim", "vector length", made.get("dim"), str(made.get("dim"))),
        Fact("passage_tokens", "passage tokens", tokens, f"{tokens[0]} to {tokens[1]}"),
    ]


def _folders(qabot: Qabot) -> list[Fact]:
    corpus, index = str(qabot.corpus.absolute()), str(qabot.builds.index.absolute())
    size_bytes = bytes_below(qabot.builds.index)
    return [
        Fact("corpus", "corpus", corpus, corpus),
        Fact("index", "index", index, index),
        Fact("size_bytes", "size on disk", size_bytes, format_bytes(size_bytes)),
    ]


def _changes(qabot: Qabot) -> Fact:
    count, shown = changed_files(qabot)
    return Fact("changed_files", "files changed since", count, shown)


def _fit(qabot: Qabot, manifest: Manifest) -> Fact:
    """Return whether the current settings can use this build."""
    try:
        difference = misfit(qabot, manifest)
    except ModelError as err:
        return Fact("fits_settings", "fits the settings", None, f"unknown: {err}")
    shown = f"no: made with {difference}. Run: qabot index." if difference else "yes"
    return Fact("fits_settings", "fits the settings", not difference, shown)
