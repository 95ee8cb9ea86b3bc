"""Where consultants take their calls, and whether that is proved ready: pages and telephones as they report. Pure.

A SIP telephone needs nothing but its registration. A telephone in a browser needs that, a page that is there and
finds nothing wrong, and a web service that would say if it were not. Of several processes of that each tells of
its own pages.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from acd.telephone import browser_endpoint
from core.live.live import Telephone, Trouble

BEAT_TIME = 3.0  # seconds without a beat of the web service after which nothing is known of the pages
UNTOLD_PAGE = "?"
"""Stands for the page of a consultant with a telephone in a browser, of whom nothing was told yet."""

RETELLING_TIME = 3.0  # seconds in which the web service tells a new process of all pages
RETURN_TIME = 20.0
"""Seconds in which all pages that are still open find a new process of the web service: they wait for up to 19.5 s
between two tries."""

_CAUSES_PL: dict[Trouble, str] = {
    "no_telephone": "Telefon konsultanta nie jest zarejestrowany w centrali.",
    "no_page": "Strona stanowiska konsultanta nie jest otwarta albo straciła połączenie.",
    "no_microphone": "Przeglądarka nie ma dostępu do mikrofonu.",
    "no_sound": "Przeglądarka nie może odtwarzać dźwięku.",
    "page_frozen": "Strona stanowiska konsultanta przestała odpowiadać.",
    "in_another_call": "Telefon konsultanta jest zajęty innym połączeniem.",
}
_NO_BROWSER_TELEPHONE_PL = "Telefon w przeglądarce nie jest połączony z centralą."


def cause_pl(trouble: Trouble | None, telephone: Telephone) -> str:
    """Why a consultant is technically unavailable, as a Polish sentence; empty without a trouble."""
    if trouble == "no_telephone" and telephone == "browser":
        return _NO_BROWSER_TELEPHONE_PL
    return "" if trouble is None else _CAUSES_PL[trouble]


@dataclass(frozen=True, slots=True)
class Desk:
    """A consultant's page, as it was told last. `is_there` is False when it was said to be gone.

    `service` is the process of the web service that told it; empty if that did not say."""

    page: str
    telephone: Telephone
    trouble: Trouble | None = None
    is_there: bool = True
    service: str = ""


@dataclass(slots=True)
class _Service:
    """A process of the web service: since when it is there, and when it said so last."""

    since: float
    last: float

    def beats(self, now: float) -> bool:
        return now < self.last + BEAT_TIME


class Desks:
    """What was told of pages and telephones. Moments are monotonic."""

    def __init__(self) -> None:
        self._desks: dict[str, Desk] = {}
        self._registered: set[str] = set()
        self._engaged: set[str] = set()
        self._services: dict[str, _Service] = {}
        self._retelling_until: float | None = None

    # -- what is told

    def begin(self, now: float) -> None:
        """The telephones are about to be looked at for the first time; pages are told in the next seconds."""
        if self._retelling_until is None:
            self._retelling_until = now + RETELLING_TIME

    def telephones_are(self, registered: Collection[str], engaged: Collection[str]) -> None:
        """The endpoints that are registered, and those in a call that is not ours."""
        self._registered, self._engaged = set(registered), set(engaged)

    def telephone_is(self, endpoint: str, *, is_registered: bool, is_engaged: bool) -> None:
        """The same of one endpoint."""
        (self._registered.add if is_registered else self._registered.discard)(endpoint)
        (self._engaged.add if is_engaged else self._engaged.discard)(endpoint)

    def page_is(self, agent: str, desk: Desk) -> None:
        """A page is there."""
        self._desks[agent] = desk

    def page_is_gone(self, agent: str, page: str, service: str = "") -> bool:
        """A page is gone; True if it was the consultant's, and not one that another has replaced, nor the same one
        that has found another process of the web service meanwhile."""
        desk = self._desks.get(agent)
        if desk is None or desk.page != page or not desk.is_there:
            return False
        if service and desk.service not in ("", service):
            return False
        self._desks[agent] = replace(desk, is_there=False)
        return True

    def forget_page(self, agent: str) -> None:
        """The consultant has logged out: a page that is gone counts no more. One that is there still does."""
        desk = self._desks.get(agent)
        if desk is not None and not desk.is_there:
            del self._desks[agent]

    def beats(self, now: float, service: str = "") -> bool:
        """This process of the web service is there; True if it has just begun, or was silent."""
        known = self._services.get(service)
        if known is not None and known.beats(now):
            known.last = now
            return False
        self._services[service] = _Service(now, now)
        for name in [name for name, one in self._services.items() if one.last < now - 10 * RETURN_TIME]:
            del self._services[name]
        return True

    # -- what is so

    def told_by_silent(self, now: float) -> dict[str, str]:
        """Consultants with their pages that a process of the web service has told which says nothing any more,
        while another one has been there for so long that they had found it."""
        if not any(one.beats(now) and one.since <= now - RETURN_TIME for one in self._services.values()):
            return {}
        return {
            agent: desk.page
            for agent, desk in self._desks.items()
            if desk.is_there and desk.service and not self._is_beating(now, desk.service)
        }

    def telephone(self, agent: str, now: float) -> Telephone:
        """Which telephone is rung.

        Of whom nothing was told yet, since this process has just begun, the one that is registered.
        """
        desk = self._desks.get(agent)
        if desk is not None:
            return desk.telephone
        return "browser" if self._is_presumed(agent, now) else "sip"

    def page(self, agent: str, now: float) -> str:
        """The page that is there, if the browser is the telephone; else empty."""
        desk = self._desks.get(agent)
        if desk is None:
            return UNTOLD_PAGE if self._is_presumed(agent, now) else ""
        return desk.page if desk.is_there and desk.telephone == "browser" else ""

    def is_at_work(self, agent: str) -> bool:
        """Is a page there, whichever telephone it wants?"""
        desk = self._desks.get(agent)
        return desk is not None and desk.is_there

    def trouble(self, agent: str, now: float) -> Trouble | None:
        """Why the telephone could not take a call now; None if it could."""
        desk, endpoint = self._desks.get(agent), agent
        if self.telephone(agent, now) == "browser":
            endpoint = browser_endpoint(agent)
            if desk is not None:
                if not desk.is_there or not self._is_beating(now, desk.service):
                    return "no_page"
                if desk.trouble is not None:
                    return desk.trouble
        if endpoint not in self._registered:
            return "no_telephone"
        return "in_another_call" if endpoint in self._engaged else None

    def telephone_to_listen(self, agent: str, now: float) -> str | None:
        """The free endpoint at which somebody can be rung to hear what others say, which takes no page and no
        microphone: the one of the desk first, else whichever is registered. None if there is none."""
        endpoints = [agent, browser_endpoint(agent)]
        if self.telephone(agent, now) == "browser":
            endpoints.reverse()
        free = self._registered - self._engaged
        return next((endpoint for endpoint in endpoints if endpoint in free), None)

    def state_of(self, agent: str, page: str, now: float) -> Literal["there", "lost", "unknown"]:
        """Is this page, in which a conversation goes on, still there?

        A page of which a new process was not told in time is lost, if the web service was there to tell. While it
        is silent nothing new is known.
        """
        desk = self._desks.get(agent)
        if desk is None:
            is_told_all = self._retelling_until is not None and now >= self._retelling_until
            return "lost" if is_told_all and any(one.beats(now) for one in self._services.values()) else "unknown"
        return "there" if desk.is_there and desk.page == page else "lost"

    def _is_beating(self, now: float, service: str) -> bool:
        known = self._services.get(service)
        if known is None:
            return self._retelling_until is not None and now < self._retelling_until
        return known.beats(now)

    def _is_presumed(self, agent: str, now: float) -> bool:
        return (
            self._retelling_until is not None
            and now < self._retelling_until
            and agent not in self._registered
            and browser_endpoint(agent) in self._registered
        )
