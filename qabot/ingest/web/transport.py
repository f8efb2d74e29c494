"""Carries HTTP requests over connections to checked addresses only, and ends a request that takes too long in all."""

from __future__ import annotations

import ssl
import time
from typing import TYPE_CHECKING

import httpcore
import httpx

from qabot.ingest.web.address_check import public_addresses

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from typing import Any


class CheckedTransport(httpx.BaseTransport):
    """A transport for httpx that connects to checked addresses only, whatever a redirect or a name says.

    It speaks HTTP/1.1 and HTTP/2, and keeps connections open between requests. It uses no proxy: a proxy would look
    names up itself, unseen.
    """

    def __init__(self, *, allowed: Collection[str], trust: ssl.SSLContext | None = None) -> None:
        """Open no connection yet.

        Args:
            allowed: as for ``public_addresses``.
            trust: which certificates are trusted; by default those of the public internet.
        """
        self._clock = _Clock()
        self._pool = httpcore.ConnectionPool(
            ssl_context=trust or httpx.create_ssl_context(),
            network_backend=_CheckedBackend(allowed, self._clock),
            http2=True,
        )

    def start_clock(self, seconds: float) -> None:
        """Let all requests until the next call take that long together."""
        self._clock.end = time.monotonic() + seconds

    @property
    def is_time_up(self) -> bool:
        """Return whether the time has passed."""
        return time.monotonic() >= self._clock.end

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; httpcore's errors are not translated.

        Raises:
            PrivateAddressError: the host has an address outside the public internet.
            httpcore.TimeoutException: the server does not answer, or the time has passed.
        """
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        response = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=url,
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            response.status, headers=response.headers, stream=_Body(response), extensions=response.extensions
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Clock:
    """The moment when the request must be over, on ``time.monotonic``'s clock."""

    end = float("inf")

    def bound(self, timeout: float | None) -> float | None:
        """Return the time that a single wait may take, in seconds.

        Raises:
            httpcore.TimeoutException: no time is left.
        """
        left = self.end - time.monotonic()
        if left <= 0:
            raise httpcore.TimeoutException
        return left if timeout is None else min(left, timeout)


class _CheckedBackend(httpcore.SyncBackend):
    """Opens connections only to addresses that were checked, so that no second look-up can give another address."""

    def __init__(self, allowed: Collection[str], clock: _Clock) -> None:
        self._allowed = allowed
        self._clock = clock

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that accepts."""
        try:
            addresses = public_addresses(host, port, allowed=self._allowed)
        except (OSError, UnicodeError) as err:
            msg = f"{host} is not known"
            raise httpcore.ConnectError(msg) from err
        for address in addresses[:-1]:
            try:
                return self._connect(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(addresses[-1], port, timeout, local_address, socket_options)

    def _connect(self, address: str, port: int, timeout: float | None, *rest: Any) -> httpcore.NetworkStream:  # noqa: ANN401
        stream = super().connect_tcp(address, port, self._clock.bound(timeout), *rest)
        return _BoundedStream(stream, self._clock)


class _BoundedStream(httpcore.NetworkStream):
    """A connection that never waits longer than the time left for the request."""

    def __init__(self, stream: httpcore.NetworkStream, clock: _Clock) -> None:
        self._stream = stream
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._clock.bound(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._clock.bound(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._clock.bound(timeout))
        return _BoundedStream(stream, self._clock)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401
        return self._stream.get_extra_info(info)


class _Body(httpx.SyncByteStream):
    """The body of one of httpcore's responses, for httpx."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return self._response.iter_stream()

    def close(self) -> None:
        # Reading a body to its end does not give its connection back to the pool; closing the response does.
        self._response.close()
