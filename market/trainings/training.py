"""A training of the catalogue, and what makes one right. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Mode(StrEnum):
    STATIONARY = "stationary"
    REMOTE = "remote"
    MIXED = "mixed"


MODES_PL: Mapping[Mode, str] = {
    Mode.STATIONARY: "stacjonarne",
    Mode.REMOTE: "zdalne",
    Mode.MIXED: "częściowo zdalne",
}


@dataclass(frozen=True, slots=True)
class Training:
    """As somebody enters it. `office` None: of the province. `occupation` None: for every one. Days are included.

    `seats` None: nobody is enrolled here. `price`: grosze for one person; None where the office pays.
    """

    office: str | None
    title: str
    town: str
    hours: int
    starts_on: date
    sign_up_until: date
    ends_on: date | None = None
    occupation: str | None = None
    institution_id: str | None = None
    programme: str = ""
    place: str = ""
    for_whom: str = ""
    certificate: str = ""
    mode: Mode = Mode.STATIONARY
    seats: int | None = None
    price: int | None = None


def faults(training: Training, taken: int = 0) -> Iterator[str]:
    """What is wrong, in Polish. `taken`: seats that somebody has already."""
    if training.sign_up_until > training.starts_on:
        yield "Zapisy muszą skończyć się najpóźniej w dniu rozpoczęcia."
    if training.ends_on is not None and training.ends_on < training.starts_on:
        yield "Szkolenie nie może skończyć się przed rozpoczęciem."
    if training.seats is not None and training.seats < taken:
        yield f"Zajętych jest już {taken} miejsc: nie może być ich mniej."
    if training.seats is None and taken:
        yield "Na liście są już osoby: liczba miejsc musi zostać."
