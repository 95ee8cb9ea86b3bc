"""An offer as it is written down during a call: its fields, what is missing, and the offer that it becomes. Pure.

The fields are those of the official description of the central base that an employer is asked about; `OFFICIAL`
says which is which.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from core.lists.gminas import gminas
from market.employers.numbers import digits, is_nip, is_regon
from market.offers.offer import PAY_UNITS_PL, WORK_MODES_PL, Kind, Offer, Pay, PayUnit, Place, WorkMode
from market.offers.official.reading import MOST_PAY, digest_of

LONGEST = timedelta(days=366)
"""So far ahead an offer may be valid at most."""
MOST_PLACES = 9999


class Contract(StrEnum):
    """`rodzajZatrudnienia`, those that people ask for on the telephone."""

    PERMANENT = "permanent"
    FIXED_TERM = "fixed_term"
    TRIAL = "trial"
    REPLACEMENT = "replacement"
    MANDATE = "mandate"
    SPECIFIC_WORK = "specific_work"
    AGENCY = "agency"
    INTERNSHIP = "internship"


CONTRACTS_PL: Mapping[Contract, str] = {
    Contract.PERMANENT: "umowa o pracę na czas nieokreślony",
    Contract.FIXED_TERM: "umowa o pracę na czas określony",
    Contract.TRIAL: "umowa o pracę na okres próbny",
    Contract.REPLACEMENT: "umowa o pracę w zastępstwie",
    Contract.MANDATE: "umowa zlecenie",
    Contract.SPECIFIC_WORK: "umowa o dzieło",
    Contract.AGENCY: "umowa agencyjna",
    Contract.INTERNSHIP: "umowa o staż",
}


class ApplyTo(StrEnum):
    """`sposobAplikowania`."""

    OFFICE = "office"
    EMPLOYER = "employer"


@dataclass(frozen=True, slots=True)
class Intake:
    """As it is typed, in the order of the form; while it is a draft anything may be missing or wrong.

    Pay in złote, gross; days as 2026-12-01; `occupation`: six digits of KZiS; `gmina`: seven digits of TERYT.
    """

    nip: str = ""
    regon: str = ""
    employer: str = ""
    employer_town: str = ""
    is_employer_told: bool = True
    contact_person: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    apply_to: ApplyTo = ApplyTo.OFFICE
    kind: Kind = Kind.WORK
    position: str = ""
    occupation: str = ""
    duties: str = ""
    gmina: str = ""
    town: str = ""
    street: str = ""
    contract: Contract | None = None
    part: str = ""
    shifts: str = ""
    work_mode: WorkMode | None = None
    pay_from: str = ""
    pay_to: str = ""
    pay_unit: PayUnit = PayUnit.MONTH
    starts_on: str = ""
    valid_until: str = ""
    places: str = "1"
    places_for_disabled: str = ""
    education: str = ""
    experience: str = ""
    licences: str = ""
    languages: str = ""
    requirements: str = ""
    is_for_registered: bool = False
    is_for_ukrainians: bool = False


OFFICIAL: Mapping[str, str] = {
    "nip": "nip",
    "regon": "regon",
    "employer": "pracodawca",
    "employer_town": "miejscowoscPracodawca",
    "is_employer_told": "publikowacDanePracodawcy",
    "contact_person": "osobaDoKontaktu",
    "contact_phone": "nrTelefonu",
    "contact_email": "email",
    "apply_to": "sposobAplikowania",
    "kind": "typOferty",
    "position": "stanowisko",
    "occupation": "kodZawodu",
    "duties": "zakresObowiazkow",
    "gmina": "gmina",
    "town": "miejscowosc",
    "street": "ulica",
    "contract": "rodzajZatrudnienia",
    "part": "wymiarEtatu",
    "shifts": "zmianowosc",
    "work_mode": "trybyPracy",
    "pay_from": "wynagrodzenieBrutto",
    "pay_unit": "systemWynagradzania",
    "starts_on": "dataRozpoczeciaPracy",
    "valid_until": "ofertaWaznaDo",
    "places": "lWolnychMiejsc",
    "places_for_disabled": "lWolnychMiejscDlaNiepeln",
    "education": "wyksztalcenia",
    "experience": "staze",
    "licences": "uprawnienia",
    "languages": "jezyki",
    "requirements": "inneWymagania",
    "is_for_registered": "ofertaDlaOsobZarej",
    "is_for_ukrainians": "pracodZainteresZatrUA",
}
"""By our names; `pay_to` is told with `pay_from`."""

_KINDS = {
    Kind.WORK: "OFERTA_PRACY",
    Kind.INTERNSHIP: "STAZ",
    Kind.OFFICE_INTERNSHIP: "STAZ_UP",
    Kind.PRACTICE: "PRAKTYKI",
    Kind.STUDENT_PRACTICE: "PRAKT_STUDENT",
    Kind.ADULT_TRAINING: "PRZYG_ZAW",
    Kind.SOCIALLY_USEFUL: "SPOL_UZYTECZ",
    Kind.VOLUNTEERING: "WOLONTARIAT",
}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_AMOUNT = re.compile(r"\d{1,7}([,.]\d{1,2})?")
_REFUSED_WORDS = re.compile(
    r"\b(kobiet\w*|mężczyzn\w*|pan[iaóo]w?\s+do|młod(y|a|zi|ych)|do\s+\d{2}\s*(lat|roku)|wiek\w*)\b", re.IGNORECASE
)


def faults(intake: Intake, today: date) -> Iterator[tuple[str, str]]:
    """The name of the field and what is wrong with it, in Polish; nothing: it can be submitted."""
    yield from _of_the_employer(intake)
    if len(intake.position.strip()) < 3:
        yield "position", "Prosimy podać nazwę stanowiska."
    if not re.fullmatch(r"\d{6}", intake.occupation):
        yield "occupation", "Prosimy wybrać zawód z listy."
    if len(intake.duties.strip()) < 10:
        yield "duties", "Prosimy opisać zakres obowiązków, choć jednym zdaniem."
    if intake.gmina not in gminas():
        yield "gmina", "Prosimy wybrać gminę miejsca pracy."
    if len(intake.town.strip()) < 2:
        yield "town", "Prosimy podać miejscowość pracy."
    if intake.contract is None:
        yield "contract", "Prosimy wybrać rodzaj umowy."
    yield from _of_pay(intake)
    yield from _of_days_and_places(intake, today)


def _of_the_employer(intake: Intake) -> Iterator[tuple[str, str]]:
    if not is_nip(intake.nip):
        yield "nip", "To nie jest numer NIP: brak go albo nie zgadza się cyfra kontrolna."
    if intake.regon.strip() and not is_regon(intake.regon):
        yield "regon", "To nie jest numer REGON: nie zgadza się cyfra kontrolna."
    if len(intake.employer.strip()) < 2:
        yield "employer", "Prosimy podać nazwę pracodawcy."
    if intake.contact_email.strip() and not _EMAIL.fullmatch(intake.contact_email.strip()):
        yield "contact_email", "To nie jest adres e-mail."
    if intake.apply_to is ApplyTo.EMPLOYER and not (intake.contact_phone.strip() or intake.contact_email.strip()):
        yield "contact_phone", "Prosimy podać telefon albo e-mail, skoro zgłasza się do pracodawcy."


def _of_pay(intake: Intake) -> Iterator[tuple[str, str]]:
    least, most = grosze(intake.pay_from), grosze(intake.pay_to)
    if intake.kind is Kind.VOLUNTEERING and not intake.pay_from.strip():
        return
    if least is None or not 0 < least <= MOST_PAY:
        yield "pay_from", "Prosimy podać wynagrodzenie brutto w złotych."
    elif intake.pay_to.strip() and (most is None or not least <= most <= MOST_PAY):
        yield "pay_to", "Górna kwota nie może być mniejsza od dolnej."


def _of_days_and_places(intake: Intake, today: date) -> Iterator[tuple[str, str]]:
    until = day_of(intake.valid_until)
    if until is None or not today <= until <= today + LONGEST:
        yield "valid_until", "Prosimy podać, do kiedy oferta jest ważna: od dziś do roku naprzód."
    if intake.starts_on.strip() and day_of(intake.starts_on) is None:
        yield "starts_on", "To nie jest data."
    places = count_of(intake.places)
    if places is None or not 1 <= places <= MOST_PLACES:
        yield "places", "Prosimy podać liczbę miejsc."
    disabled = count_of(intake.places_for_disabled or "0")
    if disabled is None or (places is not None and disabled > places):
        yield "places_for_disabled", "Nie więcej niż wszystkich miejsc."


def doubts(intake: Intake) -> Iterator[str]:
    """What whoever verifies has to look at: it may break the ban on discrimination (Labour Code, Art. 11³)."""
    for name in ("position", "duties", "requirements"):
        found = _REFUSED_WORDS.search(getattr(intake, name))
        if found:
            yield f"„{found[0]}”: oferta nie może wskazywać płci ani wieku."


def offer_of(intake: Intake, ext_id: str, office: str, today: date) -> Offer:
    """What is told of an intake without faults. `office`: whose it is where the gmina has none."""
    gmina = gminas()[intake.gmina]
    least = grosze(intake.pay_from)
    record = record_of(intake)
    return Offer(
        ext_id=ext_id,
        office=gmina.office or office,
        position=intake.position.strip(),
        occupation=intake.occupation,
        place=Place(intake.town.strip(), intake.gmina[:4], intake.gmina),
        contract=CONTRACTS_PL[intake.contract] if intake.contract else "",
        pay=Pay(least, grosze(intake.pay_to), intake.pay_unit),
        kind=intake.kind,
        valid_from=today,
        valid_until=day_of(intake.valid_until) or today,
        places=count_of(intake.places) or 1,
        employer=intake.employer.strip() if intake.is_employer_told else None,
        nip=digits(intake.nip),
        starts_on=day_of(intake.starts_on),
        shifts=intake.shifts.strip().lower() or None,
        work_mode=intake.work_mode,
        duties=intake.duties.strip(),
        is_for_registered=intake.is_for_registered,
        is_for_disabled=bool(count_of(intake.places_for_disabled or "0")),
        digest=digest_of(record),
        record=record,
    )


def record_of(intake: Intake) -> dict[str, Any]:
    """By the official names; what is empty is left out. The person to turn to stays in the intake."""
    told = {
        "kind": _KINDS[intake.kind],
        "contract": CONTRACTS_PL[intake.contract] if intake.contract else "",
        "work_mode": WORK_MODES_PL[intake.work_mode] if intake.work_mode else "",
        "pay_from": " – ".join(part for part in (intake.pay_from.strip(), intake.pay_to.strip()) if part),
        "pay_unit": PAY_UNITS_PL[intake.pay_unit],
        "apply_to": "U" if intake.apply_to is ApplyTo.OFFICE else "P",
        "gmina": gminas()[intake.gmina].name if intake.gmina in gminas() else "",
    }
    hidden = {"contact_person", "contact_phone", "contact_email"}
    if not intake.is_employer_told:
        hidden |= {"nip", "regon", "employer", "employer_town"}
    found: dict[str, Any] = {"statusOferty": "A"}
    for field in fields(Intake):
        value = told.get(field.name, getattr(intake, field.name))
        if field.name in OFFICIAL and field.name not in hidden and value not in ("", None, False):
            found[OFFICIAL[field.name]] = value.strip() if isinstance(value, str) else value
    return found


def grosze(typed: str) -> int | None:
    """„4 806,50” is 480650; None for what is no amount."""
    plain = "".join(sign for sign in typed if sign not in " \u00a0")
    if not _AMOUNT.fullmatch(plain):
        return None
    whole, _, rest = plain.replace(",", ".").partition(".")
    return int(whole) * 100 + int((rest + "00")[:2])


def day_of(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def count_of(typed: str) -> int | None:
    plain = typed.strip()
    return int(plain) if re.fullmatch(r"[0-9]{1,5}", plain) else None
