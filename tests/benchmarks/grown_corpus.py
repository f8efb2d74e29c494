"""An endless corpus that grows out of a real one, with vectors: the real model's, or mixed from it."""

import hashlib
import random
from pathlib import Path

import numpy as np

from qabot.app.qabot import Qabot
from qabot.indexing.checkpoint import Checkpoint
from qabot.indexing.local.store import IndexConfig
from qabot.model import Article, Passage, Span

NOISE = 0.25


class Grown:
    """An endless corpus: the real articles, then articles of real sentences in other places."""

    def __init__(self, qabot: Qabot, cache: Path, *, real: int) -> None:
        self.real_up_to = real
        self.store = qabot.store
        self.embedder = qabot.embedder
        about = self.embedder.about
        self.config = IndexConfig(about.name, about.fingerprint, about.dim, 120, 200)
        catalogue = self.store.catalogue
        self.real = [catalogue.article(name) for name in sorted(catalogue.digests())]
        self.cuts = {article.id: catalogue.passages_of(article.id) for article in self.real}
        self.row_of = self.store.ordinal_with_key
        self.cache = Checkpoint(cache, fingerprint=about.fingerprint, dim=about.dim)
        self.sources: dict[bytes, tuple[int, int]] = {}
        self.embedded = 0

    def articles(self, passages: int, *, seed: int = 0):
        """Yield articles until there are so many passages; the last may be cut short."""
        made = 0
        number = 0
        while made < passages:
            article = self.real[number % len(self.real)]
            cuts = self.cuts[article.id][: passages - made]
            if number >= len(self.real) or seed:
                article, cuts = self.varied(article, cuts, number, seed)
            self.made[article.id] = cuts
            made += len(cuts)
            number += 1
            yield article

    def varied(self, article: Article, cuts, number: int, seed: int):
        """Return an article whose passages keep every second sentence or so; the others are from anywhere."""
        chance = random.Random(f"{seed} {number}")
        text, passages = "", []
        name = f"made-{seed}-{number}"
        for cut in cuts:
            other = self.cuts[chance.choice(self.real).id]
            strange = chance.choice(other) if other else cut
            spans, start = [], len(text)
            for place, span in enumerate(cut.sentences or (Span(cut.start, cut.end),)):
                sentence = cut.sentence(span)
                if chance.random() < 0.5 and strange.sentences:
                    sentence = strange.sentence(strange.sentences[place % len(strange.sentences)])
                spans.append(Span(len(text), len(text) + len(sentence)))
                text += sentence + " "
            passages.append(Passage(name, start, spans[-1].end, text[start : spans[-1].end], tuple(spans)))
        made = Article(
            name, article.title, article.source, article.url, article.authors, article.published, article.path, text
        )
        return made, tuple(passages)

    def begin(self, passages: int) -> None:
        """Count passages from here: which of them the real model embeds depends on how many there are."""
        self.made: dict[str, tuple[Passage, ...]] = {}
        self.real_model = passages <= self.real_up_to

    @property
    def fingerprint(self) -> str:
        return self.embedder.fingerprint

    def embed(self, texts, *, progress=None):
        """Return vectors: kept, of the real model, or mixed."""
        keys = [hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
        rows = np.empty((len(texts), self.config.dim), dtype=np.float32)
        missing = []
        for place, key in enumerate(keys):
            row = self.row_of(key)
            if row is not None:
                rows[place] = self.store.dense.vectors(np.array([row]))[0]
            elif key in self.cache:
                rows[place] = self.cache.vectors([key])[0]
            elif self.real_model:
                missing.append(place)
            else:
                rows[place] = self.mixed(key)
        if missing:
            rows[missing] = self.embedder.embed([texts[place] for place in missing])
            self.cache.put([keys[place] for place in missing], rows[missing])
        if progress:
            progress(len(texts))
        return rows

    def mixed(self, key: bytes):
        """Return a vector between those of two real passages, with noise."""
        chance = np.random.default_rng(int.from_bytes(key, "big"))
        one, other = self.store.dense.vectors(chance.integers(0, self.store.passage_count, 2))
        share = chance.uniform(0.05, 0.45)
        row = (1 - share) * one + share * other + chance.normal(0, NOISE / len(one) ** 0.5, len(one))
        return (row / np.linalg.norm(row)).astype(np.float32)
