"""Ports for the load: what Asterisk, the callers and the consultants' telephones may use beside each other."""

import random
from dataclasses import dataclass

from ops import ports

# Below the ports that the kernel gives to whoever asks for any.
_LOWEST, _HIGHEST = 10_000, 32_000
_STEP = 100
_CALLERS, _CONSULTANTS, _ASTERISK = 4_000, 4_000, 6_000  # ports


@dataclass(frozen=True, slots=True)
class Media:
    """A SIP port and a range of RTP ports, both ends included."""

    sip_port: int
    first_rtp_port: int
    last_rtp_port: int


@dataclass(frozen=True, slots=True)
class Addresses:
    """Ports of one measurement."""

    callers: Media
    consultants: Media
    asterisk_rtp: str  # as S724_RTP_PORTS takes it


def free_addresses() -> Addresses:
    """For some 1000 calls at once.

    The ranges lie beside each other at a random place. A single port in them may be taken: Asterisk and SIPp both
    pass over ports that they cannot have.
    """
    callers_port, consultants_port = ports.free(2)
    callers = random.randrange(_LOWEST, _HIGHEST - _CALLERS - _CONSULTANTS - _ASTERISK, _STEP)
    consultants = callers + _CALLERS
    asterisk = consultants + _CONSULTANTS
    return Addresses(
        Media(callers_port, callers, consultants - 1),
        Media(consultants_port, consultants, asterisk - 1),
        f"{asterisk}-{asterisk + _ASTERISK - 1}",
    )
