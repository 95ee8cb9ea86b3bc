"""Extracts of made-up people (`clients.population`), one an office, with the faults of old systems. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from random import Random
from typing import Any, TypeAlias

from clients.importing.files.columns import ENTITIES, PERSON
from clients.population.records import PersonRecord, RegistrationPeriod

Rows: TypeAlias = dict[str, list[list[str]]]

_STATUS = {"unemployed": "B", "seeker": "P", "none": "X"}
_QUALIFICATIONS = {
    "learned": "zawód wyuczony",
    "performed": "zawód wykonywany",
    "wished": "zawód pożądany",
    "licence": "uprawnienie",
    "language": "język",
    "school": "szkoła",
}
_KEPT = {"planned": "", "kept": "T", "missed": "N", "cancelled": "A"}
_BENEFITS = {
    "zasilek": "zasiłek",
    "stypendium": "stypendium",
    "dodatek_aktywizacyjny": "dodatek aktywizacyjny",
}
_REFERRALS = {"offer": "oferta", "training": "szkolenie"}
_PARTICIPATIONS = {"training": "szkolenie", "internship": "staż", "work": "praca"}
_NEVER = "9999-12-31"


def rows_by_office(people: Iterable[PersonRecord], today: date) -> dict[str, Rows]:
    """Each office's rows of each kind of file. The number of a person's last change is one more than the person's
    own number."""
    found: dict[str, Rows] = defaultdict(lambda: defaultdict(list))
    for person in people:
        if person.ext_id is None:  # the office's system does not know the person
            continue
        rows = found[person.office]
        for entity, values in _rows_of(person, today):
            texts = {name: _shown(value) for name, value in values.items()}
            rows[entity].append(ENTITIES[entity].row({"ext_id": person.ext_id, **texts}))
    return {office: dict(rows) for office, rows in sorted(found.items())}


def _rows_of(person: PersonRecord, today: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """Kind of file, and values by column; the key of the person is left out."""
    yield "person", _person(person)
    for period in person.periods:
        yield "registration", _registration(person, period)
    values: dict[str, Any]
    for one in person.qualifications:
        values = {"kind": _QUALIFICATIONS[one.kind], "kzis6": one.occupation, "name": one.name}
        yield "qualification", values | {"level": one.level, "years": one.years}
    for job in person.employment:
        values = {"employer": job.employer_name, "position": job.position, "kzis6": job.occupation}
        yield "employment_period", values | {"from": job.from_on, "to": job.to_on, "basis": job.basis}
    for visit in person.visits:
        values = {"visit_id": visit.ext_id, "date": visit.at.date(), "time": f"{visit.at:%H:%M}"}
        where = {"room": visit.room, "adviser": visit.adviser, "purpose": visit.purpose}
        yield "visit", values | where | {"kept": _KEPT[visit.state]}
    for values in _benefits(person, today):
        yield "benefit", values
    for referral in person.referrals:
        values = {"kind": _REFERRALS[referral.kind], "target_id": referral.target_id, "title": referral.title}
        yield "referral", values | {"given_on": referral.given_on, "outcome": referral.outcome}
    for part in person.participations:
        kind = _PARTICIPATIONS[part.kind]
        yield "participation", {"kind": kind, "title": part.title, "from": part.from_on, "to": part.to_on}
    for decision in person.decisions:
        yield "decision", {"number": decision.number, "date": decision.decided_on, "kind": decision.kind}


def _registration(person: PersonRecord, period: RegistrationPeriod) -> dict[str, Any]:
    now, is_present = person.registration, period.to_on is None
    return {
        "status": _STATUS[period.status],
        "from": period.from_on,
        "to": period.to_on or _NEVER,
        "reason_code": period.reason_code,
        "first_time": now.first_time,
        "long_term": now.is_long_term,
        "rural": person.is_rural,
        "health_insurance_from": now.insured_from if is_present else None,
        "adviser_id": now.adviser,
        "ipd_from": now.plan_from if is_present else None,
        "contact_due": now.contact_due if is_present else None,
    }


def _person(person: PersonRecord) -> dict[str, Any]:
    given = {(consent.purpose, consent.channel): consent.is_given for consent in person.consents}
    return {
        "office_code": person.office,
        "pesel": person.pesel,
        "first_names": person.first_name,
        "last_name": person.last_name,
        "birth_date": person.birth_date,
        "sex": person.sex,
        "citizenship": person.citizenship,
        "phone": person.phone,
        "email": person.email,
        "teryt_gmina": person.gmina,
        "postal_code": person.postal_code,
        "street": person.street,
        "house": person.house,
        "mailing_address": person.mailing_address,
        "consent_sms": given.get(("contact", "sms")),
        "consent_email": given.get(("contact", "email")),
        "consent_employer_search": given.get(("employer_search", "phone")),
        "lang": person.language,
        "change_seq": person.number + 1,
        "gone": False,
    }


def _benefits(person: PersonRecord, today: date) -> Iterator[dict[str, Any]]:
    coming = next((one for one in person.payments if one.pay_on >= today), None)
    paid = [one.pay_on for one in person.payments if one.pay_on < today]
    for place, benefit in enumerate(person.benefits):
        following = coming if place == 0 else None
        yield {
            "kind": _BENEFITS[benefit.kind],
            "from": benefit.from_on,
            "to": benefit.to_on,
            "days_left": benefit.days_left,
            "rate": _money(benefit.grosze),
            "next_payment_date": following.pay_on if following else None,
            "last_payment_date": max(paid) if paid else None,
            "amount": _money(following.grosze) if following else None,
            "month": following.month if following else None,
        }


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "T" if value else "N"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _money(grosze: int) -> str:
    return f"{grosze // 100},{grosze % 100:02d}"


def with_faults(rows: Mapping[str, Sequence[Sequence[str]]], chance: Random, share: float) -> Rows:
    """The same rows as an old system would have them: of a share of persons the name in capitals, torn, or with
    the letters of a font; and for every thousandth a PESEL that is none."""
    found: Rows = {entity: [list(row) for row in of_entity] for entity, of_entity in rows.items()}
    for row in found["person"]:
        if chance.random() < share:
            spoil = chance.choice((_in_capitals, _torn, _in_font))
            for place in (PERSON.places["first_names"], PERSON.places["last_name"]):
                row[place] = spoil(row[place])
        if chance.random() < 0.001:
            pesel = row[PERSON.places["pesel"]]
            row[PERSON.places["pesel"]] = pesel[:-1] + str((int(pesel[-1]) + 1) % 10)
    return found


def _in_capitals(name: str) -> str:
    return name.upper()


def _torn(name: str) -> str:
    """As the description of 2008 has it: a space before a small Polish letter."""
    return "".join(f" {sign}" if sign in "ąćęłńóśźż" and at else sign for at, sign in enumerate(name))


def _in_font(name: str) -> str:
    return _torn(name).replace("ż", "Ŝ")
