"""A conversation with a consultant. Pure."""

from typing import Literal

from core.facts.event import Event

Party = Literal["caller", "agent", "system"]
RequeueReason = Literal[
    "page",  # no page of the consultant's has come back
    "colleague",  # nobody has answered to whom the consultant, who has gone, has handed the call over
]


class ConversationStarted(Event, kw_only=True, frozen=True, tag=True):
    """`leg` is the consultant's channel, `page` the page of the browser it is in; empty for a SIP telephone."""

    agent: str
    bridge_id: str
    leg: str = ""
    page: str = ""


class CallHeld(Event, kw_only=True, frozen=True, tag=True):
    """The consultant put the caller on hold at the desk, or is back; the caller hears music meanwhile. A hold by
    the telephone's own key is only a change of the consultant's state."""

    agent: str
    is_held: bool


class PageLost(Event, kw_only=True, frozen=True, tag=True):
    """The consultant's page is gone in the middle of the conversation; the caller hears music."""

    agent: str


class PageBack(Event, kw_only=True, frozen=True, tag=True):
    """The conversation goes on: in the page of before, or in another one, by another channel `leg`."""

    agent: str
    leg: str
    page: str = ""


class CallerRequeued(Event, kw_only=True, frozen=True, tag=True):
    """The caller waits in the same queue again, with the wait of before, at that place. `agent` had the call."""

    agent: str
    why: RequeueReason = "page"


class CallTransferred(Event, kw_only=True, frozen=True, tag=True):
    """The consultant handed the call on: the caller waits in the queue of `to_office`, with the wait of before and
    at the place of that. No `topic`: the one of before holds."""

    agent: str
    to_office: str
    topic: str | None = None


class ConversationEnded(Event, kw_only=True, frozen=True, tag=True):
    agent: str
    ended_by: Party
    talk_time: float  # hold time included
    hold_time: float = 0.0
