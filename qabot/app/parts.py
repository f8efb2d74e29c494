"""From settings to concrete parts: the only module that chooses classes."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qabot.answering.cite import CiteOptions
from qabot.answering.decide import DecideOptions
from qabot.answering.weights import FIRST_READING, SECOND_READING, AnswerWeights
from qabot.app.settings import OWN_READER
from qabot.ask_options import AskOptions
from qabot.errors import ConfigError, IndexCorrupt, IndexMismatch, ModelError
from qabot.indexing.local.backend import LocalBackend
from qabot.indexing.local.store import IndexConfig
from qabot.models.embedder import OnnxEmbedder
from qabot.models.embedder_export import BUNDLED, ensure_exported, export_folder
from qabot.models.onnx.exports import exporting
from qabot.models.reader import SHIPPED, SHIPPED_STRONG, NetworkReader
from qabot.ranking.second_reading import NOTHING_ANSWERS
from qabot.search.hybrid import SearchOptions

if TYPE_CHECKING:
    from collections.abc import Callable

    from qabot.app.settings import Settings
    from qabot.indexing.local.builds import Builds
    from qabot.indexing.milvus.backend import MilvusBackend
    from qabot.ingest.source import Limits
    from qabot.model import Article
    from qabot.writing.endpoint import Endpoint


def usable_threads(settings: Settings) -> int:
    """Return how many texts are embedded at the same time: the setting, else one for each usable processor."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return settings.index.threads or usable or 1


def ask_options(settings: Settings) -> AskOptions:
    """Return the options that the settings stand for; fitted weights are as they ship."""
    answer = settings.answer

    def decide_with(weights: AnswerWeights) -> DecideOptions:
        return DecideOptions(
            threshold=answer.threshold,
            parts=answer.parts,
            part_margin=answer.part_margin,
            rival_margin=answer.differ_margin,
            candidates=weights.candidates,
            confidence=replace(weights.confidence, slope=answer.confidence_slope, shift=answer.confidence_shift),
        )

    return AskOptions(
        max_question_chars=answer.max_question_chars,
        read=settings.reader.passages,
        hopeless=NOTHING_ANSWERS,
        search=SearchOptions(candidates=settings.search.candidates, per_article=settings.search.per_article),
        decide=decide_with(FIRST_READING),
        decide_again=decide_with(SECOND_READING),
        cite=CiteOptions(statements=answer.statements, margin=answer.margin, corpus=str(Path(settings.corpus.path))),
        stale_after_days=answer.stale_after_days,
    )


def article_limits(settings: Settings) -> Limits:
    """Return how large the files and articles of the corpus may be."""
    from qabot.ingest.source import Limits

    limits = settings.corpus
    return Limits(max_file_bytes=limits.max_file_mb * 1_000_000, max_article_chars=limits.max_article_chars)


def index_config(settings: Settings, embedder: OnnxEmbedder) -> IndexConfig:
    """Return what a build must be made with to fit the settings."""
    size, about = settings.passages, embedder.about
    return IndexConfig(about.name, about.fingerprint, about.dim, size.min_tokens, size.max_tokens)


def make_backend(settings: Settings, builds: Builds) -> LocalBackend | MilvusBackend:
    """Return the place where builds are kept.

    Raises:
        ConfigError: Milvus's token cannot be read.
    """
    store = settings.store
    if store.backend == "local":
        return LocalBackend(builds)
    from qabot.indexing.milvus.address import Address, read_token
    from qabot.indexing.milvus.backend import MilvusBackend

    address = Address(
        store.uri or str(builds.index / "milvus.db"),
        token=read_token(store.token_file),
        timeout_s=store.timeout_s,
        write_timeout_s=store.write_timeout_s,
    )
    return MilvusBackend(address, name=store.collection, keep_s=store.keep_s)


def open_embedder(settings: Settings, builds: Builds, backend: LocalBackend | MilvusBackend) -> OnnxEmbedder:
    """Return the embedding model that the index was made with, checked against its checksums.

    Raises:
        IndexMissing: nothing has been indexed here yet.
        IndexMismatch: the index was made with another model.
        IndexCorrupt: the index's own export is gone or damaged.
        ModelError: the export in the package is.
    """
    wanted = settings.embedder.model
    folder = export_folder(builds.models, wanted)
    if wanted == BUNDLED:
        # A missing index is reported before a model is loaded for it.
        backend.current_name()
    elif not folder.is_dir():
        made_with = backend.made_with().get("model")
        if made_with != wanted:
            raise IndexMismatch(
                f"The index was made with the model {made_with}, not {wanted}", remedy="Run: qabot index"
            )
        if settings.store.backend == "milvus":
            # The index came from another machine; this machine exports the model once.
            sys.stderr.write(f"Exporting the model {wanted} for questions; this is done once.\n")
            with exporting(builds.models):
                ensure_exported(builds.models, wanted)
    try:
        return OnnxEmbedder(folder, threads=usable_threads(settings))
    except ModelError as err:
        if wanted == BUNDLED:
            raise
        raise IndexCorrupt(err.problem, remedy=err.remedy) from err


def make_reader(
    settings: Settings, builds: Builds, *, article: Callable[[str], Article], before_export: Callable[[], object]
) -> NetworkReader:
    """Return the reader: the network of the package, or the model that the settings name.

    Args:
        settings: name the reader.
        builds: keep its export.
        article: gives the article of a hit.
        before_export: called before an export that takes some seconds; may raise what should be reported first.

    Raises:
        ModelError: the model cannot be found or loaded, or answers no questions.
    """
    named, threads = settings.reader.model, usable_threads(settings)
    if named == OWN_READER:
        return NetworkReader(SHIPPED, article=article, threads=threads, remedy="Reinstall qabot", in_7_bits=True)
    from qabot.models.reader_export import SETTING, ensure_reader, read_about

    def report(line: str) -> None:
        before_export()
        sys.stderr.write(line + "\n")

    folder = ensure_reader(builds.models, named, report=report)
    return NetworkReader(
        folder,
        article=article,
        threads=threads,
        remedy=f"Check {SETTING} in config.toml",
        max_tokens=read_about(folder).max_tokens,
    )


def make_second_reader(settings: Settings, *, article: Callable[[str], Article]) -> NetworkReader | None:
    """Return the reader that reads the best passages once more; ``None`` if the settings turn it off.

    It goes with qabot's own first reader only, since both were fitted together.

    Args:
        settings: name the first reader, and how much effort is wanted.
        article: gives the article of a hit.
    """
    if settings.reader.effort == "fast" or settings.reader.model != OWN_READER:
        return None
    threads = usable_threads(settings)
    return NetworkReader(SHIPPED_STRONG, article=article, threads=threads, remedy="Reinstall qabot", in_7_bits=True)


def make_endpoint(settings: Settings) -> Endpoint:
    """Return the language model that writes.

    Raises:
        ConfigError: the settings name none, or its key cannot be read.
    """
    from qabot.writing.endpoint import Endpoint, read_key

    writer = settings.writer
    if not writer.base_url or not writer.model:
        raise ConfigError(
            "No language model is named",
            remedy="Set base_url and model in [writer] of config.toml, or leave out --write",
        )
    return Endpoint(
        writer.base_url,
        writer.model,
        key=read_key(writer.key_file),
        timeout_s=writer.timeout_s,
        tokens=writer.tokens,
    )


def renew_reader_export(settings: Settings, builds: Builds) -> None:
    """Export the reader that the settings name, if they name one and its weights have changed.

    Raises:
        ModelError: the model cannot be found or loaded, or answers no questions.
    """
    if settings.reader.model == OWN_READER:
        return
    from qabot.models.reader_export import ensure_reader

    ensure_reader(
        builds.models,
        settings.reader.model,
        report=lambda line: sys.stderr.write(line + "\n"),
        trust_time=False,
    )
