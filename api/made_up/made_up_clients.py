"""The made-up clients of a demonstration: card and PIN follow from the installation's pepper. Pure."""

import hashlib
import hmac
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from ivr import defaults
from ivr.identity.pin import PinRefused, luhn_digit, refuse_trivial


@dataclass(frozen=True, slots=True)
class DemonstrationClient:
    id: str
    card_number: str
    pin: str = field(repr=False)
    office: str
    seat: str


def demonstration_clients(pepper: str, per_office: int = 1) -> list[DemonstrationClient]:
    """Made-up clients of each county office. Card and PIN follow from the installation's pepper, so that a PIN
    stands in no file and can still be shown at every start."""
    clients: list[DemonstrationClient] = []
    cards: set[str] = set()
    for office in defaults.offices():
        if office["is_province"]:
            continue
        for number in range(per_office):
            name = f"{office['code']}-{number}"
            card = next(card for card in _derived_cards(pepper, name) if card not in cards)
            cards.add(card)
            clients.append(
                DemonstrationClient(
                    f"client-{name}", card, _derived_pin(pepper, name, card), office["code"], office["seat"]
                )
            )
    return clients


def _derived(pepper: str, name: str, what: str) -> int:
    return int.from_bytes(hmac.new(pepper.encode(), f"{what}:{name}".encode(), hashlib.sha256).digest()[:8])


def _derived_cards(pepper: str, name: str) -> Iterator[str]:
    """The first one that nobody has is somebody's: among thousands two would be the same."""
    for attempt in itertools.count():
        what = f"card-{attempt}" if attempt else "card"
        body = str(10_000_000 + _derived(pepper, name, what) % 90_000_000)
        yield body + luhn_digit(body)


def _derived_pin(pepper: str, name: str, card: str) -> str:
    for attempt in itertools.count():
        pin = f"{_derived(pepper, name, f'pin-{attempt}') % 1_000_000:06d}"
        try:
            refuse_trivial(pin, card_number=card)
        except PinRefused:
            continue
        return pin
    raise AssertionError("unreachable")
