"""What the desk says of a call, in Polish sentences: how sure it is who calls, whose caller it is, why here. Pure.

The caller is „osoba dzwoniąca”, hence the feminine forms.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from core.facts.kinds.ringing_out import DIAL_REASONS_PL
from core.facts.offer_reason import Own
from core.facts.offer_reason_pl import at_desk_pl
from core.live.call_story import Arrival, CallStory
from core.zone import WARSAW
from reports.calls.call_timeline import seconds

ReasonKind: TypeAlias = Literal["own", "overflow", "transfer", "callback", "rung_out", "came_back", "other"]
Offices: TypeAlias = Mapping[str, str]
"""The short name of each office by its code, such as Kolno."""

NUMBER_KNOWN = 1
"""The level of whoever is rung back by the order of a verified client: the number is the client's, nobody has
proved to be the client. Between it and the levels of `ivr.identity` there is none."""

PROVED = {
    "card": "Osoba zweryfikowana kartą i PIN-em.",
    "code": "Osoba zweryfikowana kodem jednorazowym.",
}
"""By what somebody has proved to be the client: nothing else raises the level of a call to 2."""
_NUMBER_KNOWN = "Numer telefonu znany, bez PIN-u: to numer z zamówienia zweryfikowanego klienta."
_NUMBER_OF_CARD = "Numer telefonu z karty klienta; nikt nie potwierdził, kim jest osoba, która odebrała."
_NOBODY = "Nikt nie potwierdził, kim jest osoba dzwoniąca."
_CALLBACK_OF_NOBODY = "Nikt nie potwierdził, kim jest osoba, do której oddzwoniono."
_KNOWN_BY = {
    "client_record": "z danych klienta",
    "postal_code": "z kodu pocztowego",
    "gmina": "po nazwie gminy",
    "menu": "wybrany z menu",
    "default": "domyślnie, z wybranego numeru",
    "callback": "z zamówienia oddzwonienia",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause why the call is here. `account`: who handed it on."""

    kind: ReasonKind
    words: str
    account: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A call-back that was ordered, without the number. `attempts` so far."""

    ordered_at: datetime
    attempts: int
    is_of_client: bool  # a verified client has ordered it


def level_of(story: CallStory, order: Order | None) -> int:
    """0, `NUMBER_KNOWN`, or 2: the caller has proved who calls."""
    if story.verified_by:
        return 2
    if _is_of_card(story):
        return NUMBER_KNOWN
    return NUMBER_KNOWN if order is not None and order.is_of_client else 0


def verification_pl(story: CallStory, order: Order | None) -> str:
    """How sure it is who calls, with the wrong tries of this call."""
    if story.verified_by:
        return PROVED[story.verified_by] + _tries(story.wrong_tries, " Przedtem")
    if _is_of_card(story):
        return _NUMBER_OF_CARD
    if level_of(story, order) == NUMBER_KNOWN:
        return _NUMBER_KNOWN
    nobody = _CALLBACK_OF_NOBODY if story.is_callback or story.is_outbound else _NOBODY
    return nobody + _tries(story.wrong_tries, " Były")


def _is_of_card(story: CallStory) -> bool:
    """Did a consultant ring the number of a client's card?"""
    return story.is_outbound and story.callback is None


def _tries(count: int, begins: str) -> str:
    if not count:
        return ""
    return f"{begins} nieudane próby weryfikacji: {count}."


def home_office_pl(office: str, known_by: str, offices: Offices) -> str:
    """Whose caller it is, and how that is known. `known_by` is "unknown" for nobody's."""
    if not office:
        return "Urząd osoby dzwoniącej nie jest znany."
    how = _KNOWN_BY.get(known_by)
    return f"{_seat(office, offices)}{'' if how is None else f', {how}'}."


def known_by(story: CallStory) -> str:
    """One of the words of `HomeOfficeKnownBy` of the API."""
    if not story.office:
        return "unknown"
    if _is_of_card(story):
        return "client_record"
    if (story.is_callback or story.is_outbound) and story.office_by in ("default", ""):
        return "callback"
    return story.office_by or "unknown"


def reasons(
    story: CallStory, own_office: str, offices: Offices, people: Mapping[str, str], order: Order | None
) -> list[Reason]:
    """Why the call is at this desk: at least one sentence, the most telling one first. `people`: names of
    consultants by account."""
    found = [] if story.arrival is None else [_arrival(story.arrival, offices, people)]
    if story.is_callback:
        found.append(_callback(order))
    if story.is_outbound:
        why = DIAL_REASONS_PL[story.dial_reason] if story.dial_reason else "inna sprawa"
        found.append(Reason("rung_out", f"Telefon do klienta: {why}."))
    if not story.is_outbound or story.offered is not None:
        found.append(_choice(story, own_office, offices))
    return found


def _choice(story: CallStory, own_office: str, offices: Offices) -> Reason:
    """Why this office's consultant."""
    queue, at = _seat(story.queue or story.office, offices), story.offered
    if at is None and story.why is None:
        return Reason("other", "Połączenie jest właśnie przydzielane.")
    past = f" Przed dłużej czekającymi: {story.overtaken}." if story.overtaken else ""
    if story.why is None:  # an old fact, told by its own words
        words = f"{story.reason[:1].upper()}{story.reason[1:]}" if story.reason else "Powód nie jest zapisany"
        return Reason("other", f"{words}.{past}", at=at)
    why = at_desk_pl(story.why)
    if not isinstance(story.why, Own):
        return Reason("overflow", f"{queue}: {why}.{past}", at=at)
    if story.queue in ("", own_office):
        return Reason("own", f"Własny urząd: {why}.{past}", at=at)
    return Reason("own", f"{queue}: kolejka obsługiwana też tutaj, {why}.{past}", at=at)


def _arrival(arrival: Arrival, offices: Offices, people: Mapping[str, str]) -> Reason:
    who = "konsultanta" if arrival.account is None else _person(arrival.account, people)
    match arrival.kind:
        case "transfer":
            place = "" if arrival.office is None else f" (kolejka {_seat(arrival.office, offices)})"
            return Reason("transfer", f"Rozmowę przekazuje {who}{place}.", arrival.account, arrival.at)
        case "lost_page":
            words = f"Wraca do kolejki: stanowisko przestało działać w rozmowie ({who})."
        case "not_taken_over":
            words = f"Wraca do kolejki: nikt nie przejął przekazanej rozmowy ({who})."
        case "dropped":
            words = f"Wraca do kolejki: rozmowa została od razu rozłączona ({who})."
        case "kept_place":
            words = f"Wraca na dawne miejsce w kolejce, starsze o {seconds(arrival.resumed_time)}."
        case "after_outage":
            words = "Wraca do kolejki po przerwie w działaniu programu."
    return Reason("came_back", words, arrival.account, arrival.at)


def _callback(order: Order | None) -> Reason:
    if order is None:
        return Reason("callback", "Oddzwonienie na zamówienie.")
    attempt = f", próba {order.attempts + 1}" if order.attempts else ""
    return Reason("callback", f"Oddzwonienie na zamówienie z {moment_pl(order.ordered_at)}{attempt}.")


def moment_pl(at: datetime) -> str:
    """As the clock on the wall shows it."""
    return f"{at.astimezone(WARSAW):%d.%m.%Y, %-H:%M}"


def _seat(office: str, offices: Offices) -> str:
    return offices.get(office, office) or "Centrum"


def _person(account: str, people: Mapping[str, str]) -> str:
    name = people.get(account)
    return account if name is None else f"{name} ({account})"
