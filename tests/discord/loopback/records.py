"""What happened at the server: requests, interactions with their acknowledgement, messages with their edits."""

import time
from dataclasses import dataclass, field
from typing import Any

THINKING = 5
"""The type of a callback that defers: the person sees "thinking"."""
ROW, TEXT, BOX = 1, 10, 17
"""Types of components: a row of buttons, a text, and a box with an edge."""
COMPONENTS_V2 = 1 << 15
"""The flag of a message that is laid out with components alone; it stays when it was set."""


@dataclass
class Request:
    """One request as it arrived."""

    method: str
    path: str
    body: Any
    status: int = 0
    """What was answered; 0 while it is not, or when the connection was cut."""


@dataclass
class Sent:
    """A message of the bot, as it is shown now."""

    id: str
    channel: str
    payload: dict[str, Any]
    ephemeral: bool = False
    thinking: bool = False
    deleted: bool = False
    interaction: str | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    """What is attached, by the names of the form's fields."""
    shown: list[str] = field(default_factory=list)
    """What the message said after each change."""

    @property
    def text(self) -> str:
        """All that a person reads, in order, without the labels of buttons."""
        parts = [self.payload.get("content") or ""]
        parts += [one["content"] for one in walk(self.payload.get("components") or []) if one["type"] == TEXT]
        return "\n\n".join(part for part in parts if part)

    @property
    def colour(self) -> int | None:
        """Return the colour of the edge; ``None`` without an edge."""
        boxes = [one for one in self.payload.get("components") or [] if one["type"] == BOX]
        return boxes[0].get("accent_color") if boxes else None

    @property
    def custom_ids(self) -> dict[str, str]:
        """Return the buttons and selects: label, emoji or placeholder, and custom_id."""
        return {
            one.get("label") or (one.get("emoji") or {}).get("name") or one.get("placeholder", ""): one["custom_id"]
            for one in walk(self.payload.get("components") or [])
            if "custom_id" in one
        }

    @property
    def rows(self) -> list[list[str]]:
        """Return what stands on the buttons, by row."""
        rows = [one["components"] for one in self.payload.get("components") or [] if one["type"] == ROW]
        return [[one.get("label") or (one.get("emoji") or {}).get("name", "") for one in row] for row in rows]


def walk(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return components and everything inside them, in the order in which they are shown."""
    every = []
    for one in components:
        every.append(one)
        inner = [*(one.get("components") or []), *(one[key] for key in ("accessory", "component") if one.get(key))]
        every += walk(inner)
    return every


@dataclass
class Asked:
    """An interaction that was dispatched."""

    id: str
    token: str
    data: dict[str, Any]
    channel: str
    at: float = field(default_factory=time.monotonic)
    acknowledged_after_s: float | None = None
    kind: int | None = None
    """The type of the callback."""
    reply: dict[str, Any] = field(default_factory=dict)
    """The data of the callback: choices, a modal, flags."""
    messages: list[Sent] = field(default_factory=list)
    """The first one is the original response, the others are follow-ups."""
    message: str | None = None
    """The message whose button was pressed."""
    expired: bool = False
    outside: bool = False
    """Whether it was used where the bot is no member."""
    changed_after_s: float = 0.0
    """When a message of it changed for the last time, from the dispatch."""

    @property
    def original(self) -> Sent | None:
        """Return the original response."""
        return self.messages[0] if self.messages else None

    @property
    def answered(self) -> bool:
        """Return whether there is something else than "thinking"."""
        return bool(self.messages) and not self.messages[0].thinking

    @property
    def text(self) -> str:
        """Return all that the messages say, and then the files attached to them."""
        shown = [one for one in self.messages if not one.deleted]
        files = [content.decode() for one in shown for content in one.files.values()]
        return "\n\n".join([*(one.text for one in shown), *files])
