"""The project's own corpus and a few invented articles, indexed with the real model, and what is found in them."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from workspace import SilentProgress

from qabot.answering.overviews.material import articles_about
from qabot.answering.overviews.topic import topic_of
from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot
from qabot.app.settings import CorpusSettings, IndexSettings, Settings
from qabot.question.understand import understand
from qabot.search.hybrid import search

PROJECT = Path(__file__).parents[3]
BULLETINS = {
    "first.md": (
        "---\ntitle: Fire at the Orlen mill\nsource: Harbour Post\npublished: 2024-05-02\n---\n"
        "A fire broke out at the Orlen mill on 1 May and killed 14 people. The Orlen mill was built in 1903. "
        "Its owner, Tormod Vance, said the roof had been checked.\n"
    ),
    "second.md": (
        "---\ntitle: Toll at the Orlen mill\nsource: Valley Courier\npublished: 2024-05-03\n---\n"
        "On 1 May a fire at the Orlen mill killed 16 people, the county said. The fire at the Orlen mill was the worst "
        "in the county for a century.\n"
    ),
    "third.md": (
        "---\ntitle: Orlen mill to be pulled down\nsource: Valley Courier\npublished: 2024-06-20\n---\n"
        "A fire broke out at the Orlen mill on 1 May and killed 16 people. What is left of the Orlen mill will be "
        "pulled down on 3 July, the council decided on Tuesday. A park will take the place of the Orlen mill. In 1931 "
        "the Orlen mill was struck by lightning. For half a century the Orlen mill fed the valley.\n"
    ),
    "bylines.md": (
        "---\ntitle: Tea prices\nsource: Harbour Post\npublished: 2024-04-01\n---\n"
        "By Edda Quist\n\nTea prices rose by a tenth in March, traders in Arden said. The harvest was late.\n\n"
        "Edda Quist is a reporter at the Harbour Post based in Arden.\n"
    ),
}


@dataclass
class Articles:
    """An index with its model, and what a search finds in it."""

    qabot: Qabot

    @property
    def parts(self):
        return {"store": self.qabot.store, "embedder": self.qabot.embedder}

    def topic(self, text):
        return topic_of(text, store=self.qabot.store)

    def hits(self, text, limit=48):
        asked = understand(text, **self.parts, max_chars=500)
        return search(asked, limit, store=self.qabot.store, options=self.qabot.options.search)

    def groups(self, hits):
        return self.qabot.store.duplicate_groups({hit.passage.article_id for hit in hits})

    def about(self, text):
        """Return the topic and the articles about it."""
        return self.topic(text), self.articles_about(text)

    def articles_about(self, text):
        hits = self.hits(text)
        return articles_about(self.topic(text), hits, store=self.qabot.store, duplicate_groups=self.groups(hits))


@pytest.fixture(scope="session")
def sample(own_index_folder):
    return Articles(Qabot(load_settings(PROJECT / "config.toml", index=own_index_folder)))


@pytest.fixture(scope="session")
def bulletins(made_once):
    def settings(folder):
        index = IndexSettings(path=str(folder / "index"), threads=1)
        return Settings(corpus=CorpusSettings(path=str(folder / "corpus")), index=index)

    def make(folder):
        (folder / "corpus").mkdir()
        for name, text in BULLETINS.items():
            (folder / "corpus" / name).write_text(text, encoding="utf-8")
        Qabot(settings(folder)).index(progress=SilentProgress())

    return Articles(Qabot(settings(made_once("bulletins", make))))
