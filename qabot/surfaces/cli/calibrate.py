"""The command ``qabot calibrate``: fit how sure answers are to one's own corpus and questions, and write it down."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qabot.errors import ConfigError
from qabot.surfaces.cli.common import (
    Backend,
    Config,
    Corpus,
    Index,
    Json,
    NoColor,
    ensure_index,
    open_console,
    open_qabot,
    print_json,
)
from qabot.surfaces.cli.eval import ask_all, read_questions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from qabot.evaluate.calibration import Calibration, Setting
    from qabot.evaluate.evaluation import Result
    from qabot.model import Explanation


def calibrate_command(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="QUESTIONS...",
            help='JSON lines {"question", "answer" | "answers"}; without an answer: the articles do not say.',
            show_default=False,
        ),
    ],
    let_through: Annotated[
        float | None,
        typer.Option(
            "--let-through",
            min=0,
            max=1,
            metavar="SHARE",
            help="Set the threshold too: at most this share of questions without a right answer is answered.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and write nothing.")] = False,
    as_json: Json = False,
    no_color: NoColor = False,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """Fit how sure answers are to your own corpus and questions, and write it into config.toml."""
    from qabot.evaluate.calibration import MIN_QUESTIONS, Setting, calibrate

    qabot = open_qabot(config, corpus, index, backend)
    answer = qabot.settings.answer
    questions = [
        one for one in read_questions(files, None, max_chars=answer.max_question_chars) if one.kind != "ranking"
    ]
    if len(questions) < MIN_QUESTIONS:
        raise ConfigError(
            f"{len(questions)} questions have an answer or must be refused; calibrating takes at least {MIN_QUESTIONS}",
            remedy="Add questions, half of them such as the articles do not answer",
        )
    ensure_index(qabot, no_color=no_color)
    results = [one for one in ask_all(qabot, questions, no_color=no_color).results if _logit(one) is not None]
    right = [one.marks.right for one in results]
    if len(set(right)) < 2:
        raise ConfigError(
            f"All answers are {'right' if all(right) else 'wrong'}: there is nothing to tell apart",
            remedy="Add questions that the articles answer, and some that they do not",
        )
    before = Setting(answer.confidence_slope, answer.confidence_shift, answer.threshold)
    logits = [(_logit(one) or 0.0) for one in results]
    raw = [(logit - before.shift) / before.slope for logit in logits]
    outcome = calibrate(raw, right, before=before, let_through=let_through)
    file = config or Path("config.toml")
    if not dry_run:
        write_setting(file, outcome.after)
    if as_json:
        print_json(_json(outcome, None if dry_run else file))
    else:
        from qabot.surfaces.terminal.answer import print_wide

        print_wide(open_console(no_color=no_color), _rendered(outcome, file, dry_run=dry_run))


def write_setting(file: Path, setting: Setting) -> None:
    """Put a setting under ``[answer]`` of a TOML file, made if it is not there, leaving all else as it stands.

    Raises:
        ConfigError: the file cannot be read or written.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(file.read_text(encoding="utf-8-sig")) if file.exists() else tomlkit.document()
        section = document.setdefault("answer", tomlkit.table())
        section["confidence_slope"] = setting.slope
        section["confidence_shift"] = setting.shift
        section["threshold"] = setting.threshold
        draft = file.with_name(file.name + ".part")
        draft.write_text(tomlkit.dumps(document), encoding="utf-8")
        draft.replace(file)
    except (OSError, TOMLKitError) as err:
        reason = err.strerror if isinstance(err, OSError) else str(err)
        raise ConfigError(f"{file} cannot be written: {reason}", remedy="Try --dry-run, and write it by hand") from err


def _logit(result: Result) -> float | None:
    """Return the logit of an answer's confidence, or ``None`` when nothing was found that could be one."""
    explanation: Explanation | None = result.answer.explanation
    if explanation is None or not explanation.confidence:
        return None
    return math.fsum(added for _, added in explanation.confidence.values())


def _rows(outcome: Calibration) -> Sequence[tuple[str, float, float]]:
    return (
        ("expected calibration error", outcome.was.error, outcome.becomes.error),
        ("answered without a right answer at hand", outcome.was.let_through, outcome.becomes.let_through),
        ("right answers withheld", outcome.was.withheld, outcome.becomes.withheld),
        ("answers given that are right", outcome.was.right, outcome.becomes.right),
    )


def _json(outcome: Calibration, file: Path | None) -> str:
    import json

    effects = {
        name: {"before": None if math.isnan(was) else was, "after": None if math.isnan(becomes) else becomes}
        for name, was, becomes in _rows(outcome)
    }
    settings = {
        name: {"confidence_slope": one.slope, "confidence_shift": one.shift, "threshold": one.threshold}
        for name, one in (("before", outcome.before), ("after", outcome.after))
    }
    written = str(file) if file else None
    counts = {"questions": outcome.questions, "right": outcome.right}
    return json.dumps({**settings, **counts, "effects": effects, "written": written}, ensure_ascii=False)


def _rendered(outcome: Calibration, file: Path, *, dry_run: bool) -> RenderableType:
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(f"on {outcome.questions:,} questions, {outcome.right:.0%} with a right answer at hand")
    for column in ("before", "after"):
        table.add_column(column, justify="right")
    for name, was, becomes in _rows(outcome):
        table.add_row(name, _shown(was), _shown(becomes))
    lines = [f"[answer] in {file} {'would say' if dry_run else 'now says'}:"]
    for name in ("slope", "shift", "threshold"):
        key = name if name == "threshold" else f"confidence_{name}"
        lines.append(f"  {key} = {getattr(outcome.after, name)}  (was {getattr(outcome.before, name)})")
    note = "“After” is measured on questions that were not fitted on: each fifth by a fit to the others."
    return Group(
        "", Padding(table, (0, 0, 1, 2)), Padding(Text("\n".join(lines)), (0, 0, 1, 2)), Text(f"  {note}", "dim")
    )


def _shown(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.3f}"
