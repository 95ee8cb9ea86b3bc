"""Which addresses count as one: those of a network. Pure."""

import ipaddress

_IPV6_NETWORK = 64  # bits: whoever has one address of it has them all


def network_of(address: str) -> str:
    """An address as it is counted: IPv6 by its /64. What is no address counts as itself."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), _IPV6_NETWORK), strict=False))
