"""``qabot calibrate``: fit the confidence of answers to your own corpus and questions."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qabot.errors import ConfigError
from qabot.surfaces.cli.common import ensure_index, open_console, open_qabot, print_json
from qabot.surfaces.cli.options import Backend, Config, Corpus, Index, Json, NoColor
from qabot.surfaces.cli.questions import ask_all, read_questions

if TYPE_CHECKING:
    from qabot.evaluate.calibration import Setting
    from qabot.evaluate.evaluation import Result

_DEFAULT_FILE = Path("config.toml")


def calibrate_command(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="QUESTIONS",
            help='Files of JSON lines {"question", "answer" | "answers"}; a line without an answer must be refused.',
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
            help="Also fit the threshold: answer at most this share of the questions without a right answer.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")] = False,
    as_json: Json = False,
    no_color: NoColor = False,
    config: Config = None,
    corpus: Corpus = None,
    index: Index = None,
    backend: Backend = None,
) -> None:
    """Fit the confidence of answers to your own corpus and questions, and write it into config.toml.

    Example: qabot calibrate questions.jsonl --dry-run
    """
    from qabot.evaluate.calibration import MIN_QUESTIONS, Setting, calibrate

    qabot = open_qabot(config, corpus, index, backend)
    answer = qabot.settings.answer
    questions = [
        question
        for question in read_questions(files, None, max_chars=answer.max_question_chars)
        if question.kind != "ranking"
    ]
    if len(questions) < MIN_QUESTIONS:
        raise ConfigError(
            f"Only {len(questions)} questions have an answer or must be refused; calibration needs {MIN_QUESTIONS}",
            remedy="Add questions, half of them questions that the articles do not answer",
        )
    ensure_index(qabot, no_color=no_color)
    results = [result for result in ask_all(qabot, questions, no_color=no_color).results if _logit(result) is not None]
    right = [result.marks.right for result in results]
    if len(set(right)) < 2:
        raise ConfigError(
            f"All answers are {'right' if all(right) else 'wrong'}; calibration needs right and wrong answers",
            remedy="Add questions that the articles answer, and some that they do not",
        )
    before = Setting(answer.confidence_slope, answer.confidence_shift, answer.threshold)
    logits = [(_logit(result) or 0.0) for result in results]
    raw = [(logit - before.shift) / before.slope for logit in logits]
    outcome = calibrate(raw, right, before=before, let_through=let_through)
    file = config or _DEFAULT_FILE
    if not dry_run:
        write_setting(file, outcome.after)
    if as_json:
        from qabot.surfaces.json_api.calibration import calibration_json

        print_json(calibration_json(outcome, written=None if dry_run else file))
    else:
        from qabot.surfaces.terminal.calibration import render_calibration
        from qabot.surfaces.terminal.printing import print_wide

        print_wide(open_console(no_color=no_color), render_calibration(outcome, file=file, dry_run=dry_run))


def write_setting(file: Path, setting: Setting) -> None:
    """Write a setting under ``[answer]`` of a TOML file and keep everything else in it, comments included.

    The file is made if it does not exist.

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
    """Return the logit of an answer's confidence, or ``None`` if no candidate answer was found."""
    explanation = result.answer.explanation
    if explanation is None or not explanation.confidence:
        return None
    return math.fsum(added for _, added in explanation.confidence.values())
