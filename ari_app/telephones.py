"""Which consultants' telephones are registered.

Heard by a second ARI application, whose filter lets through nothing but this: subscribing the first one to the
telephones would send it every event of their calls twice.
"""

import structlog

from acd.matchmaker import Matchmaker
from ari_app.ari import AriConnection
from ari_app.ari import messages as m
from ari_app.ari.operations import applications, endpoints
from ari_app.exchange import Exchange

log = structlog.get_logger()

APP = "s724-phones"


class Telephones:
    """Tells the distribution what telephones come and go."""

    def __init__(self, matchmaker: Matchmaker, exchange: Exchange) -> None:
        self._matchmaker = matchmaker
        self._exchange = exchange

    async def reconcile(self, ari: AriConnection) -> None:
        """After each connect: subscribe anew, since a restarted Asterisk has forgotten it, and look at all.

        Raises ari errors; the connection is then made anew.
        """
        await ari.send(applications.filter(APP, filter={"allowed": [{"type": "PeerStatusChange"}]}))
        await ari.send(applications.subscribe(APP, event_source=["endpoint:PJSIP"]))
        for endpoint in await ari.send(endpoints.list_by_tech("PJSIP")):
            self._changed(endpoint.resource, is_registered=endpoint.state == "online")

    def on_event(self, event: m.Event) -> None:
        if isinstance(event, m.PeerStatusChange):
            self._changed(event.endpoint.resource, is_registered=event.peer.peer_status == "Reachable")

    def _changed(self, endpoint: str, *, is_registered: bool) -> None:
        self._matchmaker.team.phone_changed(endpoint, is_registered=is_registered)
        if not is_registered:
            self._exchange.telephone_lost(endpoint)
