"""What the live state says, for tests that say it themselves."""

from dataclasses import replace

from fastapi import FastAPI

from api.live.hub import Hub
from core.live.live import AgentLive, LiveNews, live_object
from tests.support.calls.call_facts import NINE


def tell(app: FastAPI, agent: str, value: AgentLive) -> None:
    """As the process that owns the live state would. Nobody else tells anything from then on: the centre beside
    knows nothing of this, and would take it back with its next message."""
    shared = app.state.services
    hub = Hub(shared.settings.dsn, shared.relay.ask, shared.clock)
    told = [live_object("agent", agent, value)]
    hub.heard(LiveNews(epoch="told", seq=1, at=NINE, objects=told, whole="begin"))
    hub.heard(LiveNews(epoch="told", seq=2, at=NINE, whole="end"))
    app.state.services = replace(shared, hub=hub)
