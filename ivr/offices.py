"""The offices in memory: call scripts look them up and never wait for a database. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ivr.speech.values import Address, Office, Place, Telephone, Value


@dataclass(frozen=True, slots=True)
class OfficeInfo:
    """What announcements need to know of an office."""

    code: str
    name: str
    seat: str
    locative: str
    is_province: bool
    genitive: str = ""
    postal_code: str = ""
    address: str | None = None  # street and number; None if the office has not written it down
    telephone: str | None = None
    is_active: bool = True  # else nobody is sent there any more; records and calls in progress go on naming it

    @property
    def place(self) -> Place:
        """The seat as a value of announcements."""
        return Place(self.seat, self.genitive, self.locative)

    @property
    def whole_address(self) -> str:
        """As it is spoken, and as far as it is known: "ul. Kryńska 40, Sokółka, kod pocztowy 16-100"."""
        code = f"kod pocztowy {self.postal_code}" if self.postal_code else None
        return ", ".join(part for part in (self.address, self.seat, code) if part)

    @property
    def values(self) -> dict[str, Value]:
        """What announcements may name of it: its name, seat, telephone, and address, which is Polish in every
        language."""
        return {
            "nazwa_urzedu": Office(self.name, self.place, self.is_province),
            "w_miejscowosci": self.place,
            "adres": Address(self.whole_address, has_street=bool(self.address)),
            "telefon": Telephone(self.telephone or ""),
        }


class Offices(Protocol):
    """The offices, in memory."""

    def get(self, code: str) -> OfficeInfo:
        """Also one that was deactivated; KeyError for an office that has never been there."""
        ...

    def takes_callers(self, code: str) -> bool:
        """May callers be sent there? Not to an office that was deactivated or has never been there."""
        ...

    def province(self) -> OfficeInfo:
        """The provincial office, competent for every caller."""
        ...

    def by_postal_code(self, postal_code: str) -> OfficeInfo | None:
        """The active office of the longest known prefix; None when the code lies outside the province."""
        ...


def office_infos(rows: Iterable[Mapping[str, Any]]) -> list[OfficeInfo]:
    """From rows of offices, as the table and the file of defaults have them.

    The genitive of the provincial office names the office itself; of its seat a county office there knows it.
    """
    all_rows = list(rows)
    of_seat = {row["seat"]: row["genitive"] for row in all_rows if not row["is_province"]}
    return [
        OfficeInfo(
            row["code"],
            row["name"],
            row["seat"],
            row["locative"],
            is_province=row["is_province"],
            genitive=of_seat.get(row["seat"], row["genitive"]),
            postal_code=row["postal_code"],
            address=row["address"],
            telephone=row["telephone"],
            is_active=row.get("deactivated_at") is None,
        )
        for row in all_rows
    ]


class OfficeDirectory:
    """All offices, and which one a postal code belongs to."""

    def __init__(self, offices: Iterable[OfficeInfo], prefixes: Mapping[str, str]) -> None:
        """Prefixes of an office that was deactivated lead nowhere. Raises ValueError unless exactly one active
        office is the provincial one."""
        self._offices = {office.code: office for office in offices}
        self._prefixes = {
            prefix: code
            for prefix, code in prefixes.items()
            if (office := self._offices.get(code)) is not None and office.is_active
        }
        provincial = [office for office in self.all() if office.is_province]
        if len(provincial) != 1:
            raise ValueError(f"there must be one provincial office, not {len(provincial)}")
        self._province = provincial[0]

    def replace(self, other: "OfficeDirectory") -> bool:
        """From now on these hold, also for calls in progress. False for the same ones."""
        if (self._offices, self._prefixes) == (other._offices, other._prefixes):
            return False
        self._offices, self._prefixes, self._province = other._offices, other._prefixes, other._province
        return True

    def get(self, code: str) -> OfficeInfo:
        """Also one that was deactivated; KeyError for an office that has never been there."""
        return self._offices[code]

    def takes_callers(self, code: str) -> bool:
        """May callers be sent there?"""
        office = self._offices.get(code)
        return office is not None and office.is_active

    def province(self) -> OfficeInfo:
        return self._province

    def codes(self) -> frozenset[str]:
        """Of the active offices."""
        return frozenset(office.code for office in self.all())

    def all(self) -> list[OfficeInfo]:
        """The active offices."""
        return [office for office in self._offices.values() if office.is_active]

    def every(self) -> list[OfficeInfo]:
        """All offices that have ever been there."""
        return list(self._offices.values())

    def prefixes(self) -> dict[str, str]:
        """The first digits of postal codes, and the active office that each belongs to."""
        return dict(self._prefixes)

    def by_postal_code(self, postal_code: str) -> OfficeInfo | None:
        """The longest known prefix decides; None when no prefix fits."""
        for length in range(len(postal_code), 0, -1):
            code = self._prefixes.get(postal_code[:length])
            if code is not None:
                return self._offices[code]
        return None
