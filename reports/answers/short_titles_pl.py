"""Short titles of figures, for heads of columns, cards and sentences. Pure.

The dictionary has the whole title, which stands beside each of them („Jak liczymy”).
"""

from collections.abc import Mapping
from typing import Final

from core.metrics.metric import Metric

LONGEST: Final = 22
"""Signs: two lines of a head."""

_SHORT: Final[Mapping[str, str]] = {
    "calls": "Połączenia",
    "offered": "Zgłoszone",
    "answered_share": "Odebrane, %",
    "abandoned_short": "Porzucone krótkie",
    "abandoned_share": "Porzucone, %",
    "abandoned_share_all": "Porzucone z krótkimi",
    "unmet_demand": "Nieobsłużone, %",
    "closed_hours": "Poza godzinami",
    "calls_shed": "Odesłane, przeciążenie",
    "repeat_7_days": "Ponowne w 7 dni",
    "service_level": "Poziom obsługi",
    "service_level_without_short": "Poziom bez krótkich",
    "service_level_of_answered": "Poziom z odebranych",
    "service_level_kind": "Poziom z porzuconymi",
    "asa": "Czas do odebrania",
    "longest_wait": "Najdłuższe czekanie",
    "wait_to_abandon": "Czas do porzucenia",
    "expected_wait_error": "Błąd zapowiedzi",
    "expected_wait_held": "Trafne zapowiedzi",
    "paid_waiting_minutes": "Płatne minuty",
    "paid_waiting_mean": "Płatne na zgłoszenie",
    "aht": "Czas obsługi",
    "talk_time": "Czas rozmowy",
    "hold_time": "Zawieszenie",
    "wrap_up_time": "Po rozmowie",
    "transfers": "Przekazane",
    "transfer_share": "Przekazane, %",
    "missed_offers": "Nieodebrane propozycje",
    "consults": "Z drugą osobą",
    "colleagues_missed": "Druga osoba zajęta",
    "consults_returned": "Powroty",
    "conferences": "We troje",
    "handed_over": "Oddane",
    "handed_over_share": "Oddane, %",
    "consult_apart_time": "Czas na osobności",
    "consult_together_time": "Czas we troje",
    "consult_aside_time": "Czas podpowiedzi",
    "helps": "Jako druga osoba",
    "help_time": "Czas drugiej osoby",
    "taken_over": "Przejęte",
    "queue_consulted": "Odebrane z pomocą",
    "queue_handed_over": "Odebrane i oddane",
    "listened_in": "Odsłuchy na żywo",
    "whispered": "Podpowiedzi",
    "barged_in": "Włączenia",
    "took_over": "Przejęte z nadzoru",
    "help_asked": "Prośby o pomoc",
    "help_came": "Pomoc przyszła",
    "occupancy": "Zajętość",
    "logged_in_hours": "Zalogowani, godziny",
    "calls_per_hour": "Rozmowy na godzinę",
    "handled_per_hour": "Obsługa na godzinę",
    "jain_number": "Równość rozmów",
    "jain_time": "Równość czasu",
    "overflow_matrix": "Pomoc: kto komu",
    "overflow_share": "Pomoc innych urzędów",
    "helped": "Pomoc innym urzędom",
    "self_service_finished": "Załatwione w menu",
    "self_service_use": "Samoobsługa",
    "verification_success": "Potwierdzone",
    "verification_locked": "Zablokowane",
    "contacts90": "Kontakty 90 dni",
    "kilometres_avoided": "Uniknięte kilometry",
    "callbacks_ordered": "Zamówione",
    "callbacks_kept": "Dotrzymane",
    "callbacks_failed": "Nieudane",
    "callbacks_kept_share": "Dotrzymane, %",
    "rung_out": "Telefony do klientów",
    "rung_out_reached": "Dodzwoniono się",
    "topics": "Znany temat",
    "dispositions": "Sprawy załatwione",
    "survey_solved": "Załatwione wg dzwon.",
    "survey_response": "Odpowiada na ankietę",
    "outside_calls": "Numery spoza centrum",
    "recorded": "Nagrane",
    "consent_share": "Zgody na nagrywanie",
    "talks_with_consent": "Ze zgodą",
    "talks_without_consent": "Bez zgody",
    "consented_unrecorded": "Zgoda bez nagrania",
}


def short_title(metric: Metric) -> str:
    """What fits into a head of two lines."""
    return _SHORT.get(metric.key, metric.title_pl)
