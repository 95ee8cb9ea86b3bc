"""The callers: clients of the installation, each with a card, and the postal code of the own office."""

from dataclasses import dataclass, field

from bench import people
from ivr import defaults

_CODE_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Person:
    """A registered client who calls; made up."""

    card_number: str
    pin: str = field(repr=False)
    office: str
    postal_code: str


def everybody(pepper: str, per_office: int) -> list[Person]:
    """All clients of an installation seeded with `per_office` of them; neighbours are of different offices."""
    codes = {office["code"]: _code(office["postal_prefixes"]) for office in defaults.offices()}
    clients = people.callers(pepper, per_office)
    return [Person(client.card_number, client.pin, client.office, codes[client.office]) for client in clients]


def _code(prefixes: list[str]) -> str:
    """The shortest way into the office: what its prefix leaves open is filled with noughts."""
    digits = "".join(c for c in (prefixes or [""])[0] if c.isdigit())
    return digits.ljust(_CODE_DIGITS, "0")
