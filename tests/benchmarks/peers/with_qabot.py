"""qabot answering a question a line of standard input; it is indexed and asked once by its own command line.

usage: python with_qabot.py serve INDEX CORPUS
"""

import json
import sys
import time
from pathlib import Path

from qabot.app.config_file import load_settings
from qabot.app.qabot import Qabot


def main() -> None:
    """Answer until the input ends."""
    _, index, corpus = sys.argv[1:]
    qabot = Qabot(load_settings(corpus=Path(corpus), index=Path(index)))
    qabot.ask("Who is it?")
    for question in sys.stdin:
        began, cpu = time.perf_counter(), time.process_time()
        answer = qabot.ask(question.strip())
        took = {"wall_ms": 1000 * (time.perf_counter() - began), "cpu_ms": 1000 * (time.process_time() - cpu)}
        articles = [hit.passage.article_id for hit in answer.passages[:5]]
        said = answer.answer or " ".join(statement.text for statement in answer.statements) or None
        sys.stdout.write(json.dumps({**took, "articles": articles, "answer": said}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
