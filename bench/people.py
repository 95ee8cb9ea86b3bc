"""The made-up people of a load: clients with a card and a PIN, consultants with a telephone at a fixed address."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import keys


@dataclass(frozen=True, slots=True)
class Client:
    """A registered client; personal data of nobody."""

    card_number: str
    pin: str = field(repr=False)
    office: str
    telephone: str


@dataclass(frozen=True, slots=True)
class Consultant:
    """A consultant; the id is also the name of the SIP account."""

    id: str
    office: str


def clients(count: int, offices: Sequence[str]) -> list[Client]:
    """`count` clients, each with a card and a telephone number of the own, spread evenly over `offices`."""
    pin = _pin()
    return [
        Client(
            card_number=f"7{number:08d}",
            pin=pin,
            office=offices[number % len(offices)],
            telephone=f"48{600_000_000 + number}",
        )
        for number in range(count)
    ]


def consultants(for_each: int, offices: Sequence[str]) -> list[Consultant]:
    """`for_each` consultants in each of `offices`; the numbers begin at 101, beside whoever is there already."""
    return [Consultant(f"k{office}-{101 + n}", office) for office in offices for n in range(for_each)]


def write_injection(folder: Path, people: Sequence[Client]) -> Path:
    """What SIPp reads: the keys that each caller sends, and the file of callers, which is returned."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lines = ["SEQUENTIAL"]
    for number, person in enumerate(people):
        card, pin = folder / f"card-{number}.keys", folder / f"pin-{number}.keys"
        card.write_bytes(keys.stream(person.card_number + "#"))
        pin.write_bytes(keys.stream(person.pin + "#"))
        lines.append(f"{card};{pin};{person.telephone}")
    callers = folder / "callers.csv"
    callers.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return callers


def _pin() -> str:
    """One PIN for all: hashing thousands would take minutes, and checking one costs the same as any other."""
    return "".join(str(secrets.randbelow(8) + 2) for _ in range(3)) + secrets.choice("01")
