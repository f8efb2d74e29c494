"""What each source says where sources differ, for every surface that shows an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.surfaces.wording import format_day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qabot.model import Answer


@dataclass(frozen=True, slots=True)
class Side:
    """A value, and who says it.

    Attributes:
        value: as the answer gives it.
        numbers: of the citations that say it, from 1.
        earlier: whether newer articles have another value.
    """

    value: str
    numbers: Sequence[int]
    earlier: bool

    def said_by(self, answer: Answer, plain: Callable[[str], str]) -> str:
        """Return the sources with their days, each once.

        Args:
            answer: which cites them.
            plain: makes a name harmless where it is shown.
        """
        articles = [answer.citations[number - 1].article for number in self.numbers]
        said = [f"{plain(one.source or one.title or one.path)}, {format_day(one.published)}" for one in articles]
        return "; ".join(dict.fromkeys(said))


def sides_of(answer: Answer) -> list[Side]:
    """Return the answer's own value and the others, if sources differ or one is newer than the others; else nothing."""
    if not answer.alternatives or not answer.answer:
        return []
    of_others = {number for one in answer.alternatives for number in one.citations}
    own = [one.number for one in answer.citations if one.number not in of_others]
    others = (Side(one.answer, one.citations, one.earlier) for one in answer.alternatives)
    return [Side(answer.answer, own, earlier=False), *others]


def they_differ(sides: Sequence[Side]) -> bool:
    """Return whether sources contradict each other; an earlier value contradicts nobody."""
    return not all(side.earlier for side in sides[1:])
