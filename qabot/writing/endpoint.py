"""Asks a language model over an OpenAI-compatible API, and ends in time whatever the other side does."""

from __future__ import annotations

import queue
import re
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from qabot.errors import WriterFailed
from qabot.secret import read_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from openai import OpenAI
    from openai.types.chat import ChatCompletionMessageParam

VARIABLE = "QABOT_WRITER_KEY"
KEY_REMEDY = f"Set {VARIABLE}, or name a file that contains only the key in [writer] key_file"
_CHARS_A_TOKEN = 8
"""More characters than a token has on average: what is longer than asked for is cut there."""
_END = object()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a language model answers, and how long it may take.

    Attributes:
        base_url: the API's address, up to and with /v1.
        model: the model's name there.
        key: sent with each request, ``""`` for none; never shown.
        timeout_s: seconds from the request to the last word.
        tokens: of an answer, at most.
    """

    base_url: str
    model: str
    key: str = field(repr=False)
    timeout_s: float
    tokens: int

    def write(self, messages: Sequence[dict[str, str]]) -> Iterator[str]:
        """Yield what the model writes, piece by piece, as it comes.

        Raises:
            WriterFailed: nothing came, or not all of it in time. What was yielded before stands.
        """
        deadline = time.monotonic() + self.timeout_s
        pieces: queue.Queue[object] = queue.Queue(maxsize=64)
        stopped = threading.Event()
        threading.Thread(target=self._fill, args=(pieces, stopped, list(messages), deadline), daemon=True).start()
        length = 0
        try:
            while True:
                try:
                    piece = pieces.get(timeout=max(0.0, deadline - time.monotonic()))
                except queue.Empty:
                    raise WriterFailed(self._late()) from None
                if piece is _END:
                    return
                if isinstance(piece, WriterFailed):
                    raise piece
                text = str(piece)
                length += len(text)
                yield text
                if length > _CHARS_A_TOKEN * self.tokens:
                    raise WriterFailed(f"it wrote more than {self.tokens} tokens")
        finally:
            stopped.set()

    def models(self) -> list[str]:
        """Return the names of the models that the endpoint offers.

        Raises:
            WriterFailed: it cannot be reached, or does not list them.
        """
        found: list[str] = []

        def ask(client: OpenAI) -> None:
            found.extend(str(one.id) for one in client.models.list())

        self._call(ask, time.monotonic() + min(self.timeout_s, 5.0))
        return found

    def _fill(
        self, pieces: queue.Queue[object], stopped: threading.Event, messages: list[dict[str, str]], deadline: float
    ) -> None:
        def put(piece: object) -> None:
            while not stopped.is_set():
                try:
                    pieces.put(piece, timeout=0.1)
                except queue.Full:
                    continue
                return

        def ask(client: OpenAI) -> None:
            ended = False
            with client.chat.completions.create(
                model=self.model,
                messages=cast("list[ChatCompletionMessageParam]", messages),
                max_tokens=self.tokens,
                temperature=0,
                seed=1,
                stream=True,
            ) as stream:
                for chunk in stream:
                    if stopped.is_set():
                        return
                    for choice in (chunk.choices or [])[:1]:
                        if choice.delta.content:
                            put(choice.delta.content)
                        ended = ended or choice.finish_reason is not None
            if not ended:
                raise WriterFailed("its answer broke off")

        try:
            self._call(ask, deadline)
        except WriterFailed as err:
            put(err)
        else:
            put(_END)

    def _call(self, ask: Callable[[OpenAI], None], deadline: float) -> None:
        """Call the API; where it asks to wait, wait and call once more if there is time.

        Raises:
            WriterFailed: the call failed. It says why in words of its own, since an answer may contain the key.
        """
        try:
            import openai
        except ImportError as err:
            raise WriterFailed("the extra is not installed; run: pip install 'qabot[writer]'") from err
        for last in (False, True):
            left = deadline - time.monotonic()
            try:
                with openai.OpenAI(
                    base_url=self.base_url,
                    api_key=self.key or "none",
                    timeout=max(left, 0.1),
                    max_retries=0,
                ) as client:
                    ask(client)
                return
            except openai.RateLimitError as err:
                wait = _seconds(err.response.headers.get("retry-after"))
                if last or wait is None or wait > (deadline - time.monotonic()) / 2:
                    raise WriterFailed("it has had too many requests") from None
                time.sleep(wait)
            except openai.APITimeoutError:
                raise WriterFailed(self._late()) from None
            except openai.APIConnectionError:
                raise WriterFailed("it cannot be reached") from None
            except (openai.AuthenticationError, openai.PermissionDeniedError):
                raise WriterFailed(f"it does not accept the key; {KEY_REMEDY[0].lower()}{KEY_REMEDY[1:]}") from None
            except openai.NotFoundError:
                raise WriterFailed(f"it has no model {self.model}") from None
            except openai.APIStatusError as err:
                raise WriterFailed(f"it answered with status {err.status_code}") from None
            except WriterFailed:
                raise
            except Exception:  # noqa: BLE001 - no matter what comes, the extractive answer stands
                late = time.monotonic() >= deadline
                raise WriterFailed(self._late() if late else "its answer cannot be read") from None

    def _late(self) -> str:
        return f"it took longer than {self.timeout_s:g} s"


def _seconds(header: str | None) -> float | None:
    """Return the seconds that a Retry-After asks for; ``None`` if it names a date or nothing."""
    return float(header) if header and re.fullmatch(r"\d+(?:\.\d+)?", header.strip()) else None


def read_key(key_file: str) -> str:
    """Return the key of the endpoint, ``""`` for none; see ``read_secret``."""
    return read_secret(VARIABLE, key_file, called="key", remedy=KEY_REMEDY)
