"""A consultant as the distribution sees one."""

from dataclasses import dataclass, field

from acd.choice.selection import Profile
from acd.choice.workload import Workload
from acd.live.agent_state import AgentEvent, AgentState
from acd.live.timers import Timer
from acd.telephone import browser_endpoint
from core.live.live import Telephone, Trouble


@dataclass(frozen=True, slots=True)
class Before:
    """What a consultant did before ringing a client."""

    state: AgentState
    pause_reason: str | None
    wrapped_up: float  # seconds of wrap-up that were used up by then


@dataclass(slots=True, eq=False)
class Agent:
    """A consultant as the distribution sees one."""

    id: str
    display_name: str
    office: str
    queues: frozenset[str] = frozenset()  # served besides the own office's
    skills: tuple[tuple[str, int], ...] = ()
    state: AgentState = AgentState.OFFLINE
    since: float = 0.0  # when the state began
    pause_reason: str | None = None
    idle_since: float = 0.0
    call_id: str | None = None
    telephone: Telephone = "sip"
    trouble: Trouble | None = "no_telephone"  # why the telephone could not take a call now
    page: str = ""  # of the browser, if that is the telephone
    phone_lost_at: float = 0.0
    after_call: tuple[AgentEvent, str | None] | None = None
    wrap_up: Timer | None = None
    wrap_up_extensions: int = 0  # how often it was prolonged
    wrapped_up: float = 0.0  # seconds of it that were used up before `since`; less than 0: it was prolonged
    is_rest: bool = False  # of a wrap-up whose call was counted before a client was rung
    before: Before | None = None  # while a client is rung
    is_leaving: bool = False  # deleted while on a call: gone when it is over
    workload: Workload = field(default_factory=lambda: Workload(8 * 3600.0))
    busy_since: float = 0.0
    queue: str = ""  # of the call in progress
    counted: tuple[bool, bool] = (False, False)  # as working, as there
    unreached_by: frozenset[str] = frozenset()  # Asterisks of several that do not reach the telephone now

    @property
    def has_phone(self) -> bool:
        """Could the telephone take a call now?"""
        return self.trouble is None

    @property
    def endpoint(self) -> str:
        """The SIP endpoint that is rung."""
        return browser_endpoint(self.id) if self.telephone == "browser" else self.id

    @property
    def profile(self) -> Profile:
        """What decides which calls this consultant may take."""
        return Profile(self.office, self.queues | {self.office}, self.skills, self.unreached_by)
