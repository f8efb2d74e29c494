"""Decides which addresses may be fetched from: only those of the public internet, however a name leads there."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that IANA gives out as public IPv6 addresses. Outside of it are loopback, local and site-local addresses, NAT64
(64:ff9b::/96, 64:ff9b:1::/48), and the forms that contain an IPv4 address (::a.b.c.d, ::ffff:0:a.b.c.d)."""
_TUNNELS = (ipaddress.IPv6Network("2002::/16"), ipaddress.IPv6Network("2001::/32"))
"""6to4 and Teredo: IPv6 addresses that may lead to a private IPv4 address."""


class PrivateAddressError(Exception):
    """A host has an address outside the public internet; the message says which."""


def public_addresses(host: str, port: int, *, allowed: Collection[str]) -> list[str]:
    """Return the addresses of a host, all of them checked, in the order in which they should be tried.

    Args:
        host: a name or an address.
        port: the port to connect to.
        allowed: names, addresses and networks ("10.1.0.0/16") that may be reached although they are private.

    Raises:
        PrivateAddressError: an address is loopback, private, link-local, multicast or reserved, and not allowed.
        OSError: the host has no address.
    """
    name = host.strip("[]").rstrip(".").casefold()
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    if name in {entry.casefold() for entry in allowed}:
        return addresses
    networks = list(_networks(allowed))
    for address in addresses:
        parsed = ipaddress.ip_address(address)
        if not is_public(parsed) and not any(parsed in network for network in networks):
            which = "" if name == address else f" is {address}, which"
            msg = f"{host}{which} is not an address of the public internet"
            raise PrivateAddressError(msg)
    return addresses


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Return whether an address belongs to the public internet, and leads nowhere else."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address not in _GLOBAL_UNICAST or any(address in tunnel for tunnel in _TUNNELS):
            return False
    return address.is_global and not address.is_multicast


def _networks(allowed: Iterable[str]) -> Iterator[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    for entry in allowed:
        try:
            yield ipaddress.ip_network(entry, strict=False)
        except ValueError:
            continue
