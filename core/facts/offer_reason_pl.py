"""The reasons of offers in Polish: for the records of a call, for queues, and for the desk. Pure."""

from typing import assert_never

from core.facts.offer_reason import After, Empty, OfferReason, Own, Ratio, StandIn, StrategyName

RULES_PL: dict[StrategyName, str] = {
    "fair": "z gotowych osób najmniej rozmów i czasu w rozmowie",
    "least_occupied": "z gotowych osób najmniej czasu w rozmowie",
    "longest_idle": "najdłużej bez rozmowy",
    "fewest_calls": "najmniej rozmów",
    "least_talk_time": "najkrótszy czas rozmów",
    "round_robin": "po kolei: najdawniej zaczęta ostatnia rozmowa",
}
"""By which rule a consultant is the first one."""


def reason_pl(reason: OfferReason, genitive: str) -> str:
    """A clause for the records: "przekazano do Kolna: urząd jest nieczynny". `genitive`: "Kolna", the seat of the
    consultant's office."""
    match reason:
        case Own(rule=rule):
            return f"własny urząd, {RULES_PL[rule]}"
        case StandIn(is_closed=is_closed):
            return f"zastępstwo: {_empty_pl(is_closed)}"
        case Empty(is_closed=is_closed):
            why = _empty_pl(is_closed)
        case Ratio():
            why = ratio_pl(reason)
        case After(time=time, is_for_all=is_for_all):
            why = f"ponad {time:.0f} s oczekiwania{', pomaga całe województwo' if is_for_all else ''}"
        case _:
            assert_never(reason)
    return f"przekazano do {genitive}: {why}"


def at_desk_pl(reason: OfferReason) -> str:
    """A clause for the consultant, of the office whose queue it is: "nikt tam teraz nie pracuje, pomagamy"."""
    match reason:
        case Own(rule=rule):
            return RULES_PL[rule]
        case StandIn(is_closed=is_closed):
            return f"{_empty_there_pl(is_closed)}, zastępujemy ten urząd"
        case Empty(is_closed=is_closed):
            return f"{_empty_there_pl(is_closed)}, pomagamy"
        case Ratio():
            return f"{ratio_pl(reason)}, pomagamy"
        case After(time=time, is_for_all=True):
            return f"nikt nie jest gotów, po {time:.0f} s pomaga całe województwo"
        case After(time=time):
            return f"nikt nie jest gotów, pomagamy po {time:.0f} s"
    assert_never(reason)


def ratio_pl(ratio: Ratio) -> str:
    """ "3 czekających na 2 konsultantów", "1 czekający na 1 konsultanta"."""
    callers = "czekający" if ratio.waiting == 1 else "czekających"
    people = "konsultanta" if ratio.working == 1 else "konsultantów"
    return f"{ratio.waiting} {callers} na {ratio.working} {people}"


def _empty_pl(is_closed: bool) -> str:
    return "urząd jest nieczynny" if is_closed else "we własnym urzędzie nikt nie pracuje"


def _empty_there_pl(is_closed: bool) -> str:
    return "urząd jest nieczynny" if is_closed else "nikt tam teraz nie pracuje"
