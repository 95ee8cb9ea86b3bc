"""One call's way through one scenario: what a node is given to work with."""

from dataclasses import dataclass, field

from core.call import Call
from ivr import shipped
from ivr.gmina import GminaIndex
from ivr.ports import (
    Codes,
    Contacts,
    NoCodes,
    NoContacts,
    NoWebServices,
    Offices,
    Plenty,
    Room,
    Verifier,
    Voice,
    WebServices,
)
from ivr.speech_pl import count
from ivr.transfer_targets import TransferTargets


@dataclass(frozen=True, slots=True)
class Tools:
    """What every node of every call shares."""

    voice: Voice
    verifier: Verifier
    offices: Offices
    gminas: GminaIndex = field(default_factory=shipped.gminas)
    transfers: TransferTargets = field(default_factory=TransferTargets)
    codes: Codes = field(default_factory=NoCodes)
    contacts: Contacts = field(default_factory=NoContacts)
    web_services: WebServices = field(default_factory=NoWebServices)
    room: Room = field(default_factory=Plenty)
    beep: str = "beep"  # the sound after which callers speak: a path without extension
    recording_days: int = 30  # how long recordings are kept, as the privacy notice says


@dataclass(frozen=True, slots=True)
class Visit:
    """A call inside a scenario."""

    call: Call
    tools: Tools

    @property
    def voice(self) -> Voice:
        return self.tools.voice

    def values(self) -> dict[str, str]:
        """Placeholders that any announcement of a scenario may use, as far as they are known yet."""
        values = {"liczba_dni": count(self.tools.recording_days, "dzień", "acc")}
        code = self.call.context.office
        if code is not None:
            values["w_miejscowosci"] = self.tools.offices.get(code).locative
        return values
