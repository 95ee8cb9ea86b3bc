"""Who asks through a proxy (`S724_TRUSTED_PROXIES`). Pure.

Anybody can write `X-Forwarded-For`, and a proxy adds to what it was sent. So only what a trusted proxy has added
is believed: the list is read from its end, as long as the one who wrote the entry is trusted.
"""

import ipaddress
from collections.abc import Iterable
from typing import TypeAlias

from core.settings import networks

_Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address


class TrustedProxies:
    """The proxies of an installation."""

    def __init__(self, trusted: str) -> None:
        """`trusted` as in the settings: addresses or networks, separated by commas."""
        self._networks = networks(trusted)

    def trusts(self, address: str) -> bool:
        """Is it the address of one of them?"""
        found = _address(address)
        return found is not None and self._is_trusted(found)

    def caller(self, peer: str, forwarded: Iterable[str]) -> str:
        """Whose request it is that came from `peer` with these `X-Forwarded-For` headers, in their order.

        The right-most entry that is no trusted proxy; if all are, the left-most. What comes after an entry that is
        no address is not believed: the request is then that of the proxy which passed it on.
        """
        here = _address(peer)
        if here is None:
            return peer
        for entry in reversed(",".join(forwarded).split(",")):
            if not self._is_trusted(here):
                break
            said = _address(_without_port(entry.strip()))
            if said is None:
                break
            here = said
        return str(here)

    def _is_trusted(self, address: _Address) -> bool:
        return any(address in network for network in self._networks)


def _address(text: str) -> _Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped
    return found


def _without_port(entry: str) -> str:
    """Some proxies write `192.0.2.7:50123` and `[2001:db8::7]:50123`."""
    if entry.startswith("["):
        return entry[1:].partition("]")[0]
    return entry.partition(":")[0] if entry.count(":") == 1 else entry
