"""Who may take an offer or a training by law: a condition that holds or does not, and never a part of a score.
Pure.

Sources: the act of 20 March 2025 on the labour market and employment services (Dz.U. 2025 poz. 620) for what is
for the unemployed alone; the labour code, art. 190, 191 and 200¹, for who is not of age; what an offer itself says
(`ofertaDlaOsobZarej`, `finansZPfron`).
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from market.offers.offer import Kind

Status: TypeAlias = Literal["unemployed", "seeker", "none"]

FOR_UNEMPLOYED = frozenset({Kind.OFFICE_INTERNSHIP, Kind.SOCIALLY_USEFUL})
"""Kinds to which the office sends unemployed persons."""
FOR_REGISTERED = frozenset({Kind.ADULT_TRAINING})
OF_AGE = 18
FOR_MINORS = frozenset({Kind.PRACTICE, Kind.STUDENT_PRACTICE, Kind.VOLUNTEERING})
"""What an office may tell to who is not of age: whether work is a light one, no offer says."""


def age_on(born_on: date, day: date) -> int:
    """In whole years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a person decides who may. `has_certificate`: of a disability, as the office knows it. `age`: in
    whole years; None where no day of birth is known: nothing is decided by it then."""

    status: Status
    has_certificate: bool = False
    age: int | None = None


@dataclass(frozen=True, slots=True)
class Conditions:
    """What an offer says."""

    kind: Kind
    is_for_registered: bool = False
    is_for_disabled: bool = False


def why_not_pl(standing: Standing, conditions: Conditions) -> str | None:
    """None if the person may; else why not, for the consultant."""
    if conditions.kind in FOR_UNEMPLOYED and standing.status != "unemployed":
        return "Tylko dla osób bezrobotnych."
    needs_registration = conditions.is_for_registered or conditions.kind in FOR_REGISTERED
    if needs_registration and standing.status == "none":
        return "Tylko dla osób zarejestrowanych w urzędzie."
    if standing.age is not None and standing.age < OF_AGE and conditions.kind not in FOR_MINORS:
        return "Tylko dla osób pełnoletnich: młodociani mogą podjąć naukę zawodu, praktykę albo pracę lekką."
    if conditions.is_for_disabled and not standing.has_certificate:
        return "Tylko dla osób z orzeczeniem o niepełnosprawności."
    return None


def why_no_training_pl(standing: Standing, *, is_paid_by_office: bool) -> str | None:
    """None if the person may sign up; else why not. The office pays for who is registered (the same
    act); by oneself anybody may learn."""
    if is_paid_by_office and standing.status == "none":
        return "Tylko dla osób zarejestrowanych w urzędzie."
    if is_paid_by_office and standing.age is not None and standing.age < OF_AGE:
        return "Tylko dla osób pełnoletnich."
    return None
