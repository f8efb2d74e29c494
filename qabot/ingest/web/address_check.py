"""Which machines may be fetched from: never one of the private network, however an address leads there."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING

import httpcore
import httpx

if TYPE_CHECKING:
    import ssl
    from collections.abc import Collection, Iterable, Iterator

_RELEVANT_NETWORKS = ("64:ff9b::/96", "2002::/16", "2001::/32")
"""NAT64, 6to4 and Teredo: IPv6 addresses that may stand for a private IPv4 one."""


class PrivateAddressError(Exception):
    """A host whose address is not one of the public internet; the message says which."""


def public_addresses(host: str, port: int, *, allowed: Collection[str]) -> list[str]:
    """Return the addresses of a host, all of them checked, in the order in which they are to be tried.

    Args:
        host: a name or an address.
        port: to connect to.
        allowed: names, addresses and networks ("10.1.0.0/16") that may be reached although they are private.

    Raises:
        PrivateAddressError: one of them is loopback, private, link-local, multicast or reserved, and not allowed.
        OSError: the host has no address.
    """
    name = host.strip("[]").rstrip(".").casefold()
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    if name in {one.casefold() for one in allowed}:
        return addresses
    networks = list(_networks(allowed))
    for address in addresses:
        parsed = ipaddress.ip_address(address)
        if not _is_public(parsed) and not any(parsed in network for network in networks):
            which = "" if name == address else f" is {address}, which"
            msg = f"{host}{which} is not an address of the public internet"
            raise PrivateAddressError(msg)
    return addresses


def _networks(allowed: Iterable[str]) -> Iterator[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    for one in allowed:
        try:
            yield ipaddress.ip_network(one, strict=False)
        except ValueError:
            continue


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return _is_public(address.ipv4_mapped)
        if any(address in ipaddress.ip_network(network) for network in _RELEVANT_NETWORKS):
            return False
    return address.is_global and not address.is_multicast


class _CheckedBackend(httpcore.SyncBackend):
    """Opens connections only to addresses that were checked, so that no second look-up can give another one."""

    def __init__(self, allowed: Collection[str]) -> None:
        self._allowed = allowed

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
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return super().connect_tcp(addresses[-1], port, timeout, local_address, socket_options)


class _Body(httpx.SyncByteStream):
    """A response's body as httpx takes it."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        yield from self._parts

    def close(self) -> None:
        close = getattr(self._parts, "close", None)
        if close:
            close()


class CheckedTransport(httpx.BaseTransport):
    """Carries httpx's requests over connections to checked addresses only, whatever a redirect or a name says.

    No proxy is used: it would look names up itself, out of sight.
    """

    def __init__(self, *, allowed: Collection[str], trust: ssl.SSLContext | None = None) -> None:
        """Open nothing yet; ``allowed`` as for ``public_addresses``, ``trust`` for certificates of one's own."""
        self._pool = httpcore.ConnectionPool(
            ssl_context=trust or httpx.create_ssl_context(), network_backend=_CheckedBackend(allowed)
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; httpcore's errors come as they are.

        Raises:
            PrivateAddressError: the host is not to be reached.
        """
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        sent = httpcore.Request(
            method=request.method,
            url=url,
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        came = self._pool.handle_request(sent)
        return httpx.Response(
            came.status, headers=came.headers, stream=_Body(came.iter_stream()), extensions=came.extensions
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()
