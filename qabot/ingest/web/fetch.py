"""Fetches pages as a polite guest: robots.txt, pauses, limits of time and size, nothing twice; httpx's only doorway."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from qabot.errors import FetchError
from qabot.ingest.source import describe_bytes
from qabot.ingest.web.address_check import CheckedTransport, PrivateAddressError

if TYPE_CHECKING:
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


@dataclass(frozen=True, slots=True)
class Version:
    """What a server calls a version of a page, for asking whether there is a newer one; ``""`` for not said."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came for an address.

    Attributes:
        url: the address that it came from in the end, after redirects.
        content: the body, decompressed; ``None`` when the known version is the newest.
        media: the type that the server names ("text/html"), in small letters.
        version: for the next time.
    """

    url: str
    content: bytes | None
    media: str
    version: Version


@dataclass(frozen=True, slots=True)
class Manners:
    """How pages are fetched.

    Attributes:
        agent: the name that servers are told, and that robots.txt may name.
        pause_s: between two requests to one host, at least; robots.txt may ask for more, up to 30 s.
        patience_s: for each connection and each wait for data.
        whole_s: for a whole page.
        max_bytes: of a page, decompressed.
        allowed: private hosts and networks that may be reached all the same.
    """

    agent: str
    pause_s: float = 1.0
    patience_s: float = 15.0
    whole_s: float = 60.0
    max_bytes: int = 20_000_000
    allowed: Collection[str] = ()


@dataclass(eq=False)
class Fetcher:
    """Fetches pages one after the other; a context manager."""

    manners: Manners
    _rules: dict[str, Protego] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def __enter__(self) -> Self:
        """Open the client."""
        self._client = httpx.Client(
            transport=CheckedTransport(allowed=self.manners.allowed),
            timeout=self.manners.patience_s,
            follow_redirects=False,
            trust_env=False,
            headers={"User-Agent": self.manners.agent, "Accept": "text/html,application/xhtml+xml,*/*;q=0.8"},
        )
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._client.close()

    def fetch(self, url: str, *, known: Version | None = None) -> Fetched:
        """Fetch an address, following redirects, each of which is checked like the first.

        Args:
            url: http or https.
            known: the version that was fetched before, if any.

        Raises:
            FetchError: the address cannot be used, is private, or is not to be fetched by programs; or the server
                fails, takes too long, or sends too much.
        """
        asked = url
        for _ in range(_MAX_REDIRECTS):
            host = _checked(url)
            rules = self._robots(url)
            if not rules.can_fetch(url, self.manners.agent):
                raise FetchError(f"{host} asks programs not to fetch {url}", remedy="Save the page from a browser")
            self._wait(host, rules)
            headers = {}
            if known and known.etag:
                headers["If-None-Match"] = known.etag
            if known and known.modified:
                headers["If-Modified-Since"] = known.modified
            status, answer, body = self._get(url, headers, max_bytes=self.manners.max_bytes)
            version = Version(answer.get("ETag", ""), answer.get("Last-Modified", ""))
            if status == _NOT_MODIFIED and known:
                return Fetched(url, None, "", known)
            if status in _REDIRECTS and "Location" in answer:
                url = urljoin(url, answer["Location"])
                continue
            if not 200 <= status < 300:
                raise FetchError(f"{url} answers {_status(status)}", remedy="Check the address, or try again later")
            media = answer.get("Content-Type", "").partition(";")[0].strip().casefold()
            return Fetched(url, body, media, version)
        raise FetchError(f"{asked} redirects more than {_MAX_REDIRECTS} times", remedy="Check the address")

    def _robots(self, url: str) -> Protego:
        """Return what a host asks of programs (RFC 9309: what is not there allows all, a failing server nothing)."""
        from protego import Protego

        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            place = f"{origin}/robots.txt"
            for _ in range(_MAX_REDIRECTS):
                _checked(place)
                status, answer, body = self._get(place, {}, max_bytes=_MAX_ROBOTS_BYTES, cut=True)
                if status not in _REDIRECTS or "Location" not in answer:
                    break
                place = urljoin(place, answer["Location"])
            if status >= _SERVER_FAILS or status == _TOO_MANY:
                raise FetchError(
                    f"{parts.hostname} does not say what programs may fetch (its robots.txt answers {_status(status)})",
                    remedy="Try again later",
                )
            said = body.decode("utf-8", "replace") if 200 <= status < 300 else ""
            self._rules[origin] = Protego.parse(said)
        return self._rules[origin]

    def _wait(self, host: str, rules: Protego) -> None:
        """Pause between two pages of one host."""
        asked = rules.crawl_delay(self.manners.agent) or 0.0
        pause = min(max(self.manners.pause_s, asked), _MAX_PAUSE_S)
        since = time.monotonic() - self._last.get(host, float("-inf"))
        if since < pause:
            time.sleep(pause - since)
        self._last[host] = time.monotonic()

    def _get(
        self, url: str, headers: dict[str, str], *, max_bytes: int, cut: bool = False
    ) -> tuple[int, httpx.Headers, bytes]:
        """Return status, headers and body; a longer body is cut or refused."""
        end = time.monotonic() + self.manners.whole_s
        body = bytearray()
        try:
            with self._client.stream("GET", url, headers=headers) as answer:
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > max_bytes:
                        if cut:
                            break
                        limit = describe_bytes(max_bytes)
                        raise FetchError(f"{url} is more than {limit}", remedy="Raise [add] max_page_mb")
                    if time.monotonic() > end:
                        whole = f"{self.manners.whole_s:.0f} s"
                        raise FetchError(f"{url} takes longer than {whole}", remedy="Try again later")
                return answer.status_code, answer.headers, bytes(body[:max_bytes])
        except PrivateAddressError as err:
            raise FetchError(str(err), remedy="If you mean it, name the host in [add] allowed_hosts") from err
        except (httpx.TimeoutException, httpcore.TimeoutException) as err:
            raise FetchError(f"{_host(url)} does not answer", remedy="Try again later") from err
        except (httpx.HTTPError, httpcore.NetworkError, httpcore.ProtocolError, httpx.InvalidURL) as err:
            reason = " ".join(str(err).split())[:200] or type(err).__name__
            raise FetchError(f"{_host(url)} cannot be reached ({reason})", remedy="Check the address") from err


def _checked(url: str) -> str:
    """Return the host of an address that may be asked for.

    Raises:
        FetchError: it is not http or https, has no host, carries a password, or is too long.
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
