"""Fetches pages politely: obeys robots.txt, pauses between pages, bounds time and size, fetches nothing twice."""

from __future__ import annotations

import time
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from qabot.errors import FetchError
from qabot.ingest.source import describe_bytes
from qabot.ingest.web.address_check import PrivateAddressError
from qabot.ingest.web.transport import CheckedTransport

if TYPE_CHECKING:
    import ssl
    from collections.abc import Collection
    from typing import Self

    from protego import Protego

_MAX_REDIRECTS = 8
_MAX_ROBOTS_BYTES = 512_000
_MAX_URL_CHARS = 2_000
_MAX_PAUSE_S = 30.0
_REDIRECTS = (301, 302, 303, 307, 308)
_NOT_MODIFIED = 304
_SERVER_FAILS = 500
_TOO_MANY = 429
_DETECT_HEADER = 32 + zlib.MAX_WBITS
_NO_HEADER = -zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server calls one version of a page, to ask later for a newer version; ``""`` if it gave none."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The reply for an address.

    Attributes:
        url: the address that it came from in the end, after redirects.
        content: the body, unpacked; ``None`` if the known version is the newest.
        media: the type that the server names ("text/html"), in lower case.
        version: to be kept for the next time.
    """

    url: str
    content: bytes | None
    media: str
    version: Validators


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How pages are fetched.

    Attributes:
        agent: the name that is sent to servers, and that a robots.txt may name.
        pause_s: the least time between two requests to one host; robots.txt may ask for more, up to 30 s.
        timeout_s: the longest wait for a connection or for more data.
        max_total_s: the longest time for a page, from the connection to the last byte. Looking up the host's name is
            not bounded: the system does it.
        max_bytes: the largest size of a page, packed as well as unpacked.
        allowed: private hosts and networks that may be reached although they are private.
    """

    agent: str
    pause_s: float = 1.0
    timeout_s: float = 15.0
    max_total_s: float = 60.0
    max_bytes: int = 20_000_000
    allowed: Collection[str] = ()


@dataclass(eq=False)
class Fetcher:
    """Fetches one page after the other; a context manager.

    Attributes:
        options: how pages are fetched.
        trust: which certificates are trusted; by default those of the public internet.
    """

    options: FetchOptions
    trust: ssl.SSLContext | None = None
    _rules: dict[str, Protego] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def __enter__(self) -> Self:
        """Open the client."""
        self._transport = CheckedTransport(allowed=self.options.allowed, trust=self.trust)
        self._client = httpx.Client(
            transport=self._transport,
            timeout=self.options.timeout_s,
            follow_redirects=False,
            trust_env=False,
            headers={
                "User-Agent": self.options.agent,
                "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
                "Accept-Encoding": "gzip, deflate",
            },
        )
        return self

    def __exit__(self, *_: object) -> None:
        """Close the client."""
        self._client.close()

    def fetch(self, url: str, *, known: Validators | None = None) -> Fetched:
        """Fetch an address and follow its redirects, each of which is checked like the first address.

        Args:
            url: an http or https address.
            known: the version that was fetched before, if any.

        Raises:
            FetchError: the address cannot be used, is private, or must not be fetched by programs; or the server fails,
                takes too long, or sends too much.
        """
        first_url = url
        for _ in range(_MAX_REDIRECTS):
            host = _checked_host(url)
            rules = self._robots(url)
            if not rules.can_fetch(url, self.options.agent):
                raise FetchError(f"{host} asks programs not to fetch {url}", remedy="Save the page from a browser")
            self._wait(host, rules)
            headers = {}
            if known and known.etag:
                headers["If-None-Match"] = known.etag
            if known and known.modified:
                headers["If-Modified-Since"] = known.modified
            status, answer, body = self._get(url, headers, max_bytes=self.options.max_bytes)
            if status == _NOT_MODIFIED and known:
                return Fetched(url, None, "", known)
            if status in _REDIRECTS and "Location" in answer:
                url = urljoin(url, answer["Location"])
                continue
            if not 200 <= status < 300:
                raise FetchError(f"{url} answers {_status(status)}", remedy="Check the address, or try again later")
            media = answer.get("Content-Type", "").partition(";")[0].strip().casefold()
            return Fetched(url, body, media, Validators(answer.get("ETag", ""), answer.get("Last-Modified", "")))
        raise FetchError(f"{first_url} redirects more than {_MAX_REDIRECTS} times", remedy="Check the address")

    def _robots(self, url: str) -> Protego:
        """Return what a host asks of programs (RFC 9309: a missing robots.txt allows all, a failing server nothing)."""
        from protego import Protego

        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            place = f"{origin}/robots.txt"
            for _ in range(_MAX_REDIRECTS):
                _checked_host(place)
                status, answer, body = self._get(place, {}, max_bytes=_MAX_ROBOTS_BYTES, cut=True)
                if status not in _REDIRECTS or "Location" not in answer:
                    break
                place = urljoin(place, answer["Location"])
            if status >= _SERVER_FAILS or status == _TOO_MANY:
                raise FetchError(
                    f"{parts.hostname} does not say what programs may fetch (its robots.txt answers {_status(status)})",
                    remedy="Try again later",
                )
            self._rules[origin] = Protego.parse(body.decode("utf-8", "replace") if 200 <= status < 300 else "")
        return self._rules[origin]

    def _wait(self, host: str, rules: Protego) -> None:
        """Pause between two pages of one host."""
        wanted = rules.crawl_delay(self.options.agent) or 0.0
        pause = min(max(self.options.pause_s, wanted), _MAX_PAUSE_S)
        since = time.monotonic() - self._last.get(host, float("-inf"))
        if since < pause:
            time.sleep(pause - since)
        self._last[host] = time.monotonic()

    def _get(
        self, url: str, headers: dict[str, str], *, max_bytes: int, cut: bool = False
    ) -> tuple[int, httpx.Headers, bytes]:
        """Return status, headers and body. A body of more than ``max_bytes``, packed or not, is refused, or cut."""
        self._transport.start_clock(self.options.max_total_s)
        packed = bytearray()
        try:
            with self._client.stream("GET", url, headers=headers) as answer:
                for part in answer.iter_raw():
                    packed += part
                    if len(packed) > max_bytes:
                        break
        except PrivateAddressError as err:
            raise FetchError(str(err), remedy="If you mean it, name the host in [add] allowed_hosts") from err
        except httpcore.TimeoutException as err:
            slow = f"{url} takes longer than {self.options.max_total_s:.0f} s"
            problem = slow if self._transport.is_time_up else f"{_host(url)} does not answer"
            raise FetchError(problem, remedy="Try again later") from err
        except (httpx.HTTPError, httpcore.NetworkError, httpcore.ProtocolError, httpx.InvalidURL) as err:
            reason = " ".join(str(err).split())[:200] or type(err).__name__
            raise FetchError(f"{_host(url)} cannot be reached ({reason})", remedy="Check the address") from err
        body = bytes(packed)
        if len(body) <= max_bytes:
            body = _unpack(body, answer.headers.get("Content-Encoding", ""), url, max_bytes=max_bytes)
        if len(body) > max_bytes and not cut:
            raise FetchError(f"{url} is more than {describe_bytes(max_bytes)}", remedy="Raise [add] max_page_mb")
        return answer.status_code, answer.headers, body[:max_bytes]


def _unpack(body: bytes, encoding: str, url: str, *, max_bytes: int) -> bytes:
    """Return a body without its content encoding, up to one byte more than ``max_bytes``.

    Raises:
        FetchError: the body has several encodings, one that was not asked for, or is damaged.
    """
    codings = [coding for part in encoding.split(",") if (coding := part.strip().casefold()) not in ("", "identity")]
    if not codings or not body:
        return body
    if codings not in (["gzip"], ["x-gzip"], ["deflate"]):
        shown = ", ".join(codings)[:100]
        raise FetchError(
            f"{url} is packed as {shown}, which qabot did not ask for", remedy="Save the page from a browser"
        )
    # Some servers send "deflate" without the header that it should have.
    for header in (_DETECT_HEADER, _NO_HEADER):
        try:
            return zlib.decompressobj(header).decompress(body, max_bytes + 1)
        except zlib.error:
            continue
    raise FetchError(f"{url} is packed as {codings[0]}, but damaged", remedy="Try again later")


def _checked_host(url: str) -> str:
    """Return the host of an address that may be asked for.

    Raises:
        FetchError: the address is not http or https, has no host, carries a password, or is too long.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or len(url) > _MAX_URL_CHARS or parts.scheme not in ("http", "https") or parts.username is not None:
        shown = " ".join(url.split())[:100]
        raise FetchError(f"{shown} is not an address of a page", remedy="Give one such as https://example.org/story")
    return host


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _status(status: int) -> str:
    import http

    try:
        return f"{status} {http.HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
