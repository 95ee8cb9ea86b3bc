"""Extracts of made-up people (`clients.population`), one an office, with the faults of old systems. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from random import Random
from typing import Any, TypeAlias

from clients.population.records import PersonRecord

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
        _add(found[person.office], person, today)
    return {office: dict(rows) for office, rows in sorted(found.items())}


def _add(rows: Rows, person: PersonRecord, today: date) -> None:
    key = person.ext_id
    if key is None:  # the office's system does not know the person
        return
    given = {(consent.purpose, consent.channel): consent.is_given for consent in person.consents}
    rows["person"].append(
        [
            *(person.office, key, person.pesel, person.first_name, person.last_name),
            *(_shown(person.birth_date), person.sex, person.citizenship),
            *(_shown(person.phone), _shown(person.email)),
            *(person.gmina, person.postal_code, _shown(person.street), person.house),
            _shown(given.get(("contact", "sms"))),
            _shown(given.get(("contact", "email"))),
            _shown(given.get(("employer_search", "phone"))),
            *(person.language, str(person.number + 1), "N"),
        ]
    )
    now = person.registration
    for period in person.periods:
        is_present = period.to_on is None
        rows["registration"].append(
            [
                *(key, _STATUS[period.status], _shown(period.from_on), _shown(period.to_on) or _NEVER),
                *(_shown(period.reason_code), _shown(now.first_time), _shown(now.is_long_term)),
                *(_shown(person.is_rural), _shown(now.insured_from if is_present else None)),
                *(now.adviser, _shown(now.plan_from if is_present else None)),
                _shown(now.contact_due if is_present else None),
            ]
        )
    for one in person.qualifications:
        rows["qualification"].append(
            [
                *(key, _QUALIFICATIONS[one.kind], _shown(one.occupation)),
                *(one.name, _shown(one.level), _shown(one.years)),
            ]
        )
    for job in person.employment:
        rows["employment_period"].append(
            [
                *(key, job.employer_name, job.position, job.occupation),
                *(_shown(job.from_on), _shown(job.to_on), job.basis),
            ]
        )
    for visit in person.visits:
        rows["visit"].append(
            [
                *(key, visit.ext_id, _shown(visit.at.date()), f"{visit.at:%H:%M}", visit.room),
                *(visit.adviser, visit.purpose, _KEPT[visit.state]),
            ]
        )
    _add_benefits(rows, key, person, today)
    for referral in person.referrals:
        rows["referral"].append(
            [
                *(key, _REFERRALS[referral.kind], referral.target_id, referral.title),
                *(_shown(referral.given_on), referral.outcome),
            ]
        )
    for part in person.participations:
        rows["participation"].append(
            [key, _PARTICIPATIONS[part.kind], part.title, _shown(part.from_on), _shown(part.to_on)]
        )
    for decision in person.decisions:
        rows["decision"].append([key, decision.number, _shown(decision.decided_on), decision.kind])


def _add_benefits(rows: Rows, key: str, person: PersonRecord, today: date) -> None:
    coming = next((one for one in person.payments if one.pay_on >= today), None)
    paid = [one.pay_on for one in person.payments if one.pay_on < today]
    for place, benefit in enumerate(person.benefits):
        following = coming if place == 0 else None
        rows["benefit"].append(
            [
                *(key, _BENEFITS[benefit.kind], _shown(benefit.from_on), _shown(benefit.to_on)),
                *(str(benefit.days_left), _money(benefit.grosze)),
                _shown(following.pay_on if following else None),
                _shown(max(paid) if paid else None),
                _money(following.grosze) if following else "",
                _shown(following.month if following else None),
            ]
        )


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
            row[3], row[4] = spoil(row[3]), spoil(row[4])
        if chance.random() < 0.001:
            row[2] = row[2][:-1] + str((int(row[2][-1]) + 1) % 10)
    return found


def _in_capitals(name: str) -> str:
    return name.upper()


def _torn(name: str) -> str:
    """As the description of 2008 has it: a space before a small Polish letter."""
    return "".join(f" {sign}" if sign in "ąćęłńóśźż" and at else sign for at, sign in enumerate(name))


def _in_font(name: str) -> str:
    return _torn(name).replace("ż", "Ŝ")
