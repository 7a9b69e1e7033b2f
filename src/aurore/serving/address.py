"""This machine's address in its network, for the other machines of a room to type."""

import contextlib
import socket
import struct
import sys
from collections.abc import Iterator

# Any address beyond the local network tells which of ours leads out: nothing is sent to it.
BEYOND = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}  # cited: RFC 5737, 3849
LOOPBACKS = ("127.", "::1")
ASK_ADDRESS = 0x8915  # cited: SIOCGIFADDR of Linux, netdevice(7)


def own_address(family: socket.AddressFamily) -> str | None:
    """The address that leads out; in a network that leads nowhere, that of a card; else none."""
    with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect((BEYOND[family], 9))
        return str(probe.getsockname()[0])
    found = (*_by_name(family), *_of_cards())
    return next((one for one in found if not one.startswith(LOOPBACKS)), None)


def _by_name(family: socket.AddressFamily) -> Iterator[str]:
    """What this machine's own name stands for."""
    with contextlib.suppress(OSError):
        for entry in socket.getaddrinfo(socket.gethostname(), None, family):
            yield str(entry[4][0])


def _of_cards() -> Iterator[str]:
    """On Linux, where a machine's name often stands for the loopback: IPv4 of each card."""
    if sys.platform != "linux":
        return
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _, card in socket.if_nameindex():
            with contextlib.suppress(OSError):  # a card without an address
                answer = fcntl.ioctl(asking, ASK_ADDRESS, struct.pack("256s", card.encode()))
                yield socket.inet_ntoa(answer[20:24])
