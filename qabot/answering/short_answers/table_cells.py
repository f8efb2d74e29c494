"""Chooses the cell of a table that a question asks for, by its row and its column, where a reader sees only words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from qabot.model import AnswerSpan, AnswerType, Form, Reading, Span
from qabot.text.label_words import asks_for, matches_any, words_of
from qabot.text.table_rows import RowCell, is_row, parse_row
from qabot.text.words import QUESTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qabot.model import Article, Asked, Hit, Passage
    from qabot.ports import Store

_SURE = 12.0
"""Logit of a cell whose row and column are those asked for, with nothing left over in the question."""
_NEARLY_SURE = 8.0
"""The same if a name in the question stands elsewhere in the article, not in the row, the column or the headline."""
_LIKELY = 3.0
"""The same if one word of the question stands nowhere near."""
_NOT_HERE = -9.0
_OPENING_CHARS = 5_000
_MAX_BARE_WORDS = 30
"""A line without headers and with a longer cell is prose with a bar in it."""
_MAX_ROWS_ABOVE = 60
_MAX_ROW_CHARS = 1_000
_LITTLE = frozenset(
    """a an the of in on for to at by from with and or did does do is was were are be been has have had its their his
    her there it that this than as""".split()  # noqa: SIM905 - a word list reads better as words
)
_LIGHT = _LITTLE | frozenset(
    """games matches times rounds win won get got score scored cost pay paid play played make made take took hold held
    belong belongs serve earn receive finish come came go goes give stand run use many much total number altogether all
    name called currently
    according table listed""".split()  # noqa: SIM905
)
"""Words of a question that need not stand in a table: which verb goes with medals or points is understood."""
_OF_ALL = frozenset(("total", "overall", "altogether", "all", "sum"))
_SUPERLATIVE = re.compile(r"(?:most|least|first|last|best|worst|next|second|third|only|\w{3,}est)")
_HOW_MANY = re.compile(
    r"\bhow (?:many|much) (?P<what>[\w’' -]{2,60}?)(?= (?:did|do|does|has|have|had|is|are|was|were|will|in|of)\b|\?|$)",
    re.I,
)
_NAME = re.compile(r"(?<=[^\w’'])[^\W\d_a-z][\w’'-]*|(?<![\w’'])\d[\d.,]*")
"""A word with a capital that does not begin the question, or a number."""
_NUMBER = re.compile(
    r"\d|\b(?:none|no|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundred)\b", re.I
)
_DAY_OR_TIME = re.compile(
    r"\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|noon|midnight"
    r"|closed|never|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)",
    re.I,
)
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*\Z")


@dataclass(frozen=True, slots=True)
class _Question:
    """The words of a question.

    Attributes:
        wh: "who", "when", ...; ``""`` without one.
        words: all words that may name a row or a column, each once, in order.
        counted: what "how many" counts.
        names: those of ``words`` that are of names or numbers.
        answer_type: the type of thing that it asks for.
    """

    wh: str
    words: tuple[str, ...]
    counted: frozenset[str]
    names: frozenset[str]
    answer_type: AnswerType

    def found_in(self, text: str) -> frozenset[str]:
        """Return those of the question's words that match a word of a text."""
        there = set(words_of(text))
        return frozenset(word for word in self.words if matches_any(word, there))


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table in a passage that was read.

    Attributes:
        place: the passage's place among those that were read.
        start: its first character in the article.
        end: the character behind its last.
        cells: two or more.
        in_values: the question's words that match one of each cell's value.
        in_labels: likewise of each cell's header.
    """

    place: int
    start: int
    end: int
    cells: tuple[RowCell, ...]
    in_values: tuple[frozenset[str], ...]
    in_labels: tuple[frozenset[str], ...]


class _Fit(NamedTuple):
    """A cell that may answer, and how well; more of the first four is better."""

    in_row: int
    in_label: int
    in_label_exactly: int
    found: int
    row: _Row
    cell: int
    score: float
    is_vague: bool

    @property
    def value(self) -> str:
        return self.row.cells[self.cell].value


def choose_cells(
    asked: Asked, hits: Sequence[Hit], readings: Sequence[Reading], *, store: Store
) -> tuple[Reading, ...]:
    """Return the readings, corrected for passages with tables, unchanged for others.

    A cell answers if a word of the question stands in another cell of its row; if its header, or the cell before it in
    a table of two columns, has what is asked for; if it is of the right type; and if all names and numbers of the
    question stand in its row, its headers, or the text around. Of several cells the one with most of the question's
    words in its row and header answers, and none if two have as many and say different things. It becomes the reading's
    first span. Spans in other cells are dropped; a passage without any span left answers nothing. Questions that no
    single thing answers (why, yes or no) are left to the reader.

    Args:
        asked: the question.
        hits: the passages that were read, and perhaps others behind them.
        readings: one for each passage that was read.
        store: has the passages' articles.
    """
    if asked.form not in (Form.THING, Form.THINGS):
        return tuple(readings)
    question = _question(asked)
    rows: dict[int, list[_Row]] = {}
    passages: dict[str, list[int]] = {}
    for place, hit in enumerate(hits[: len(readings)]):
        article = store.article(hit.passage.article_id)
        if found := list(_rows(place, hit.passage, article, question)):
            rows[place] = found
            passages.setdefault(article.id, []).append(place)
    chosen: list[_Fit] = []
    for article_id, places in passages.items():
        article = store.article(article_id)
        text = "\n".join([article.text[:_OPENING_CHARS], *(hits[place].passage.text for place in places)])
        prose = "\n".join(line for line in text.splitlines() if not is_row(line))
        title, around = question.found_in(article.title), question.found_in(f"{article.title} {article.source} {prose}")
        here = [row for place in places for row in rows[place]]
        chosen += _choose(question, here, title, around, several=asked.form is Form.THINGS)
    return tuple(
        _corrected(reading, rows[place], [one for one in chosen if one.row.place == place], question.wh)
        if place in rows
        else reading
        for place, reading in enumerate(readings)
    )


def _question(asked: Asked) -> _Question:
    words = words_of(asked.text)
    names = {word for found in _NAME.finditer(asked.text) for word in words_of(found.group())}
    counted = _HOW_MANY.search(asked.text)
    return _Question(
        wh=next((word for word in words if word in QUESTION_WORDS), ""),
        words=tuple(dict.fromkeys(word for word in words if word not in _LITTLE and word not in QUESTION_WORDS)),
        counted=frozenset(word for word in words_of(counted["what"] if counted else "") if word not in _LIGHT),
        names=frozenset(names - QUESTION_WORDS - _LITTLE),
        answer_type=asked.answer_type,
    )


def _rows(place: int, passage: Passage, article: Article, question: _Question) -> Iterator[_Row]:
    for span in passage.sentences:
        cells = parse_row(passage.sentence(span))
        if cells and not any(cell.label for cell in cells):
            if len(cells) > 2:
                cells = _with_labels_above(article.text, span.start, cells)
            # Without headers, only the cells of a table of two columns can be understood.
            is_bare = not any(cell.label for cell in cells)
            if is_bare and (len(cells) > 2 or any(len(cell.value.split()) > _MAX_BARE_WORDS for cell in cells)):
                continue
        if cells:
            in_values = tuple(question.found_in(cell.value) for cell in cells)
            in_labels = tuple(question.found_in(cell.label) for cell in cells)
            yield _Row(place, span.start, span.end, cells, in_values, in_labels)


def _with_labels_above(text: str, start: int, cells: tuple[RowCell, ...]) -> tuple[RowCell, ...]:
    """Return the cells with the first row of their table as headers, if it has as many cells and no figure."""
    top: tuple[RowCell, ...] = ()
    for _ in range(_MAX_ROWS_ABOVE):
        end = len(text[max(0, start - _MAX_ROW_CHARS) : start].rstrip()) + max(0, start - _MAX_ROW_CHARS)
        start = text.rfind("\n", 0, end) + 1
        above = parse_row(text[start:end])
        if len(above) != len(cells):
            break
        top = above
    if not top or any(sign.isdigit() for cell in top for sign in cell.value):
        return cells
    return tuple(cell._replace(label=head.value) for cell, head in zip(cells, top, strict=True))


def _choose(
    question: _Question, rows: Sequence[_Row], title: frozenset[str], around: frozenset[str], *, several: bool
) -> list[_Fit]:
    """Return the cells of an article that fit best: one, or several that say the same or, if asked for, form a list."""
    fitting = [
        one
        for row in rows
        for cell in range(len(row.cells))
        if (one := _fit(question, row, cell, title, around)) is not None
    ]
    best = max((one[:4] for one in fitting), default=None)
    most = [one for one in fitting if one[:4] == best]
    is_list = several and len({one.cell for one in most}) == 1
    return most if is_list or len({one.value for one in most}) == 1 else []


def _fit(question: _Question, row: _Row, cell: int, title: frozenset[str], around: frozenset[str]) -> _Fit | None:
    """Return how well a cell fits a question, ``None`` if it does not answer it."""
    target = row.cells[cell]
    is_pair = len(row.cells) == 2
    others = [number for number in range(len(row.cells)) if number != cell]
    in_row = frozenset().union(*(row.in_values[number] for number in others))
    headers = frozenset().union(*(row.in_labels[number] for number in others))
    in_label, label = row.in_labels[cell], target.label
    if is_pair and cell == 1:
        in_label, label = in_label | row.in_values[0], f"{label} {row.cells[0].value}"
    by_wh = asks_for(question.wh, words_of(label)) or _is_total(question, label, title, headers)
    is_named = bool(in_row) or (is_pair and by_wh)
    if not (_has_type(question, target.value) and is_named and (in_label or by_wh)):
        return None
    if question.counted and not (question.counted & in_label or by_wh):
        return None
    if set(words_of(target.value)) <= set(question.words):
        return None
    beside = in_row | in_label | headers
    left = [word for word in question.words if word not in beside | around | _LIGHT]
    if any(word in question.names or _SUPERLATIVE.fullmatch(word) for word in left):
        return None
    only_around = [word for word in question.words if word not in beside | title | _LIGHT]
    is_bare = not target.label
    # "When" and "where" alone, or a row alone, say too little: nothing of the question may be left.
    if len(left) > 1 or (left and (is_bare or not in_label)) or (only_around and not in_label):
        return None
    score = _LIKELY if left else _SURE if question.names <= beside | title else _NEARLY_SURE
    exactly = len(in_label.intersection(words_of(label)))
    return _Fit(
        len(in_row), len(in_label) + by_wh, exactly, -len(left), row, cell, score, is_bare and bool(only_around)
    )


def _is_total(question: _Question, label: str, title: frozenset[str], headers: frozenset[str]) -> bool:
    """Return whether a cell is the total of what is counted: of medals, in a table of medals by their kinds."""
    of_all = not _OF_ALL.isdisjoint(words_of(label))
    return of_all and bool(question.counted) and question.counted <= title and not question.counted & headers


def _has_type(question: _Question, value: str) -> bool:
    if question.answer_type is AnswerType.NUMBER:
        return bool(_NUMBER.search(value))
    if question.answer_type is AnswerType.DATE:
        return bool(_DAY_OR_TIME.search(value))
    return question.wh not in ("who", "whom", "whose") or value[:1].isupper()


def _corrected(reading: Reading, rows: Sequence[_Row], chosen: Sequence[_Fit], wh: str) -> Reading:
    """Return the reading of a passage with these rows; a vague choice counts only if the reader made it, too."""
    outside = tuple(one for one in reading.spans if not any(_overlap(one.span, row.start, row.end) for row in rows))
    cells = [
        AnswerSpan(span, one.score)
        for one, span in ((one, _answer_span(one, wh)) for one in chosen)
        if not one.is_vague or any(_overlap(found.span, span.start, span.end) for found in reading.spans)
    ]
    if cells:
        return Reading(max(reading.answers, *(one.score for one in cells)), (*cells, *outside))
    return Reading(reading.answers if outside else min(reading.answers, _NOT_HERE), outside)


def _overlap(span: Span, start: int, end: int) -> bool:
    return start < span.end and span.start < end


def _answer_span(one: _Fit, wh: str) -> Span:
    cell = one.row.cells[one.cell]
    value = _IN_BRACKETS.sub("", cell.value) if wh == "who" else cell.value
    start = one.row.start + cell.span.start
    return Span(start, start + (len(value) or len(cell.value)))
