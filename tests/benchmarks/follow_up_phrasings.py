"""How often a follow-up, or what is said of the last answer, is understood, over labelled phrasings.

Run: python tests/benchmarks/follow_up_phrasings.py [--held]

The phrasings are those of tests/labelled/follow-ups.jsonl: each with what was asked and said before it, and either the
questions that it may become or the talk that it is. The rules of ``qabot.question.follow_ups`` were written with one
half in sight. ``--held`` scores the other half and shows only counts.
"""

import argparse
import json
from collections import Counter
from datetime import date
from pathlib import Path

import typer

from qabot.model import Conversation, Kind, Turn
from qabot.question.follow_ups.reactions import reaction_to
from qabot.question.follow_ups.resolve import resolve
from qabot.question.request import recognise

LABELLED = Path(__file__).parents[1] / "labelled" / "follow-ups.jsonl"


def understood(row):
    """Return what a phrasing is taken for: a kind of talk, else a question that stands alone."""
    conversation = Conversation()
    for asked, said in row["history"]:
        conversation = conversation.followed_by(Turn(asked, resolve(asked, conversation), said, date(2026, 11, 30)))
    alone = resolve(row["text"], conversation)
    request = recognise(alone)
    talk = reaction_to(row["text"], alone, request, conversation) or request.talk
    if talk is None and request.kind is Kind.OVERVIEW and not request.topics:
        return "unclear"
    return talk.value if talk else alone


def is_right(row, found):
    """Return whether that is one of the right ones; case and the last marks do not count."""
    wanted = row.get("standalone") or [row["talk"]]
    return found.strip(" ?.").casefold() in {one.strip(" ?.").casefold() for one in wanted}


def main():
    """Print the share that is right, by kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", action="store_true", help="score the half that is held back")
    part = "held" if parser.parse_args().held else "fit"
    rows = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    right, all_of = Counter(), Counter()
    for row in (row for row in rows if row["part"] == part):
        kind = row.get("talk", "follow-up")
        found = understood(row)
        all_of[kind] += 1
        right[kind] += is_right(row, found)
        if part == "fit" and not is_right(row, found):
            typer.echo(f"{row['text']} taken for {found}")
    typer.echo(f"{part}: {right.total()} of {all_of.total()} right, {right.total() / all_of.total():.1%}")
    for kind, count in all_of.most_common():
        typer.echo(f"  {kind}: {right[kind]} of {count}")


if __name__ == "__main__":
    main()
