"""A record of the official service as an offer. Pure.

The service gives the fields in groups or flat, as it was seen both ways; those of the employer have names that the
place of work has, too, so a group is looked into only for what is its own.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from core.lists.gminas import gminas
from core.zone import WARSAW
from market.offers.offer import Kind, Offer, Pay, PayUnit, Place, WorkMode

_KINDS = {
    "OFERTA_PRACY": Kind.WORK,
    "STAZ": Kind.INTERNSHIP,
    "STAZ_UP": Kind.OFFICE_INTERNSHIP,
    "PRAKTYKI": Kind.PRACTICE,
    "PRAKT_STUDENT": Kind.STUDENT_PRACTICE,
    "PRZYG_ZAW": Kind.ADULT_TRAINING,
    "SPOL_UZYTECZ": Kind.SOCIALLY_USEFUL,
    "WOLONTARIAT": Kind.VOLUNTEERING,
}
_MODES = {"stacjonarna": WorkMode.ON_SITE, "zdalna": WorkMode.REMOTE, "hybrydowa": WorkMode.HYBRID}
_UNITS = (
    ("godz", PayUnit.HOUR),
    ("tydz", PayUnit.WEEK),
    ("tygod", PayUnit.WEEK),
    ("rocz", PayUnit.YEAR),
    ("akord", PayUnit.PIECE),
    ("ryczałt", PayUnit.PIECE),
)
_EMPLOYER = ("danePracodawcy", "dane_pracodawcy")
_OTHER = ("pozostaleDane", "pozostale_dane")
_WORK = ("warunkiPracyIPlacy", "warunki")
_AMOUNT = re.compile(r"\d{1,3}(?:[ \u00a0.]\d{3})+(?:,\d{1,2})?|\d+(?:[,.]\d{1,2})?")
_ACTIVE = "A"
_LONGEST_NAME = 200

WITHOUT_AN_END = timedelta(days=14)
"""So long an offer without a last day is kept, unless the service brings it again."""
MOST_PAY = 100_000_00
"""Grosze a month: more is a slip of who typed it, and is not told."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A record that cannot be an offer here. `reason_pl` is for who looks after the import."""

    ext_id: str
    reason_pl: str


class NotActive(Exception):
    """The service itself says that nobody can ask for it any more."""


def read_offer(record: Mapping[str, Any], today: date) -> Offer | Unusable:
    """Raises NotActive for one in preparation, refused or archived."""
    ext_id = _text(record, "identyfikatorOferty", _OTHER)
    if not ext_id:
        return Unusable("", "brak identyfikatora oferty")
    if _text(record, "statusOferty", _OTHER) not in ("", _ACTIVE):
        raise NotActive
    position = _text(record, "stanowisko", _WORK)
    if not position:
        return Unusable(ext_id, "brak nazwy stanowiska")
    place = _place(record)
    if not place.town:
        return Unusable(ext_id, "brak miejscowości pracy")
    until, since = _day(record, "ofertaWaznaDo", _OTHER), _day(record, "dataDodaniaOferty", _OTHER)
    if until is None and _text(record, "ofertaWaznaDo", _OTHER):
        return Unusable(ext_id, "data ważności nie jest datą")
    kind = _KINDS.get(_text(record, "typOferty", _OTHER), Kind.WORK)
    mode = _text(record, "trybyPracy", _WORK).split(";")[0].split(",")[0].strip().lower()
    return Offer(
        ext_id=ext_id,
        office=_office(record, place),
        position=position,
        occupation=_occupation(record),
        place=place,
        contract=_text(record, "rodzajZatrudnienia", _WORK).lower() or "nie podano",
        pay=_pay(record),
        kind=kind,
        valid_from=min(since or today, today),
        valid_until=until or today + WITHOUT_AN_END,
        places=_count(record, "lWolnychMiejsc"),
        employer=_employer(record),
        nip=_text(record, "nip", _EMPLOYER) or None,
        starts_on=_day(record, "dataRozpoczeciaPracy", _WORK),
        shifts=_text(record, "zmianowosc", _WORK).lower() or None,
        work_mode=_MODES.get(mode),
        duties=_text(record, "zakresObowiazkow", _WORK) or None,
        is_for_registered=_is(record, "ofertaDlaOsobZarej", _OTHER),
        is_for_disabled=_is(record, "finansZPfron", _OTHER),
        is_from_eures=_is(record, "zagranicznaEures", _OTHER),
        occupation_name=_text(record, "zawod", _WORK)[:_LONGEST_NAME] or None,
        digest=digest_of(record),
        record=dict(record),
    )


def digest_of(record: Mapping[str, Any]) -> str:
    """The same for the same content, whatever the order of its fields: what is there already is left alone."""
    plain = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def _find(record: Mapping[str, Any], name: str, groups: tuple[str, ...]) -> Any:
    for group in groups:
        inner = record.get(group)
        if isinstance(inner, Mapping) and inner.get(name) is not None:
            return inner[name]
    return record.get(name)


def _text(record: Mapping[str, Any], name: str, groups: tuple[str, ...]) -> str:
    found = _find(record, name, groups)
    if isinstance(found, str | int | float) and not isinstance(found, bool):
        return " ".join(str(found).replace("\x00", "").split())
    return ""


def _is(record: Mapping[str, Any], name: str, groups: tuple[str, ...]) -> bool:
    found = _find(record, name, groups)
    return found is True or (isinstance(found, str) and found.strip().lower() in ("true", "tak", "t", "1"))


def _count(record: Mapping[str, Any], name: str) -> int:
    text = _text(record, name, _OTHER)
    return min(max(int(text), 1), 9999) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _day(record: Mapping[str, Any], name: str, groups: tuple[str, ...]) -> date | None:
    """Seen: 2026-12-01, 2026-12-01T10:00:00, 01.12.2026, milliseconds since 1970."""
    text = _text(record, name, groups)
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y"):
        try:
            return datetime.strptime(text[:10], form).date()  # noqa: DTZ007 - a day
        except ValueError:
            continue
    if text.isascii() and text.isdigit() and 12 <= len(text) <= 13:
        return datetime.fromtimestamp(int(text) / 1000, WARSAW).date()
    return None


def _place(record: Mapping[str, Any]) -> Place:
    county = "".join(sign for sign in _text(record, "kodPowiatu", _WORK) if sign.isdigit())[:4]
    name = _text(record, "gmina", _WORK).lower()
    gmina = _gmina_of(county, name)
    town = _text(record, "miejscowosc", _WORK) or _text(record, "miejscePracyCzlonPierwszy", _WORK)
    country = _text(record, "kodKraju", _WORK).upper()
    return Place(town, county if len(county) == 4 else None, gmina, country if len(country) == 2 else "PL")


def _office(record: Mapping[str, Any], place: Place) -> str | None:
    """The office that has sent it, else that of the county; None for other places."""
    offices = _offices()
    unit = _text(record, "ofertaZgloszonaPrzezKodJednostki", _OTHER)
    return unit if unit in offices.values() else offices.get(place.county or "")


@cache
def _offices() -> dict[str, str]:
    """By county."""
    return {code[:4]: gmina.office for code, gmina in gminas().items()}


@cache
def _gmina_of(county: str, name: str) -> str | None:
    found = (code for code, gmina in gminas().items() if code[:4] == county and gmina.name.lower() == name)
    return next(found, None)


def _occupation(record: Mapping[str, Any]) -> str | None:
    for name in ("kodZawodu", "zawodySzczegoly", "wymaganiaKonieczne"):
        found = re.search(r"(?<!\d)\d{6}(?!\d)", json.dumps(_find(record, name, _WORK), ensure_ascii=False))
        if found:
            return found[0]
    return None


def _employer(record: Mapping[str, Any]) -> str | None:
    """Nobody's name where the employer does not want it told (`publikowacDanePracodawcy`)."""
    if _find(record, "publikowacDanePracodawcy", _EMPLOYER) is None or _is(
        record, "publikowacDanePracodawcy", _EMPLOYER
    ):
        return _text(record, "pracodawca", _EMPLOYER) or None
    return None


def _pay(record: Mapping[str, Any]) -> Pay:
    """`wynagrodzenieBrutto` as people write it: 4806; 4 806,00 PLN; od 4806 do 5200 zł; 31,40 PLN/godz."""
    text = _text(record, "wynagrodzenieBruttoZTypemStawki", _WORK) or _text(record, "wynagrodzenieBrutto", _WORK)
    system = f"{text} {_text(record, 'systemWynagradzania', _WORK)}".lower()
    unit = next((unit for part, unit in _UNITS if part in system), PayUnit.MONTH)
    amounts = sorted({_grosze(found) for found in _AMOUNT.findall(text)})[:2]
    if not amounts or amounts[-1] > MOST_PAY or amounts[0] <= 0 or "eur" in text.lower():
        return Pay(None, None, unit)
    return Pay(amounts[0], amounts[-1] if len(amounts) > 1 else None, unit)


def _grosze(text: str) -> int:
    plain = text.replace(" ", "").replace("\u00a0", "")
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", plain):
        plain = plain.replace(".", "")
    whole, _, rest = plain.replace(",", ".").partition(".")
    return int(whole) * 100 + int((rest + "00")[:2])
