"""What the telephones saw, as plain data: the judges read nothing else of them. Moments are of the wall clock."""

from dataclasses import dataclass, field, fields
from typing import Any, Literal

from chaos.media import Heard
from chaos.sounds import MUSIC

Side = Literal["caller", "consultant", "centre"]
Role = Literal["consultant", "colleague", "supervisor"]
"""As which somebody is rung: the display of the telephone says it."""
Act = Literal["apart", "together", "aside", "promise", "dismiss", "hand over", "listen", "whisper", "enough"]
"""The first three are how a colleague takes part; "promise": whoever answers has the call at once."""
LeavesIn = Literal["scenario", "waiting", "ringing", "talk", "served"]
"""When a caller hangs up: "talk" ends an ordinary conversation, "served" leaves that to the consultant."""


@dataclass
class Ring:
    """A consultant's telephone rang."""

    user: str
    caller: str  # the number that it showed
    rang_at: float
    tone: int  # what the consultant says
    answered_at: float | None = None
    ended_at: float | None = None
    ended_by: Side | None = None
    vanished_at: float | None = None
    busy_with: "Ring | None" = None  # the call in which, or during whose ringing, it rang
    is_fallback: bool = False  # it rang while the application was away: a call of Asterisk's own queue
    role: Role = "consultant"
    sound_of: str = ""  # the address of the exchange that has the call
    has_call_since: float | None = None  # of a colleague: whoever had it has handed it over, or gone
    heard: Heard = field(default_factory=Heard)


@dataclass
class Order:
    """What was asked of the centre, and when it said that it was done; None: nobody knows whether it was."""

    act: Act
    at: float
    done_at: float | None = None
    is_refused: bool = False


@dataclass
class Company:
    """Somebody was called into a conversation, or came by order: a colleague or a supervisor. `ring`: whom the
    telephone of that one rang for, if it did; `of`: the consultant's."""

    user: str
    of: Ring
    orders: list[Order] = field(default_factory=list)
    ring: Ring | None = None


@dataclass
class CallStory:
    """A caller's telephone, from the INVITE until it was over."""

    number: str  # the caller's; each call has its own
    office: str
    tone: int
    is_recorded: bool  # the caller agrees to the recording
    leaves_in: LeavesIn
    placed_at: float
    answered_at: float | None = None
    refused_with: int = 0  # SIP status
    keyed_at: float | None = None  # the last key of the scenario was sent
    ended_at: float | None = None
    ended_by: Side | None = None
    rings: list[Ring] = field(default_factory=list)
    heard: Heard = field(default_factory=Heard)
    is_excused: bool = False  # Asterisk itself was killed
    sound_of: str = ""  # the address of the exchange that has the call, from the answer on
    is_rung_back: bool = False  # the centre has rung this caller
    colleagues: list[Company] = field(default_factory=list)
    supervisors: list[Company] = field(default_factory=list)

    @property
    def was_shed(self) -> bool:
        """Was the call not taken at all, since the machine was full? The caller was told so, or got 503."""
        if self.answered_at is None:
            return self.refused_with == 503
        is_told = self.ended_by == "centre" and not self.rings and MUSIC not in self.heard_names()
        return is_told and self.heard_names()[-1:] in (["E08"], ["E09"])

    @property
    def talk(self) -> Ring | None:
        """The last ring that was answered."""
        return next((ring for ring in reversed(self.rings) if ring.answered_at is not None), None)

    def told(self) -> dict[str, Any]:
        """Everything but the packets."""
        own = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _NOT_TOLD}
        others = [
            {
                "user": one.user,
                "orders": one.orders,
                "ring": None if one.ring is None else _without_sound(one.ring),
            }
            for one in (*self.colleagues, *self.supervisors)
        ]
        rings = [_without_sound(ring) for ring in self.rings]
        return {**own, "rings": rings, "company": others, "heard": self.heard.named}

    def heard_names(self) -> list[str]:
        """The announcements that were heard, in order."""
        return [name for _, name in self.heard.named]


_NOT_TOLD = ("heard", "rings", "colleagues", "supervisors")


def _without_sound(ring: Ring) -> dict[str, Any]:
    return {f.name: getattr(ring, f.name) for f in fields(ring) if f.name != "heard"}
