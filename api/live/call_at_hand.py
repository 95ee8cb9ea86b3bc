"""Which call a consultant is offered or has, as the live feed tells it: sooner than the database does. Pure."""

import msgspec

from core.live.live import AgentCall


class _OfAgent(msgspec.Struct):
    call: AgentCall | None = None


_agent = msgspec.json.Decoder(_OfAgent)


def call_at_hand(agent: bytes | None) -> AgentCall | None:
    """From the live object of a consultant; None: there is no call, or no such consultant."""
    return None if agent is None else _agent.decode(agent).call
