"""Which servers are Project Gutenberg's, which are in the room, which are anywhere else."""

import ipaddress
import re
import socket
from pathlib import Path

PRIVATE = tuple(  # cited: RFC 1122, 1918, 3927, 4193, 4291
    ipaddress.ip_network(network)
    for network in (
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
        "::1/128", "fc00::/7", "fe80::/10",
    )
)  # fmt: skip
SCHEME = re.compile(r"https?://", re.IGNORECASE)
# `192.168.1.10:8000`, `salle-3:8000/livres`, `[fe80::1]:8000`, `10.0.0.5`; not `D:`.
SERVER = re.compile(
    r"(?:(?:[\w.-]{2,}|\[[\da-f:]+\]):\d{1,5}|\d{1,3}(?:\.\d{1,3}){3}|localhost)(?:/.*)?",
    re.IGNORECASE,
)


def as_source(mirror: str) -> str:
    """A folder as it is; an address with its `http://`, which browsers let people leave out."""
    scheme = SCHEME.match(mirror)
    if scheme:
        return scheme[0].lower() + mirror[scheme.end() :]
    if SERVER.fullmatch(mirror) and not Path(mirror).exists():
        return f"http://{mirror}"
    return mirror


def is_server(source: str) -> bool:
    """Whether a source is an address, not a folder."""
    return bool(SCHEME.match(source))


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
