"""What consultants ask for at the desk, and what the web service tells of their pages."""

from acd.desk_watch import DeskWatch
from acd.live.agent_state import AgentState
from acd.live.matchmaker import Matchmaker
from ari_app.calls.conversations.colleagues import Colleagues
from ari_app.calls.outbound_call import RingingOut
from ari_app.calls.talks import Talks
from core.clock import Clock
from core.errors import NotFound, TelephonyFailed, TransitionRefused
from core.lists.topics import TOPICS
from core.relay.commands import (
    AskTargets,
    CallColleague,
    CallForHelp,
    ControlRecording,
    DeskGone,
    DeskIs,
    DesksBeat,
    DismissColleague,
    Done,
    EndConversation,
    HandOver,
    HoldCall,
    LeaveConversation,
    MoveColleague,
    OfficeTarget,
    Reply,
    RingClient,
    TransferCall,
    WithdrawRecording,
)
from ivr.hours.opening_hours import OpeningHours
from recordings.recording_desk import RecordingDesk

DeskCommand = (
    DeskIs
    | DeskGone
    | DesksBeat
    | HoldCall
    | EndConversation
    | TransferCall
    | CallColleague
    | MoveColleague
    | DismissColleague
    | HandOver
    | LeaveConversation
    | RingClient
    | CallForHelp
    | AskTargets
)


class DeskCommands:
    """Carries them out at once; only what is asked of recordings waits until the exchange has done it."""

    def __init__(
        self,
        desks: DeskWatch,
        talks: Talks,
        matchmaker: Matchmaker,
        hours: OpeningHours,
        clock: Clock,
        recorder: RecordingDesk,
        colleagues: Colleagues,
        ringing_out: RingingOut,
    ) -> None:
        self._desks = desks
        self._talks = talks
        self._matchmaker = matchmaker
        self._hours = hours
        self._clock = clock
        self._recorder = recorder
        self._colleagues = colleagues
        self._ringing_out = ringing_out

    async def control_recording(self, command: ControlRecording) -> Reply:
        """Returns when the exchange has done it, at most two seconds later. Raises TransitionRefused, and
        TelephonyFailed when it is not done yet: it is tried on."""
        recording = self._talks.of(command.agent, command.call).recording
        match command.action:
            case "start":
                recording.start(command.agent)
            case "pause":
                recording.pause()
            case "resume":
                recording.resume()
            case "withdraw":
                recording.withdraw(command.agent, "page")
        is_done = await recording.settled()
        if command.action == "start" and (not is_done or recording.id is None):
            raise TelephonyFailed("Nagrania nie udało się rozpocząć. Rozmowa trwa bez nagrania.")
        if command.action == "pause" and not is_done:
            raise TelephonyFailed(
                "Centrala nie potwierdziła ciszy w nagraniu. Prosimy nie podawać tajnych danych."
            )
        return Done()

    async def withdraw_recording(self, command: WithdrawRecording) -> Reply:
        """Raises NotFound when the call of the recording is over, and TransitionRefused."""
        await self._recorder.withdraw(command.recording, command.account, "office")
        return Done()

    def carry_out(self, command: DeskCommand) -> Reply:
        """Raises NotFound and TransitionRefused with Polish sentences; nothing was changed then."""
        match command:
            case DeskIs(agent, page, telephone, trouble, service):
                self._matchmaker.team.agent(agent)  # refuses pages of whoever is no consultant
                self._desks.page_is(agent, page, telephone, trouble, service)
            case DeskGone(agent, page, service):
                self._desks.page_is_gone(agent, page, service)
            case DesksBeat(service):
                self._desks.beats(service)
            case HoldCall(agent, call, is_held):
                self._talks.of(agent, call).hold(is_held=is_held)
            case EndConversation(agent, call):
                if not self._ringing_out.gives_up(agent, call):
                    self._talks.of(agent, call).end()
            case RingClient():
                self._ringing_out.ring(command)
            case TransferCall(agent, call, office, topic):
                self._transfer(agent, call, office, topic)
            case CallColleague(agent, call, colleague, mode, target, hands_over):
                self._colleagues.call(agent, call, colleague, mode, target, hands_over=hands_over)
            case MoveColleague(agent, call, mode):
                self._colleagues.move(agent, call, mode)
            case DismissColleague(agent, call):
                self._colleagues.back(agent, call)
            case AskTargets(agent, call):
                return self._targets(agent, call)
            case HandOver(agent, call):
                self._colleagues.hand_over(agent, call)
            case LeaveConversation(agent, call):
                self._colleagues.leave(agent, call)
            case CallForHelp(agent, call, is_wanted):
                self._talks.of(agent, call).asks_for_help(is_wanted=is_wanted)
        return Done()

    def _targets(self, agent: str, call: str) -> Done:
        """Every office, and the caller's line as `line`."""
        talk, mm = self._talks.of(agent, call), self._matchmaker
        agents, own = mm.team.agents, mm.team.agent(agent).office
        near = {own, *mm.policy(own).neighbours}
        return Done(
            details={"line": talk.call.caller.dialled_number},
            offices=[
                OfficeTarget(
                    office,
                    sum(a.state is AgentState.AVAILABLE for a in agents if office in a.profile.serves),
                    mm.waiting(office),
                    self._why_not(office, talk.topic),
                    office in near,
                )
                for office in sorted(mm.queues.offices)
            ],
        )

    def _why_not(self, office: str, topic: str | None) -> str:
        """Why that office takes no call of that topic now: a clause; empty if it does."""
        mm = self._matchmaker
        if mm.queue_for(office) != office:
            return "nie przyjmuje już rozmów"
        if not self._hours.state(office, topic, self._clock.now()).is_served:
            return "jest teraz nieczynny"
        if mm.is_full(office):
            return "ma pełną kolejkę"
        if not (mm.is_anybody_of(office) or mm.could_be_helped(office)):
            return "nie ma teraz nikogo, kto odbiera"
        return ""

    def _transfer(self, agent: str, call: str, office: str, topic: str | None) -> None:
        talk, mm = self._talks.of(agent, call), self._matchmaker
        if office not in mm.queues.offices:
            raise NotFound("Nie ma takiego urzędu.")
        if topic is not None and topic not in TOPICS:
            raise TransitionRefused("Nie ma takiego tematu.")
        wanted = topic if topic is not None else talk.topic
        if (office, wanted) == (talk.queue, talk.topic):
            raise TransitionRefused("Osoba dzwoniąca przyszła z tej kolejki i z tym tematem. Prosimy wybrać inne.")
        if why_not := self._why_not(office, wanted):
            raise TransitionRefused(f"Urząd {mm.queues.offices[office].seat} {why_not}.")
        talk.transfer(office, topic)
