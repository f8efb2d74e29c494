"""Mining returns what our own search finds for a question, without the passages that contain the answer."""

import gzip
import json

import pytest
from bridges import Advances

from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot
from qabot.text.squad import plain_answer
from qabot.training.mining import OTHER_ARTICLES, SAME_ARTICLE, mine
from qabot.training.sources import TrainingQuestion

TEXTS = {
    "Bridge": "Mara Quill drew the bridge of Brill.\n\nThe bridge of Brill is long.\n\nThe bridge of Brill is old.",
    "Ferry": "The ferry went where the bridge of Brill is now.",
    "Mill": "The mill stands below the bridge of Brill.",
    "Quay": "The quay is near the bridge of Brill, said MARA QUILL.",
    "Dairy": "The dairy sends cheese over the bridge of Brill.",
}


@pytest.mark.slow
def test_negatives_are_found_passages_without_the_answer(tmp_path):
    folder = tmp_path / "squad"
    (folder / "corpus").mkdir(parents=True)
    rows = [{"id": name, "title": name, "text": text} for name, text in TEXTS.items()]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "corpus" / "articles.jsonl").write_text(lines, encoding="utf-8")
    Qabot(load_settings(corpus=folder / "corpus", index=folder / "index")).index(progress=Advances())
    question = TrainingQuestion("Who drew the bridge of Brill?", (("Mara Quill", 0),), TEXTS["Bridge"], "Bridge")
    progress = Advances()
    mine([question, question], folder, folder / "out.jsonl.gz", progress=progress, processes=1)
    with gzip.open(folder / "out.jsonl.gz", "rt", encoding="utf-8") as file:
        first, second = [json.loads(line) for line in file]
    assert first == second
    assert (first["question"], first["answers"]) == (question.question, [["Mara Quill", 0]])
    negatives = first["negatives"]
    titles = [one["header"] for one in negatives]
    assert titles.count("Bridge") <= SAME_ARTICLE
    assert len([one for one in titles if one != "Bridge"]) == OTHER_ARTICLES
    assert "Quay" not in titles
    assert all(plain_answer("Mara Quill") not in plain_answer(one["text"]) for one in negatives)
    assert progress.advanced == 2
    assert sorted(path.name for path in folder.iterdir()) == ["corpus", "index", "out.jsonl.gz"]
