"""What goes wrong on demand: a status, a dropped connection before or after the effect, a delay."""

import re
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass
class Fault:
    """One way in which requests to a route fail."""

    method: str
    path: str
    """A regular expression that is searched for in the path below ``/api/v10``."""
    status: int | None = None
    """Answered in place of the effect."""
    code: int = 0
    """Discord's own code, in the JSON of the answer."""
    message: str = "made to fail"
    drop: Literal["before", "after"] | None = None
    """Whether the connection is cut before anything happens, or after it has happened."""
    lose: int | None = None
    """A status that is answered although the effect has happened."""
    delay_s: float = 0.0
    times: int = 1
    """How many requests fail; -1: all of them."""
    more: dict[str, Any] = field(default_factory=dict)
    """Further keys of the JSON answered, such as ``retry_after`` and ``global`` of a 429."""
    via: bool = True
    """Whether the answer comes from Discord itself; else from the network before it."""
    newer_than: str = ""
    """Leave alone what still goes on for interactions up to this id, such as the retries of a press before."""
    happened: int = 0

    def takes(self, method: str, path: str) -> bool:
        """Return whether this request is one that fails."""
        if self.times == 0 or method != self.method or re.search(self.path, path) is None:
            return False
        interaction = re.search(r"/(?:interactions/|webhooks/\d+/token)(\d+)/", path)
        return not (self.newer_than and interaction) or int(interaction[1]) > int(self.newer_than)


class Faults:
    """All faults that are still to happen."""

    def __init__(self) -> None:
        self._all: list[Fault] = []

    def add(self, method: str, path: str, **kind: Any) -> Fault:
        """Let the next requests of this kind fail; see ``Fault``."""
        fault = Fault(method, path, **kind)
        self._all.append(fault)
        return fault

    def take(self, method: str, path: str) -> Fault | None:
        """Return what befalls a request; the fault that was added first comes first."""
        for fault in self._all:
            if fault.takes(method, path):
                fault.times -= fault.times > 0
                fault.happened += 1
                return fault
        return None

    def clear(self) -> None:
        """Let everything work again."""
        self._all.clear()
