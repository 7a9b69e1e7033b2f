"""Which servers are Project Gutenberg's, which are in the room, which are anywhere else."""

import ipaddress
import socket

PRIVATE = tuple(  # cited: RFC 1122, 1918, 3927, 4193, 4291
    ipaddress.ip_network(network)
    for network in (
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
        "::1/128", "fc00::/7", "fe80::/10",
    )
)  # fmt: skip


def is_gutenberg(host: str) -> bool:
    """Whether the host is Project Gutenberg's own."""
    return host == "gutenberg.org" or host.endswith(".gutenberg.org")


def in_room(host: str) -> bool:
    """Whether the host is this machine or one of its network: all its addresses are private.

    A name that the network does not know is taken for one of the Internet.
    """
    if is_gutenberg(host):
        return False  # whatever a local resolver makes of it
    try:
        found = {str(entry[4][0]).partition("%")[0] for entry in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return False
    return bool(found) and all(is_private(address) for address in found)


def is_private(address: str) -> bool:
    """Whether an IPv4 or IPv6 address is of a local network."""
    return any(ipaddress.ip_address(address) in network for network in PRIVATE)


def is_loopback(host: str) -> bool:
    """Whether the host is this machine, and nobody else's to reach."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
