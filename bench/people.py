"""The callers of a load: clients of the seeded installation, in the order and the form that SIPp needs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import keys
from ops.demonstration import seed

TELEPHONES = "48600"  # how the telephone numbers of these callers begin, and no others


@dataclass(frozen=True, slots=True)
class Caller:
    """A registered client who calls; made up."""

    card_number: str
    pin: str = field(repr=False)
    office: str
    telephone: str


def callers(pepper: str, per_office: int) -> list[Caller]:
    """All clients of an installation seeded with `per_office` of them; neighbours are of different offices."""
    clients = seed.demonstration_clients(pepper, per_office)
    offices = sorted({client.office for client in clients})
    rows = [[client for client in clients if client.office == office] for office in offices]
    mixed = [client for row in zip(*rows, strict=True) for client in row]
    return [
        Caller(client.card_number, client.pin, client.office, f"{TELEPHONES}{number:06}")
        for number, client in enumerate(mixed)
    ]


def write_for_sipp(folder: Path, people: Sequence[Caller]) -> Path:
    """The keys that each caller sends, and the file of callers, which is returned."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lines = ["SEQUENTIAL"]
    for number, person in enumerate(people):
        pressed = folder / f"{number}.keys"
        pressed.write_bytes(keys.stream(f"{person.card_number}#{person.pin}##0"))
        lines.append(f"{pressed};{person.telephone}")
    file = folder / "callers.csv"
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return file
