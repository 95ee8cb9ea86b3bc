"""What calls are served with: the same for every call."""

from dataclasses import dataclass, field
from typing import Protocol

from acd.desk_watch import DeskWatch
from acd.live.matchmaker import Matchmaker
from acd.waiting.waiting import Acd
from ari_app.calls.talks import Talks
from core.call import Call
from core.clock import Clock
from core.facts.bus import Bus
from core.facts.call_context import CallContext
from core.facts.kinds.colleagues import ColleagueMode
from core.telephony.telephony import Channel, Telephony
from ivr.identity.ceilings import Ceilings, default_ceilings
from ivr.interpreter import Ivr
from ivr.prompts.ports import Voice
from recordings.recording_desk import RecordingDesk


class CallingIn(Protocol):
    """See `ari_app.calls.conversations.colleagues.Colleagues`."""

    def call(
        self,
        agent: str,
        call_id: str,
        colleague: str,
        mode: ColleagueMode,
        target: str = "",
        *,
        hands_over: bool = False,
    ) -> None: ...

    def move(self, agent: str, call_id: str, mode: ColleagueMode) -> None: ...

    def back(self, agent: str, call_id: str) -> None: ...

    def hand_over(self, agent: str, call_id: str) -> None: ...


@dataclass(frozen=True, slots=True)
class CallServices:
    """`voice` says what stands in no scenario: the apology, what a consultant hears after a code."""

    ivr: Ivr
    acd: Acd
    telephony: Telephony
    recorder: RecordingDesk
    voice: Voice
    bus: Bus
    clock: Clock
    desks: DeskWatch
    talks: Talks
    calling_in: CallingIn
    ceilings: Ceilings = field(default_factory=default_ceilings)

    @property
    def matchmaker(self) -> Matchmaker:
        return self.acd.matchmaker

    def is_one_too_many(self, caller: Channel) -> bool:
        """Has the number of a caller who has just come in more calls than it may have at once?"""
        number = caller.caller_number
        return self.ceilings.are_too_many(number, self.telephony.calls_of(number))

    def call_of(
        self, caller: Channel, *, started: float | None = None, context: CallContext | None = None
    ) -> Call:
        """The call of a caller's channel. `started`, monotonic, and `context` if it began before this process."""
        return Call(caller, self.bus, self.clock, started=started, context=context)
