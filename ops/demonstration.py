"""Made-up data of the demonstration clients, offers and trainings: the same for the same day and clients. Pure.

Everything is made for a year ahead, so that the centre can be tried on any day until then.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from core.clock import WARSAW

Row = dict[str, Any]

MONTHS = 12
OFFERS_A_MONTH = 6
OFFER_DAYS = 40
HIGH_RATE, LOW_RATE = 172_190, 135_220  # grosze a month: the first 90 days, and later (rates from 1 June 2025)


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
ADVISERS = ("Maria Zalewska", "Piotr Wądołowski", "Ewa Grądzka", "Tomasz Chrostowski", "Anna Sienkiewicz")
ROOMS = ("7", "12", "12a", "105", "3", "21")


@dataclass(frozen=True, slots=True)
class Person:
    """A demonstration client: `is_shown` for the one that newcomers are told of, who has everything."""

    id: str
    is_shown: bool


@dataclass(slots=True)
class ClientRows:
    """Rows by table."""

    registrations: list[Row] = field(default_factory=list)
    occupations: list[Row] = field(default_factory=list)
    visits: list[Row] = field(default_factory=list)
    payments: list[Row] = field(default_factory=list)


def client_rows(people: Iterable[Person], today: date) -> ClientRows:
    """One in five is a job seeker, one has no benefit, one no visit, one an individual action plan."""
    rows = ClientRows()
    for person in people:
        number = _number(person.id)
        kind = "all" if person.is_shown else ("all", "plan", "no visit", "seeker", "no benefit")[number % 5]
        interval = 30 if kind == "plan" else 90
        rows.registrations.append(
            {
                "client_id": person.id,
                "status": "seeker" if kind == "seeker" else "unemployed",
                "since": today - timedelta(days=interval + 30 + number % 300),
                "is_insured": kind not in ("seeker", "no benefit"),
                "last_contact_on": today - timedelta(days=interval - 9 - number % 15),
                "contact_interval": interval,
            }
        )
        rows.occupations += [
            {"client_id": person.id, "occupation": JOBS[(number + step) % len(JOBS)].occupation}
            for step in (0, 4, 8)
        ]
        if kind != "no visit":
            rows.visits += _visits(person.id, number, today)
        if kind not in ("seeker", "no benefit"):
            rows.payments += _payments(person.id, number, today)
    return rows


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
        for month, first in enumerate(_months(today))
        for place in range(OFFERS_A_MONTH)
        for job in [JOBS[(_number(code) + month * OFFERS_A_MONTH + place) % len(JOBS)]]
    ]


def trainings(offices: Sequence[tuple[str, str]], today: date) -> list[Row]:
    """For offices by code and seat: each month one of an occupation and one for everybody."""
    rows: list[Row] = []
    for code, seat in offices:
        for month, first in enumerate(_months(today)):
            occupation, title, hours = TRAININGS[(_number(code) + month) % len(TRAININGS)]
            starts = _working_day(first + timedelta(days=45))
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


def _visits(client_id: str, number: int, today: date) -> list[Row]:
    """Every six weeks, from about two weeks ahead on, between eight and two o'clock."""
    rows = []
    for place in range(MONTHS * 30 // 42):
        day = _working_day(today + timedelta(days=6 + number % 14 + 42 * place))
        hour, minute = 8 + number % 6, (number % 4) * 15
        rows.append(
            {
                "id": f"visit-{client_id}-{place}",
                "client_id": client_id,
                "at": datetime.combine(day, time(hour, minute), WARSAW),
                "room": ROOMS[number % len(ROOMS)],
                "adviser": ADVISERS[number % len(ADVISERS)],
                "state": "planned",
            }
        )
    return rows


def _payments(client_id: str, number: int, today: date) -> list[Row]:
    """For each month, paid about the twelfth of the next one."""
    rows = []
    for place, first in enumerate(_months(today)):
        next_month = (first + timedelta(days=32)).replace(day=1)
        rows.append(
            {
                "id": f"payment-{client_id}-{first:%Y%m}",
                "client_id": client_id,
                "kind": "benefit",
                "month": first,
                "pay_on": _working_day(next_month + timedelta(days=9 + number % 4)),
                "grosze": HIGH_RATE if place < 3 else LOW_RATE,
            }
        )
    return rows


def _months(today: date) -> Iterator[date]:
    """The first days of this month and of the ones that follow."""
    first = today.replace(day=1)
    for _ in range(MONTHS):
        yield first
        first = (first + timedelta(days=32)).replace(day=1)


def _working_day(day: date) -> date:
    """That day, or the Monday after it."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def _number(name: str) -> int:
    """Some number that a name always has, on any machine."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4])
