"""Which call a consultant is offered or has, as the live feed tells it: sooner than the database does. Pure."""

import msgspec

from core.live.live import AgentCall


class CallAtHand(msgspec.Struct, frozen=True):
    """`verified_by` is empty for a caller whom nobody knows (`core.live.live.AgentCall`)."""

    id: str
    verified_by: str = ""


class _OfAgent(msgspec.Struct):
    call: CallAtHand | None = None


class _WholeOfAgent(msgspec.Struct):
    state: str = ""
    call: AgentCall | None = None


_agent = msgspec.json.Decoder(_OfAgent)
_whole = msgspec.json.Decoder(_WholeOfAgent)


def call_at_hand(agent: bytes | None) -> CallAtHand | None:
    """From the live object of a consultant; None: there is no call, or no such consultant."""
    return None if agent is None else _agent.decode(agent).call


def whole_call_at_hand(agent: bytes | None) -> AgentCall | None:
    """The same with everything that the live feed tells of the call."""
    return None if agent is None else _whole.decode(agent).call


def is_wrapping_up(agent: bytes | None) -> bool:
    """Does the consultant do the work after a conversation (`acd.live.agent_state.AgentState`)?"""
    return agent is not None and _whole.decode(agent).state == "wrap_up"
