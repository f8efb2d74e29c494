"""Lets a run end after its current step, with a checkpoint, when its process is asked to end."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import FrameType


class StopSignals:
    """Records SIGTERM or SIGINT (Ctrl-C) instead of ending the process; a second signal ends it at once.

    Use it as a context manager, in the main thread. A signal that the process already ignores stays ignored.

    Attributes:
        received: the signal that came, or ``None``.
    """

    def __init__(self) -> None:
        self.received: signal.Signals | None = None
        numbers = (signal.SIGTERM, signal.SIGINT)
        self._before = {n: handler for n in numbers if (handler := signal.getsignal(n)) is not signal.SIG_IGN}

    def __enter__(self) -> Self:
        """Handle the signals."""
        for number in self._before:
            signal.signal(number, self._receive)
        return self

    def __exit__(self, *_: object) -> None:
        """Handle the signals as before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _receive(self, number: int, _frame: FrameType | None) -> None:
        self.received = signal.Signals(number)
        self.__exit__()
