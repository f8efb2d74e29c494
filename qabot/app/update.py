"""Brings an index up to date with its corpus."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from qabot.app.parts import article_limits, index_config, renew_reader_export, usable_threads
from qabot.build import build_index
from qabot.errors import EarlierBuildCorrupt
from qabot.ingest.changes import remember
from qabot.ingest.corpus import check_corpus, read_corpus
from qabot.ingest.file_memory import FILE, FileMemory
from qabot.ingest.passages import PassageSize, split_passages
from qabot.models.embedder import OnnxEmbedder
from qabot.models.embedder_export import discard_own_export, ensure_exported, export_folder, read_about
from qabot.models.onnx.exports import clear_drafts

if TYPE_CHECKING:
    from qabot.app.settings import Settings
    from qabot.build import BuildReport
    from qabot.indexing.local.backend import LocalBackend
    from qabot.indexing.local.builds import Builds
    from qabot.indexing.local.writer import LocalWriter
    from qabot.indexing.milvus.backend import MilvusBackend
    from qabot.indexing.milvus.writer import MilvusWriter
    from qabot.ports import Progress


class IndexUpdater:
    """Updates one index, perhaps many times; the embedding model stays loaded in between."""

    def __init__(self, settings: Settings, builds: Builds, backend: LocalBackend | MilvusBackend) -> None:
        """Open nothing yet.

        Args:
            settings: name the corpus and the models.
            builds: keep the exported models and what the corpus looked like.
            backend: keeps the builds.
        """
        self._settings = settings
        self._builds = builds
        self._backend = backend
        self._loaded: tuple[Path, OnnxEmbedder] | None = None

    def update(self, *, progress: Progress, rebuild: bool, compact: bool) -> BuildReport:
        """Index what has changed in the corpus, or all of it.

        Args:
            progress: is told of each stage.
            rebuild: whether to index everything anew.
            compact: whether to merge all parts of the index into one.

        Raises:
            CorpusError: there is no corpus folder, or nothing in it can be indexed.
            ModelError: the embedding model, or the reader that the settings name, cannot be used.
            IndexBusy: another process is indexing.
            IndexNotWritable: the index folder cannot be written.
        """
        settings, builds = self._settings, self._builds
        corpus = Path(settings.corpus.path)
        check_corpus(corpus)
        size = PassageSize(settings.passages.min_tokens, settings.passages.max_tokens)
        limits = article_limits(settings)
        with builds.locked():
            clear_drafts(builds.models)
            embedder = self._embedder(progress)
            renew_reader_export(settings, builds)
            config = index_config(settings, embedder)
            writer = self._backend.writer(config, builds=builds, rebuild=rebuild, compact=compact)
            looked_at = remember(corpus, builds.index)
            memory = FileMemory(builds.index / FILE, limits=limits)

            def build(writer: LocalWriter | MilvusWriter) -> BuildReport:
                # Compacting verifies everything: it reads every file.
                known = {} if compact else writer.known
                try:
                    return build_index(
                        read_corpus(corpus, limits=limits, memory=memory, known=known),
                        writer,
                        split=partial(split_passages, tokens=embedder, size=size),
                        embedder=embedder,
                        progress=progress,
                    )
                except BaseException:
                    writer.discard()
                    raise

            try:
                report = build(writer)
            except EarlierBuildCorrupt as err:
                writer = self._backend.writer(config, builds=builds, rebuild=True)
                writer.fresh_because = f"everything is made anew: {err.problem[0].lower()}{err.problem[1:]}"
                report = build(writer)
            memory.save()
            builds.finish(looked_at)
            discard_own_export(builds.models)
        return report

    def _embedder(self, progress: Progress) -> OnnxEmbedder:
        """Return the embedding model: the one of the last update if that is still the same."""
        models, name = self._builds.models, self._settings.embedder.model
        exported = export_folder(models, name).is_dir()
        progress.stage("Loading the model" if exported else "Preparing the model, once (about 15 s)", None, "")
        folder = ensure_exported(models, name)
        if not self._loaded or self._loaded[0] != folder or self._loaded[1].about != read_about(folder):
            self._loaded = folder, OnnxEmbedder(folder, threads=usable_threads(self._settings))
        return self._loaded[1]
