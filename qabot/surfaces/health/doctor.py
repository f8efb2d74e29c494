"""The checks of ``qabot doctor``: settings, corpus, models, index and disk."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from qabot.app.config_file import load_settings
from qabot.app.parts import make_endpoint
from qabot.app.qabot import Qabot
from qabot.errors import (
    ConfigError,
    IndexCorrupt,
    IndexMismatch,
    IndexProblem,
    ModelError,
    QabotError,
    WriterFailed,
)
from qabot.indexing.local.store import LocalStore
from qabot.models.embedder_export import BUNDLED, damaged, export_folder, find_weights, read_about
from qabot.surfaces.health.environment_checks import (
    check_articles,
    check_index_folder,
    check_room,
    check_settings_file,
    check_weights,
    some,
)
from qabot.surfaces.health.index_checks import check_model, check_reader, check_vectors, check_words
from qabot.surfaces.health.status import age_s, changed_files, misfit
from qabot.surfaces.wording import format_age, format_bytes, format_count, join_words, sanitize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qabot.indexing.local.builds import Builds
    from qabot.indexing.local.catalogue import Catalogue
    from qabot.indexing.local.manifest import Manifest
    from qabot.indexing.milvus.store import MilvusStore

_REBUILD = "Run: qabot index --rebuild"


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check.

    Attributes:
        name: what was checked.
        exit_code: 0 if nothing is wrong, 2 for settings, corpus and models, 3 for the index.
        detail: one line: what was found, and if something is wrong, what to do.
    """

    name: str
    exit_code: int
    detail: str


def examine(
    config: Path | None, *, corpus: Path | None, index: Path | None, backend: str | None = None
) -> Iterator[Finding]:
    """Run every check and yield each finding; a fault that makes later checks meaningless ends them."""
    try:
        settings = load_settings(config, corpus=corpus, index=index, backend=backend)
    except ConfigError as err:
        yield Finding("settings", err.exit_code, sanitize(f"{err} Then run qabot doctor again for the rest."))
        return
    qabot = Qabot(settings)
    yield _finding("settings", lambda: check_settings_file(config))
    yield _finding("corpus", lambda: check_articles(qabot.corpus))
    yield _finding("model", lambda: check_weights(settings.embedder.model))
    yield _finding("reader", lambda: check_reader(qabot))
    if settings.writer.base_url or settings.writer.enabled:
        yield _finding("writer", lambda: _writer(qabot))
    yield _finding("index folder", lambda: check_index_folder(qabot.builds))
    yield _finding("disk", lambda: check_room(qabot.builds.index))
    yield from _examine_index(qabot)


def _writer(qabot: Qabot) -> str:
    """Return what the endpoint of the language model says; its key is in nothing that is shown."""
    endpoint = make_endpoint(qabot.settings)
    models = endpoint.models()
    if models and endpoint.model not in models:
        raise WriterFailed(f"the language model's endpoint has {join_words(models[:3])}, not {endpoint.model}")
    return f"{endpoint.model} is there at {endpoint.base_url}"


def _examine_index(qabot: Qabot) -> Iterator[Finding]:
    if qabot.settings.store.backend == "milvus":
        yield from _examine_milvus(qabot)
        return
    try:
        folder, manifest = qabot.builds.current()
    except IndexProblem as err:
        yield Finding("build", err.exit_code, sanitize(str(err)))
        return
    for finding in _examine_build(qabot, folder, manifest):
        if finding.exit_code and _replaced(qabot.builds, folder):
            yield Finding("build", 0, "a newer build was published during this check: run qabot doctor again")
            return
        yield finding
    yield Finding("changes", 0, sanitize(_changes(qabot)))


def _examine_milvus(qabot: Qabot) -> Iterator[Finding]:
    opened: list[MilvusStore] = []
    yield _finding("milvus", lambda: _open_in_milvus(qabot, opened))
    for store in opened:
        yield _finding("build", partial(_build, store.manifest))
        exported = _finding("exported model", lambda: _exported(qabot))
        if not _uses_own_model(qabot):
            yield exported
        if not exported.exit_code:
            yield _finding("fit", partial(_fit, qabot, store.manifest))
        yield _finding("rows", store.check)
        yield _finding("words", partial(check_words, store))
        if not exported.exit_code and _made_with_export(qabot, store.manifest):
            yield _finding("embedding", partial(check_model, store, _export_folder(qabot), threads=qabot.threads))
        yield Finding("changes", 0, sanitize(_changes(qabot)))


def _open_in_milvus(qabot: Qabot, opened: list[MilvusStore]) -> str:
    from qabot.indexing.milvus.backend import MilvusBackend

    backend = qabot.backend
    if isinstance(backend, MilvusBackend):
        opened.append(backend.open_library())
        writers = backend.register.writers()
        if writers:
            return f"{backend.where} is being written by {' and '.join(writers)}"
    return f"{backend.where} answers"


def _examine_build(qabot: Qabot, folder: Path, manifest: Manifest) -> Iterator[Finding]:
    yield _finding("build", lambda: _build(manifest))
    exported = _finding("exported model", lambda: _exported(qabot))
    if not _uses_own_model(qabot):
        yield exported
    if not exported.exit_code:
        yield _finding("fit", lambda: _fit(qabot, manifest))
    files = _finding("files", lambda: _files(qabot.builds, manifest))
    yield files
    # Damaged files are not opened: what SQLite, FAISS and tantivy do with them is undefined.
    if files.exit_code:
        return
    opened: list[LocalStore] = []
    yield _finding("parts", lambda: _open(folder, manifest, opened))
    for store in opened:
        with closing(store.catalogue):
            yield _finding("catalogue", partial(_catalogue, store.catalogue))
            yield _finding("vectors", partial(check_vectors, store))
            yield _finding("words", partial(check_words, store))
            if not exported.exit_code and _made_with_export(qabot, manifest):
                yield _finding("embedding", partial(check_model, store, _export_folder(qabot), threads=qabot.threads))


def _finding(name: str, check: Callable[[], str]) -> Finding:
    """Run a check and return what it returns, or the error that it raises, as a finding."""
    try:
        return Finding(name, 0, sanitize(check()))
    except QabotError as err:
        return Finding(name, err.exit_code, sanitize(str(err)))
    except OSError as err:
        return Finding(name, 3, sanitize(f"{err.filename or 'A file'} cannot be used: {err.strerror}. Check its disk."))


def _build(manifest: Manifest) -> str:
    counts = f"{format_count(manifest.articles, 'article')}, {format_count(manifest.passages, 'passage')}"
    return f"{manifest.build}: {counts}, made {format_age(age_s(manifest))}"


def _exported(qabot: Qabot) -> str:
    if _uses_own_model(qabot):
        return check_weights(BUNDLED)
    folder = _export_folder(qabot)
    if not folder.is_dir():
        if qabot.settings.store.backend == "milvus":
            return "not made yet: the first question makes it"
        if qabot.backend.made_with().get("model") != qabot.settings.embedder.model:
            return "not made yet: qabot index makes it"
    try:
        broken = damaged(folder)
    except ModelError as err:
        raise IndexCorrupt(err.problem, remedy=err.remedy) from err
    if broken:
        raise IndexCorrupt(f"{broken} of {folder} was changed after it was written", remedy="Run: qabot index")
    try:
        _, fingerprint = find_weights(qabot.settings.embedder.model)
    except ModelError:
        # The check of the weights reports this.
        return f"{folder} is unchanged"
    if read_about(folder).fingerprint != fingerprint:
        raise IndexMismatch(f"{folder} was made from other weights than the model has now", remedy="Run: qabot index")
    return f"{folder} is unchanged"


def _fit(qabot: Qabot, manifest: Manifest) -> str:
    difference = misfit(qabot, manifest)
    if difference:
        raise IndexMismatch(
            f"The index was made with {difference}", remedy="Run: qabot index, or put the settings back"
        )
    return "the index was made with the current model and passage lengths"


def _files(builds: Builds, manifest: Manifest) -> str:
    builds.verify(manifest)
    size = format_bytes(sum(state.size_bytes for state in manifest.files.values()))
    return f"{format_count(len(manifest.files), 'file')} of the index, {size}, unchanged"


def _open(folder: Path, manifest: Manifest, opened: list[LocalStore]) -> str:
    try:
        store = LocalStore(folder, manifest)
    except KeyError as err:
        raise IndexCorrupt(f"The manifest of build {manifest.build} lacks {err}", remedy=_REBUILD) from err
    opened.append(store)
    return f"catalogue, vectors and words have {format_count(store.catalogue.passage_count, 'passage')} each"


def _catalogue(catalogue: Catalogue) -> str:
    faults = list(catalogue.check())
    if faults:
        raise IndexCorrupt(some(faults), remedy=_REBUILD)
    return "every passage is in its article"


def _changes(qabot: Qabot) -> str:
    count, shown = changed_files(qabot)
    if not count:
        return "no file changed since the index was made" if count == 0 else shown
    return f"{format_count(count, 'file')} changed since the index was made: run qabot index"


def _made_with_export(qabot: Qabot, manifest: Manifest) -> bool:
    folder = _export_folder(qabot)
    return folder.is_dir() and read_about(folder).fingerprint == manifest.config.get("fingerprint")


def _uses_own_model(qabot: Qabot) -> bool:
    """Whether the settings name qabot's own model, which was reported with the weights already."""
    return qabot.settings.embedder.model == BUNDLED


def _export_folder(qabot: Qabot) -> Path:
    return export_folder(qabot.builds.models, qabot.settings.embedder.model)


def _replaced(builds: Builds, folder: Path) -> bool:
    try:
        return builds.current()[0] != folder
    except IndexProblem:
        return False
