"""Which nodes of the shipped scenarios a caller of a made-up day goes through: they stand on the drawing. Pure."""

from collections.abc import Mapping
from functools import cache

from ivr.defaults import scenarios

CLIENTS_LINE = "9510"
QUEUE = "konsultant"

_GREETING = ("powitanie", "jezyk", "licznik", "nota")
_TO_QUEUE = ("zgoda", "ma_urzad", "godziny")
_BY_TOPIC = {
    "seeker": ("temat_praca", "informacje"),
    "employer": ("temat_pracodawca", "menu_pracodawcy"),
}
_OTHERWISE = ("temat_inny", "informacje")
ANSWERS = {
    "informacje": ("info_rejestracja", "info_zasilek"),
    "menu_pracodawcy": ("info_zgloszenie", "info_pracownicy", "info_wsparcie"),
}
"""What is read in each menu of general answers."""


def to_queue(line: str, topic: str, *, is_client: bool) -> tuple[str, ...]:
    """From the greeting to where the queue follows, or the menu of a closed office."""
    if line != CLIENTS_LINE:
        return (*_menu(topic), "ponownie", "kod_pocztowy", "potwierdz", *_TO_QUEUE)
    if is_client:
        return (*_GREETING, "weryfikacja", "temat", "menu", *_TO_QUEUE)
    # Whoever has no card comes to no consultant here: the card could not be looked up.
    unknown = ("weryfikacja", "brak_danych", "brak_danych_wybor", "temat_bez_danych", "urzad")
    return (*_GREETING, *unknown, *_TO_QUEUE)


def to_answers(line: str, topic: str, *, is_client: bool) -> tuple[str, ...]:
    """From the greeting to the menu in which an answer is chosen, one of `ANSWERS` or of the client's own."""
    if line != CLIENTS_LINE:
        return _menu(topic)
    if is_client:
        return (*_GREETING, "weryfikacja", "temat", "menu")
    return (*_GREETING, "weryfikacja", "bez_karty", "informacje")


def _menu(topic: str) -> tuple[str, ...]:
    return (*_GREETING, "kto_dzwoni", *_BY_TOPIC.get(topic, _OTHERWISE))


@cache
def kinds_of(line: str) -> Mapping[str, str]:
    """Of the nodes of a line's scenario."""
    return {name: node["kind"] for name, node in scenarios()[f"linia-{line}"]["nodes"].items()}
