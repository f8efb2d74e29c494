"""Makes the question sets that answers are fitted and reported on, from news2022 and SQuAD.

usage: python tests/benchmarks/question_sets.py OUT --news DIR --training DIR --squad dev-v1.1.json.gz \
           --left-out dev-v2.0-ten-articles.json.gz --lists multispan.jsonl.gz

OUT gets a folder a set, `fit-*` and `report-*`, each with `corpus/` and `questions.jsonl` ({"question", "answer" or
"answers", "gold", "weak"}; neither answer where the corpus does not say). No article or question is in both a `fit` and
a `report` set, but for the news corpus, whose questions are parted: those with a `weak` article and no `gold` one, and
every other unanswerable one, fit.

SQuAD's development titles (the reader learned from the others, and would be too sure of them), but for those left out,
become articles and small corpora of 2, 5 and 12 of them. Of four questions two keep the paragraph that answers them,
one loses it while its article stays (a near miss), and one loses its whole article.

`near` sets are small corpora of 1, 5 and 25 of the training titles that the reader never saw (`held_out` in
`qabot.training.sources`), half of their questions answerable and half written by people to be near misses. `report-v2`
is one corpus of the ten development articles that are left out everywhere else, with as many questions of both kinds.
`fit-newsnear` has our own questions, half of them near misses, about 25 articles of news2022 as a corpus of their own
(`tests/labelled/near-misses-news.jsonl`). `lists` sets are the halves of `lists.py`. `fit-own` and `report-own` ask the
project's own corpus.
"""

import argparse
import gzip
import json
import random
import shutil
from pathlib import Path

from qabot.training.sources import held_out, squad_articles, squad_questions, unanswerable_questions

TESTS = Path(__file__).parents[1]
SIZES = (2, 5, 12)
CORPORA_A_SIZE = 2
QUESTIONS_A_CORPUS = 40
NEAR_CORPORA = {1: 8, 5: 3, 25: 1}
"""How many corpora of so many articles there are among the near misses of each role."""
NEAR_QUESTIONS = {1: 12, 5: 30, 25: 100}
"""Answerable questions a corpus, and near misses as well."""
V2_QUESTIONS = 300


def write(folder: Path, questions: list[dict], articles: list[dict]) -> None:
    """Write one set."""
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    for path, rows in ((folder / "questions.jsonl", questions), (folder / "corpus" / "articles.jsonl", articles)):
        if rows:
            path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def news(out: Path, source: Path) -> None:
    """Write `fit-news` and `report-news`, which share one corpus."""
    rows = [json.loads(line) for line in (source / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    none = [json.loads(line) for line in (source / "unanswerable.jsonl").read_text(encoding="utf-8").splitlines()]
    write(out / "fit-news", [row for row in rows if row["weak"] and not row["gold"]] + none[::2], [])
    write(out / "report-news", [row for row in rows if row["gold"]] + none[1::2], [])
    for name in ("fit-news", "report-news"):
        shutil.copy(source / "corpus.jsonl.gz", out / name / "corpus")


def squad(out: Path, source: Path, left_out: Path) -> None:
    """Write the small corpora; half of the titles are kept for `report`."""
    titles: dict[str, list[dict]] = {}
    with gzip.open(source, "rt", encoding="utf-8") as file, gzip.open(left_out, "rt", encoding="utf-8") as other:
        unwanted = {article["title"] for article in json.load(other)["data"]}
        for article in json.load(file)["data"]:
            if article["title"] not in unwanted:
                titles[article["title"]] = article["paragraphs"]
    draw = random.Random(1)
    names = sorted(titles)
    draw.shuffle(names)
    for role, half in (("fit", names[::2]), ("report", names[1::2])):
        for size in SIZES:
            for number in range(CORPORA_A_SIZE):
                chosen = draw.sample(half, size)
                absent = draw.sample(sorted(set(half) - set(chosen)), 4)
                write(out / f"{role}-squad-{size}-{number}", *_one_corpus(draw, titles, chosen, absent))


def _one_corpus(
    draw: random.Random, titles: dict[str, list[dict]], chosen: list[str], absent: list[str]
) -> tuple[list[dict], list[dict]]:
    paragraphs = [(title, number) for title in chosen for number in range(len(titles[title]))]
    lost = set(draw.sample(paragraphs, min(QUESTIONS_A_CORPUS // 4, len(paragraphs) // 4)))
    kept = [place for place in paragraphs if place not in lost]
    questions = []
    for title, number in draw.sample(kept, min(QUESTIONS_A_CORPUS // 2, len(kept))):
        question = draw.choice(titles[title][number]["qas"])
        answers = sorted({answer["text"] for answer in question["answers"]})
        questions.append({"question": question["question"], "answers": answers, "gold": [title]})
    for title, number in sorted(lost):
        questions.append({"question": draw.choice(titles[title][number]["qas"])["question"], "answer": None})
    for _ in range(QUESTIONS_A_CORPUS // 4):
        row = draw.choice(titles[draw.choice(absent)])
        questions.append({"question": draw.choice(row["qas"])["question"], "answer": None})
    articles = []
    for title in chosen:
        texts = [row["context"] for number, row in enumerate(titles[title]) if (title, number) not in lost]
        articles.append({"id": title, "title": title.replace("_", " "), "text": "\n\n".join(texts)})
    return questions, articles


def near(out: Path, training: Path) -> None:
    """Write the corpora of held-out titles with questions that people wrote to be unanswerable."""
    texts = {row["title"]: row for row in squad_articles(training) if held_out(row["title"])}
    able: dict[str, list[dict]] = {title: [] for title in texts}
    unable: dict[str, list[dict]] = {title: [] for title in texts}
    for asked in squad_questions(training, held=True):
        answers = sorted({text for text, _ in asked.answers})
        able[asked.title].append({"question": asked.question, "answers": answers, "gold": [asked.title]})
    for asked in unanswerable_questions(training, held=True):
        unable[asked.title].append({"question": asked.question, "answer": None})
    draw = random.Random(2)
    titles = [title for title in sorted(texts) if len(unable[title]) >= NEAR_QUESTIONS[1]]
    draw.shuffle(titles)
    for role, half in (("fit", titles[::2]), ("report", titles[1::2])):
        for size, corpora in NEAR_CORPORA.items():
            for number in range(corpora):
                chosen = draw.sample(half, min(size, len(half)))
                questions = [
                    row
                    for kind in (able, unable)
                    for row in draw.sample([row for title in chosen for row in kind[title]], NEAR_QUESTIONS[size])
                ]
                write(out / f"{role}-near-{size}-{number}", questions, [texts[title] for title in chosen])


def our_own(out: Path, source: Path) -> None:
    """Write `fit-newsnear`, `fit-own` and `report-own`."""
    rows = [json.loads(line) for line in (TESTS / "labelled" / "near-misses-news.jsonl").open(encoding="utf-8")]
    ids = {row["article"] for row in rows}
    with gzip.open(source / "corpus.jsonl.gz", "rt", encoding="utf-8") as file:
        articles = [article for line in file if (article := json.loads(line))["id"] in ids]
    write(
        out / "fit-newsnear-0", [{**row, "gold": [row["article"]] if row["answers"] else []} for row in rows], articles
    )
    for role in ("fit", "report"):
        rows = [json.loads(line) for line in (TESTS / f"questions-{role}.jsonl").open(encoding="utf-8")]
        write(out / f"{role}-own-0", rows, [])
        shutil.copytree(TESTS.parent / "corpus", out / f"{role}-own-0" / "corpus", dirs_exist_ok=True)


def ten_articles(out: Path, source: Path) -> None:
    """Write `report-v2`."""
    with gzip.open(source, "rt", encoding="utf-8") as file:
        data = json.load(file)["data"]
    kinds: dict[bool, list[dict]] = {True: [], False: []}
    articles = []
    for article in data:
        title = article["title"].replace("_", " ")
        texts = [paragraph["context"] for paragraph in article["paragraphs"]]
        articles.append({"id": title, "title": title, "text": "\n\n".join(texts)})
        for asked in (asked for paragraph in article["paragraphs"] for asked in paragraph["qas"]):
            answers = sorted({answer["text"] for answer in asked["answers"]})
            unable = asked.get("is_impossible", False)
            row = {"answer": None} if unable else {"answers": answers, "gold": [title]}
            kinds[not unable].append({"question": asked["question"].strip(), **row})
    draw = random.Random(3)
    write(out / "report-v2", [row for rows in kinds.values() for row in draw.sample(rows, V2_QUESTIONS)], articles)


def lists(out: Path, source: Path) -> None:
    """Write `fit-lists-0` and `report-lists-0`; all parts together are the answer."""
    with gzip.open(source, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    for role, half in (("fit", rows[::2]), ("report", rows[1::2])):
        texts = {row["text"]: row["id"] for row in reversed(half)}
        articles = [{"id": name, "title": "", "text": text} for text, name in texts.items()]
        questions = [{"question": row["question"], "answer": " ".join(row["answers"])} for row in half]
        write(out / f"{role}-lists-0", questions, articles)


def main() -> None:
    """Write every set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--news", type=Path, required=True)
    parser.add_argument("--training", type=Path, required=True)
    parser.add_argument("--squad", type=Path, required=True)
    parser.add_argument("--left-out", type=Path, required=True)
    parser.add_argument("--lists", type=Path, required=True)
    options = parser.parse_args()
    news(options.out, options.news)
    squad(options.out, options.squad, options.left_out)
    near(options.out, options.training)
    ten_articles(options.out, options.left_out)
    our_own(options.out, options.news)
    lists(options.out, options.lists)


if __name__ == "__main__":
    main()
