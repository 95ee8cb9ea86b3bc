"""Who may take an offer or a training by law: a condition that holds or does not, and never a part of a score.
Pure.

Sources: the act of 20 March 2025 on the labour market and employment services (Dz.U. 2025 poz. 620) for what is
for the unemployed alone; what an offer itself says (`ofertaDlaOsobZarej`, `finansZPfron`).
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from market.offers.offer import Kind

Status: TypeAlias = Literal["unemployed", "seeker", "none"]

FOR_UNEMPLOYED = frozenset({Kind.OFFICE_INTERNSHIP, Kind.SOCIALLY_USEFUL})
"""Kinds to which the office sends unemployed persons."""
FOR_REGISTERED = frozenset({Kind.ADULT_TRAINING})


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a person decides who may. `has_certificate`: of a disability, as the office knows it."""

    status: Status
    has_certificate: bool = False


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
    if conditions.is_for_disabled and not standing.has_certificate:
        return "Tylko dla osób z orzeczeniem o niepełnosprawności."
    return None
