"""Prevent server-side request forgery.

Only public addresses and networks that the admin permits are allowed.

The check applies to the IP address of the socket that is about to be opened, so that no host name, redirect or second
DNS answer bypasses it. `ipaddress.is_global` alone is not enough: it allows multicast, NAT64, 6to4 and others.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from ipaddress import IPv4Network, IPv6Network

    Network = IPv4Network | IPv6Network

_PUBLIC_IPV6_NETWORK = ip_network("2000::/3")
_BLOCKED_IPV6_NETWORKS = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_NAT64_NETWORK = ip_network("64:ff9b::/96")
_BLOCKED_IPV4_NETWORKS = tuple(
    map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "100.64.0.0/10"))
)
# Ports that browsers block, because other protocols use them (https://fetch.spec.whatwg.org/#port-blocking).
_BLOCKED_PORT_LIST = (
    "0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 "
    "123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 "
    "990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080"
)
BLOCKED_PORTS = frozenset(map(int, _BLOCKED_PORT_LIST.split()))


def is_allowed_address(address: str, port: int, allowed_networks: Sequence[Network] = ()) -> bool:
    """Whether connections to an address and port are allowed.

    Args:
        address: an IP address in the socket's notation; an IPv6 address may have a zone.
        port: the TCP port.
        allowed_networks: networks that are allowed although they are not public.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if port in BLOCKED_PORTS:
        return False
    return any(ip in network for network in allowed_networks if network.version == ip.version) or _is_public(
        ip
    )


def get_site_domain(host: str) -> str:
    """Return the last two labels of a host name, or three for domains like co.uk.

    An IP address is unchanged.
    """
    labels = host.split(".")
    if ":" in host or labels[-1].isdigit():
        return host
    label_count = 3 if len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2 else 2  # noqa: PLR2004 - labels
    return ".".join(labels[-label_count:])


# ---- private


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped:
            return _is_public(ip.ipv4_mapped)
        if ip in _NAT64_NETWORK:
            return _is_public(IPv4Address(int(ip) & 0xFFFFFFFF))
        return ip in _PUBLIC_IPV6_NETWORK and not any(ip in network for network in _BLOCKED_IPV6_NETWORKS)
    return (
        ip.is_global
        and not (ip.is_multicast or ip.is_reserved)
        and not any(ip in network for network in _BLOCKED_IPV4_NETWORKS)
    )
