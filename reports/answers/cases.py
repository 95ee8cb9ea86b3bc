"""Of what a figure is: what its `n` counts, and of how many it can be judged. Pure.

The dictionary tells `n` in the words of each figure; here it is one noun, for „86,3 % z 114 zgłoszeń”.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.metrics.metric import Metric
from reports.answers.catalogue import is_additive
from reports.answers.words_pl import COUNTED, NBSP, number_text


@dataclass(frozen=True, slots=True)
class Noun:
    """Of many, and „z 1 …”."""

    many: str
    of_one: str

    def of(self, n: int) -> str:
        """„z 22 rozmów”."""
        return f"z{NBSP}{number_text(n, 0)}{NBSP}{self.of_one if n == 1 else self.many}"


ENOUGH: Final = 30
"""Of fewer cases no share and no mean is judged: one caller more would turn the verdict."""

_STANDINGS: Final = Noun("zgłoszeń", "zgłoszenia")
_CALLS: Final = Noun("połączeń", "połączenia")
_TALKS: Final = Noun("rozmów", "rozmowy")
_ORDERS: Final = Noun("zamówień", "zamówienia")
_ESTIMATES: Final = Noun("zapowiedzi", "zapowiedzi")
_OFFERS: Final = Noun("propozycji", "propozycji")
_INVITATIONS: Final = Noun("zaproszeń", "zaproszenia")
_RATINGS: Final = Noun("ocen", "oceny")
_ANSWERS: Final = Noun("odpowiedzi", "odpowiedzi")
_REQUESTS: Final = Noun("próśb", "prośby")
_ENTRIES: Final = Noun("wpisów", "wpisu")
_RUNG: Final = Noun("telefonów", "telefonu")
_VISITS: Final = Noun("wizyt", "wizyty")
_CONTACTS: Final = Noun("kontaktów", "kontaktu")
_MATTERS: Final = Noun("spraw", "sprawy")
_JOB_OFFERS: Final = Noun("ofert", "oferty")
_CASES: Final = Noun("przypadków", "przypadku")

_NOUNS: Final[Mapping[str, Noun]] = {
    **dict.fromkeys(("answered_share", "abandoned_share", "abandoned_share_all", "unmet_demand"), _STANDINGS),
    **dict.fromkeys(("service_level", "service_level_without_short", "service_level_of_answered"), _STANDINGS),
    **dict.fromkeys(("service_level_kind", "asa", "longest_wait", "wait_to_abandon"), _STANDINGS),
    **dict.fromkeys(("paid_waiting_mean", "paid_waiting_minutes", "overflow_share"), _STANDINGS),
    **dict.fromkeys(("queue_consulted", "queue_handed_over"), _STANDINGS),
    **dict.fromkeys(("repeat_7_days", "self_service_use", "verification_success", "topics"), _CALLS),
    **dict.fromkeys(("aht", "talk_time", "hold_time", "wrap_up_time", "transfer_share"), _TALKS),
    **dict.fromkeys(("handed_over_share", "consult_apart_time", "consult_together_time"), _TALKS),
    **dict.fromkeys(("consult_aside_time", "help_time", "consent_share"), _TALKS),
    **dict.fromkeys(("expected_wait_error", "expected_wait_held"), _ESTIMATES),
    "survey_response": _CALLS,
    "kilometres_avoided": _VISITS,
    "callbacks_kept_share": _ORDERS,
    "rung_out_reached": _RUNG,
    "missed_offers": _OFFERS,
    "colleagues_missed": _INVITATIONS,
    "survey_mean": _RATINGS,
    "survey_solved": _ANSWERS,
    "help_came": _REQUESTS,
    "dispositions": _ENTRIES,
    **dict.fromkeys(("matters_in_time", "matters_wait"), _ANSWERS),
    **dict.fromkeys(("fill_days", "offers_unmet"), _JOB_OFFERS),
}

_OF_UNITS: Final[Mapping[str, Noun]] = {
    "połączenia": _CALLS,
    "zgłoszenia": _STANDINGS,
    "rozmowy": _TALKS,
    "zamówienia": _ORDERS,
    "kontakty": _CONTACTS,
    "wizyty": _VISITS,
    "sprawy": _MATTERS,
    "oferty": _JOB_OFFERS,
    "odpowiedzi": _ANSWERS,
}

OF_TIME: Final = frozenset({"occupancy", "logged_in_hours", "calls_per_hour", "handled_per_hour"})
"""Figures whose `n` is minutes: nobody asks of how many of them a share is, so they are not shown."""

_OF_ANY_NUMBER: Final = frozenset({"longest_wait", "jain_number", "jain_time"}) | OF_TIME
"""The longest of all, and what is reckoned of consultants and their time: no number of cases makes it truer."""


def noun_of(metric: Metric) -> Noun:
    """What there are many or few of."""
    return _NOUNS.get(metric.key) or _OF_UNITS.get(metric.unit, _CASES)


def is_count(metric: Metric) -> bool:
    """Is its value itself a number of cases?"""
    return metric.unit in COUNTED


def shows_cases(metric: Metric) -> bool:
    """Is it told of how many cases it is?"""
    return not is_additive(metric) and metric.key not in OF_TIME


def is_enough(metric: Metric, n: int) -> bool:
    """Can it be judged of so many cases?"""
    return n >= ENOUGH or is_additive(metric) or metric.key in _OF_ANY_NUMBER
