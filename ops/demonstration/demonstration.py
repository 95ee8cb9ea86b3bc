"""Made-up data of the demonstration: its own clients, who have cards, and offers and trainings for everybody.

The same for the same day and clients, and made for a year ahead, so that the centre can be tried on any day until
then. Who its other clients are: `clients.population`.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from clients.population.days import first_of_next_month, months, working_day
from clients.population.generator import SEED, population
from clients.population.office_life import CONTACT_DAYS, HIGH_RATE, LOW_RATE, PLAN_CONTACT_DAYS, ROOMS
from clients.population.records import (
    Payment,
    PersonRecord,
    Qualification,
    Registration,
    RegistrationPeriod,
    Visit,
)
from core.clock import WARSAW

Row = dict[str, Any]

MONTHS = 12
OFFERS_A_MONTH = 6
OFFER_DAYS = 40
OWN_FROM = 1_000_000
"""The number of the first person of the population who may be a client of the demonstration: far beyond those who
have no card."""


@dataclass(frozen=True, slots=True)
class Job:
    """An occupation of the official classification (KZiS), as offers name it. Pay in grosze."""

    occupation: str
    position: str
    pay_from: int
    pay_to: int
    contract: str = "umowa o pracę"


JOBS = (
    Job("432103", "magazynier", 490_000, 540_000),
    Job("522301", "sprzedawca", 480_600, 500_000),
    Job("833203", "kierowca samochodu ciężarowego", 650_000, 800_000),
    Job("512001", "kucharz", 500_000, 600_000),
    Job("711204", "murarz", 600_000, 750_000),
    Job("741103", "elektryk", 620_000, 620_000),
    Job("411004", "technik prac biurowych", 490_000, 520_000),
    Job("911207", "osoba sprzątająca biura", 480_600, 480_600),
    Job("722204", "ślusarz", 580_000, 700_000),
    Job("834401", "operator wózka widłowego", 520_000, 580_000),
    Job("753105", "osoba szyjąca odzież", 480_600, 540_000),
    Job("613003", "pracownik gospodarstwa rolnego", 480_600, 520_000, "umowa o pracę na czas określony"),
)
TRAININGS = (
    ("834401", "obsługa wózków jezdniowych", 67),
    ("522301", "obsługa kasy fiskalnej i terminala", 30),
    ("833203", "kwalifikacja wstępna kierowców", 140),
    ("411004", "obsługa komputera w biurze", 60),
)
FOR_ALL = ("aktywne poszukiwanie pracy", 24)


@dataclass(frozen=True, slots=True)
class Person:
    """A client of the demonstration: `is_shown` for the one that newcomers are told of, who has everything."""

    id: str
    office: str
    is_shown: bool


def people(wanted: Sequence[Person], today: date) -> Iterator[tuple[str, PersonRecord]]:
    """One in five is a job seeker, one has no benefit, one no visit, one an individual action plan.

    The one that newcomers are told of is called Anna. No office's own system knows them: no import changes them.
    """
    candidates = population(SEED, OWN_FROM + 100_000, today, start=OWN_FROM)
    waiting = {person.office: person for person in wanted}
    assert len(waiting) == len(wanted), "one of each office"
    while waiting:
        found = next(candidates)
        person = waiting.get(found.office)
        if person is None or (person.is_shown and found.sex != "K"):
            continue
        del waiting[person.office]
        yield person.id, _with_story(person, found, today)


def offers(offices: Sequence[tuple[str, str]], today: date) -> list[Row]:
    """For offices by code and seat: each month half of all jobs, so that any three jobs four apart meet one."""
    return [
        {
            "id": f"offer-{code}-{first:%Y%m}-{place}",
            "office": code,
            "occupation": job.occupation,
            "position": job.position,
            "town": seat,
            "pay_from": job.pay_from,
            "pay_to": job.pay_to,
            "contract": job.contract,
            "valid_from": first,
            "valid_until": first + timedelta(days=OFFER_DAYS),
        }
        for code, seat in offices
        for month, first in enumerate(months(today, MONTHS))
        for place in range(OFFERS_A_MONTH)
        for job in [JOBS[(_number(code) + month * OFFERS_A_MONTH + place) % len(JOBS)]]
    ]


def trainings(offices: Sequence[tuple[str, str]], today: date) -> list[Row]:
    """For offices by code and seat: each month one of an occupation and one for everybody."""
    rows: list[Row] = []
    for code, seat in offices:
        for month, first in enumerate(months(today, MONTHS)):
            occupation, title, hours = TRAININGS[(_number(code) + month) % len(TRAININGS)]
            starts = working_day(first + timedelta(days=45))
            common = {
                "office": code,
                "town": seat,
                "starts_on": starts,
                "sign_up_until": starts - timedelta(days=8),
            }
            made_for = ((occupation, title, hours), (None, *FOR_ALL))
            rows += [
                {"id": f"training-{code}-{first:%Y%m}-{place}", "occupation": who, "title": what, "hours": long}
                | common
                for place, (who, what, long) in enumerate(made_for)
            ]
    return rows


def _with_story(person: Person, found: PersonRecord, today: date) -> PersonRecord:
    """Whoever was found, with what a newcomer wants to hear on the line."""
    number = _number(person.id)
    kind = "all" if person.is_shown else ("all", "plan", "no visit", "seeker", "no benefit")[number % 5]
    now = _registration(found.registration, kind, number, today)
    earlier = tuple(period for period in found.periods if period.to_on and period.to_on < now.since)
    wished = tuple(
        Qualification("wished", job.occupation, job.position, None, None)
        for step in (0, 4, 8)
        for job in [JOBS[(number + step) % len(JOBS)]]
    )
    return replace(
        _called("Anna", found) if person.is_shown else found,
        ext_id=None,
        registration=now,
        periods=(*earlier, RegistrationPeriod(now.since, None, now.status, None)),
        qualifications=tuple(q for q in found.qualifications if q.occupation is None) + wished,
        employment=tuple(job for job in found.employment if job.to_on < now.since),
        visits=() if kind == "no visit" else tuple(_visits(number, now.adviser, today)),
        benefits=(),
        referrals=(),
        participations=tuple(one for one in found.participations if one.to_on < now.since),
        decisions=(),
        payments=() if kind in ("seeker", "no benefit") else tuple(_payments(number, today)),
    )


def _called(first_name: str, found: PersonRecord) -> PersonRecord:
    """With an address of electronic mail that begins with this name, too. `first_name`: without Polish letters."""
    email = found.email and f"{first_name.lower()}.{found.email.partition('.')[2]}"
    return replace(found, first_name=first_name, email=email)


def _registration(found: Registration, kind: str, number: int, today: date) -> Registration:
    interval = PLAN_CONTACT_DAYS if kind == "plan" else CONTACT_DAYS
    since = today - timedelta(days=interval + 30 + number % 300)
    last = today - timedelta(days=interval - 9 - number % 15)
    is_insured = kind not in ("seeker", "no benefit")
    return replace(
        found,
        status="seeker" if kind == "seeker" else "unemployed",
        since=since,
        is_insured=is_insured,
        last_contact_on=last,
        contact_interval=interval,
        is_long_term=(today - since).days > 366,
        insured_from=since if is_insured else None,
        plan_from=since + timedelta(days=14) if kind == "plan" else None,
        contact_due=last + timedelta(days=interval),
    )


def _visits(number: int, adviser: str, today: date) -> Iterator[Visit]:
    """Every six weeks, from about two weeks ahead on, between eight and two o'clock."""
    for place in range(MONTHS * 30 // 42):
        day = working_day(today + timedelta(days=6 + number % 14 + 42 * place))
        at = datetime.combine(day, time(8 + number % 6, (number % 4) * 15), WARSAW)
        yield Visit(
            f"{number}-{place}", at, ROOMS[number % len(ROOMS)], adviser, "potwierdzenie kontaktu", "planned"
        )


def _payments(number: int, today: date) -> Iterator[Payment]:
    """For each month, paid about the twelfth of the next one."""
    for place, first in enumerate(months(today, MONTHS)):
        pay_on = working_day(first_of_next_month(first) + timedelta(days=9 + number % 4))
        yield Payment("benefit", first, pay_on, HIGH_RATE if place < 3 else LOW_RATE)


def _number(name: str) -> int:
    """Some number that a name always has, on any machine."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4])
