"""One call's way through one scenario: what a node is given to work with."""

from dataclasses import dataclass, field

from core.call import Call
from ivr.ports import Emergency, EmergencyMessage, Offices, Verifier, Voice
from ivr.speech_pl import count


class AllIsWell:
    """`Emergency` where no message is ever switched on."""

    def message(self, office: str | None) -> EmergencyMessage | None:
        return None


@dataclass(frozen=True, slots=True)
class Tools:
    """What every node of every call shares."""

    voice: Voice
    verifier: Verifier
    offices: Offices
    recording_days: int = 30  # how long recordings are kept, as the privacy notice says
    emergency: Emergency = field(default_factory=AllIsWell)


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
