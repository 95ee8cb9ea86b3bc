"""What is wrong with an office that somebody wants to save, together with the other offices. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_CODE = re.compile("[0-9]{5}")
_PREFIX = re.compile("[0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class Reached:
    """How an office or a branch is reached. `certainty` of it and of the address: high, medium, low; None of what
    nobody knows. `checked_on`: when somebody of the office last saw to it."""

    telephone: str | None = None
    email: str | None = None
    page: str | None = None
    certainty: str | None = None
    checked_on: date | None = None


NOBODY_KNOWS = Reached()


@dataclass(frozen=True, slots=True)
class OfficeDetails:
    """What people write down of an office. `postal_prefixes`: the first digits of the postal codes that it serves.

    `locative` and `genitive` are of the seat, as announcements and reasons need them: "w Kolnie", "Kolna".
    """

    name: str
    seat: str
    locative: str
    genitive: str
    area_code: str
    postal_code: str
    address: str | None = None
    is_province: bool = False
    postal_prefixes: tuple[str, ...] = ()
    reached: Reached = NOBODY_KNOWS


@dataclass(frozen=True, slots=True)
class KnownOffice:
    """An office that is there."""

    code: str
    details: OfficeDetails
    is_active: bool = True

    @property
    def title(self) -> str:
        return f"{self.details.name} ({self.code})"


def office_faults(code: str, wanted: OfficeDetails, offices: Iterable[KnownOffice]) -> list[str]:
    """Polish sentences; none when it may be saved. `offices` are all that are there.

    Postal codes of an office that was deactivated are free: another one takes over its callers.
    """
    if not _CODE.fullmatch(code):
        return ["Kod urzędu to pięć cyfr."]
    known = list(offices)
    others = [office for office in known if office.code != code and office.is_active]
    found = [
        f"Początek kodu pocztowego to od jednej do pięciu cyfr, a nie „{prefix}”."
        for prefix in wanted.postal_prefixes
        if not _PREFIX.fullmatch(prefix)
    ]
    found += [
        f"Kody pocztowe od {prefix} obsługuje już {other.title}."
        for other in others
        for prefix in wanted.postal_prefixes
        if prefix in other.details.postal_prefixes
    ]
    province = next((office for office in known if office.details.is_province), None)
    if wanted.is_province and province is not None and province.code != code:
        found.append(f"Urząd wojewódzki może być tylko jeden, a jest nim {province.title}.")
    if not wanted.is_province and province is not None and province.code == code:
        found.append("Ten urząd jest wojewódzki i musi nim pozostać.")
    return found
