"""Builds the index, from the articles to a published build: the left half of the flow."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from qabot.errors import CorpusError
from qabot.ingest.formats import ending_of
from qabot.model import Article, KnownArticle, Passage, Skipped
from qabot.ports import Embedder, IndexWriter, Progress


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What one run of ``qabot index`` did, compared with the build before it.

    Attributes:
        build: the id of the build that now answers.
        added: how many articles are new.
        changed: how many articles have another content than before.
        removed: how many articles are no longer there.
        unchanged: how many articles are as before.
        skipped: the files and records that are not articles, each with its reason.
        formats: how many files with each ending (".html", ".pdf") the articles came from, by ending.
        passages: how many passages the whole build has.
        embedded: how many passages had their vector computed; the others kept theirs.
        resumed: how many texts had their vector computed by an earlier run that was stopped.
        seconds: how long the run took.
        note: why nothing of an earlier build was used, or ``None``.
    """

    build: str
    added: int
    changed: int
    removed: int
    unchanged: int
    skipped: tuple[Skipped, ...]
    formats: Mapping[str, int]
    passages: int
    embedded: int
    resumed: int
    seconds: float
    note: str | None


def build_index(
    items: Iterable[Article | KnownArticle | Skipped],
    writer: IndexWriter,
    *,
    split: Callable[[Article], tuple[Passage, ...]],
    embedder: Embedder,
    progress: Progress,
) -> BuildReport:
    """Read, split, embed and publish; publish nothing if nothing changed, unless the writer compacts.

    Args:
        items: the corpus, in a fixed order. An article that the writer has in the same form may come without its text.
        writer: a fresh draft.
        split: splits an article into passages.
        embedder: computes the vectors of passages that the earlier build does not have.
        progress: shows each stage.

    Raises:
        CorpusError: there is no article to index. The earlier build stays.
        IndexNotWritable: the build cannot be written, for example because the disk is full. The earlier build stays.
    """
    began = time.monotonic()
    skipped: list[Skipped] = []
    digests: dict[str, str] = {}
    files: set[str] = set()
    passages = embedded = 0

    progress.stage("Reading articles", None, "articles")
    known = writer.known
    for item in items:
        if isinstance(item, Skipped):
            skipped.append(item)
            continue
        if isinstance(item, KnownArticle) or known.get(item.id) == item.digest:
            passages += writer.keep(item)
        else:
            pieces = split(item)
            writer.add(item, pieces)
            passages += len(pieces)
        digests[item.id] = item.digest
        files.add(_file_of(item.path))
        progress.advance()
    if not digests:
        raise _nothing_to_index(skipped)

    progress.stage("Embedding", writer.missing, "passages")
    for texts in writer.to_embed():
        writer.put(embedder.embed(texts, progress=progress.advance))
        embedded += len(texts)

    added = sum(article_id not in known for article_id in digests)
    changed = sum(known.get(article_id, digest) != digest for article_id, digest in digests.items())
    removed = sum(article_id not in digests for article_id in known)
    build = writer.publish(progress) if added or changed or removed or writer.compacts else writer.discard()
    return BuildReport(
        build=build,
        added=added,
        changed=changed,
        removed=removed,
        unchanged=len(digests) - added - changed,
        skipped=tuple(skipped),
        formats=dict(sorted(Counter(map(ending_of, files)).items())),
        passages=passages,
        embedded=embedded,
        resumed=writer.resumed,
        seconds=time.monotonic() - began,
        note=writer.fresh_because,
    )


def _file_of(path: str) -> str:
    """Return the path of the file that an article came from: of "all.zip#a/b.txt", "all.zip"."""
    archive, mark, _ = path.partition("#")
    return archive if mark and ending_of(archive) else path


def _nothing_to_index(skipped: list[Skipped]) -> CorpusError:
    if not skipped:
        return CorpusError("The corpus has no articles in it", remedy="Put some in, then run: qabot index")
    first = skipped[0]
    others = f" and {len(skipped) - 1} more" if len(skipped) > 1 else ""
    return CorpusError(
        f"Nothing in the corpus can be read as an article: {first.path} {first.reason}{others}",
        remedy="Mend these files or put in others, then run: qabot index",
    )
