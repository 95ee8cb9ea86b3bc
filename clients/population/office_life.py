"""What happens between a made-up person and the office: visits, benefits, referrals, trainings, consents. Pure."""

from datetime import date, datetime, time, timedelta
from random import Random

from clients.population.career import Career
from clients.population.days import first_of_next_month, months, working_day
from clients.population.identity import Identity
from clients.population.model import Model
from clients.population.records import (
    Benefit,
    Consent,
    Decision,
    Participation,
    Payment,
    Referral,
    Registration,
    Visit,
    VisitState,
)
from core.zone import WARSAW

HIGH_RATE, LOW_RATE = 172_190, 135_220  # grosze a month: the first 90 days, and later (rates from 1 June 2025)
CONTACT_DAYS, PLAN_CONTACT_DAYS = 90, 30
"""Longest time between two contacts: without and with an individual action plan (Dz.U. 2025 poz. 620)."""

BENEFITS_OF_THE_NEW = 0.48
"""Of the people who are not long-term unemployed: so that about every tenth of all has one now, as in the province
(May 2015). For many it is over by now."""

ROOMS = ("7", "12", "12a", "105", "3", "21")
_PURPOSES = ("potwierdzenie kontaktu", "ustalenie planu działania", "przedstawienie oferty", "podpisanie umowy")
_PAST: tuple[VisitState, ...] = (*("kept",) * 17, "missed", "missed", "cancelled")
_TRAININGS = ("obsługa wózków jezdniowych", "obsługa komputera", "kurs spawania", "opiekun osoby starszej")


def registration(model: Model, chance: Random, who: Identity, past: Career, today: date) -> Registration:
    """The present state. Everybody's last contact is in time, so that the next one can still be confirmed."""
    has_plan = chance.random() < 0.3
    interval = PLAN_CONTACT_DAYS if has_plan else CONTACT_DAYS
    last = max(past.since, today - timedelta(days=chance.randint(1, interval - 4)))
    is_unemployed = past.status == "unemployed"
    is_insured = is_unemployed and chance.random() < 0.9
    return Registration(
        status=past.status,
        since=past.since,
        is_insured=is_insured,
        last_contact_on=last,
        contact_interval=interval,
        reason_code=None,
        first_time=len(past.periods) == 1,
        is_long_term=who.is_long_term,
        insured_from=past.since if is_insured else None,
        adviser=chance.choice(model.advisers),
        plan_from=min(today, past.since + timedelta(days=chance.randint(14, 60))) if has_plan else None,
        contact_due=last + timedelta(days=interval),
    )


def visits(chance: Random, number: int, now: Registration, today: date) -> tuple[Visit, ...]:
    """Some that are over, since the registration, and for nine in ten people some ahead, over half a year."""
    found: list[Visit] = []
    day = today
    for _ in range(chance.randint(0, 4)):
        day -= timedelta(days=chance.randint(30, 80))
        if day <= now.since:
            break
        found.append(_visit(chance, number, len(found), working_day(day), now.adviser, chance.choice(_PAST)))
    if chance.random() < 0.9:
        day = today
        for _ in range(3):
            day += timedelta(days=chance.randint(8, 60))
            found.append(_visit(chance, number, len(found), working_day(day), now.adviser, "planned"))
    # A visit that was over on a weekend would have been moved to the Monday, which may not be over yet.
    return tuple(sorted((v for v in found if v.state == "planned" or v.at.date() < today), key=lambda v: v.at))


def _visit(chance: Random, number: int, place: int, day: date, adviser: str, state: VisitState) -> Visit:
    at = datetime.combine(day, time(chance.randint(8, 13), chance.choice((0, 15, 30, 45))), WARSAW)
    return Visit(f"{number}-{place}", at, chance.choice(ROOMS), adviser, chance.choice(_PURPOSES), state)


def benefits(chance: Random, now: Registration, today: date) -> tuple[tuple[Benefit, ...], tuple[Payment, ...]]:
    """The benefit and its payments, from three months ago to its end."""
    if now.is_long_term or now.status != "unemployed" or chance.random() > BENEFITS_OF_THE_NEW:
        return (), ()
    from_on = now.since + timedelta(days=7)
    to_on = from_on + timedelta(days=chance.choice((180, 180, 365)) - 1)
    days_left = max(0, (to_on - max(today, from_on)).days + 1)
    rate = HIGH_RATE if (today - from_on).days < 90 else LOW_RATE
    pays_on = chance.randint(9, 13)
    paid = [
        Payment("benefit", month, pay_day, HIGH_RATE if (month - from_on).days < 60 else LOW_RATE)
        for month in months(from_on, 13)
        if month <= to_on
        for pay_day in [working_day(first_of_next_month(month) + timedelta(days=pays_on))]
        if pay_day >= today - timedelta(days=92)
    ]
    return (Benefit("zasilek", from_on, to_on, days_left, rate),), tuple(paid)


def referrals(chance: Random, number: int, past: Career, today: date) -> tuple[Referral, ...]:
    """Offers of occupations that the person can do."""
    known = [q for q in past.qualifications if q.occupation]
    span = (today - past.since).days
    return tuple(
        Referral(
            "offer",
            f"oferta-{number}-{place}",
            chance.choice(known).name,
            past.since + timedelta(days=chance.randint(0, span)),
            chance.choice(("brak odpowiedzi", "odmowa pracodawcy", "stanowisko zajęte")),
        )
        for place in range(chance.choice((0, 0, 0, 1, 1, 2)))
        if known
    )


def participations(chance: Random, past: Career, today: date) -> tuple[Participation, ...]:
    """Trainings within times of registration, and the jobs that were taken."""
    found = [Participation("work", job.position, job.from_on, job.to_on) for job in past.employment[-2:]]
    if chance.random() < 0.22:
        from_on = past.periods[0].from_on + timedelta(days=14)
        to_on = from_on + timedelta(days=chance.randint(5, 25))
        if to_on < (past.periods[0].to_on or today):
            found.append(Participation("training", chance.choice(_TRAININGS), from_on, to_on))
    return tuple(sorted(found, key=lambda one: one.from_on))


def decisions(chance: Random, office: str, number: int, past: Career, benefit: bool) -> tuple[Decision, ...]:
    """That there are decisions; what they say is nobody's business here."""
    kind = "uznanie za osobę bezrobotną" if past.status == "unemployed" else "wpis osoby poszukującej pracy"
    found = [Decision(f"{office}.{past.since:%Y}.{number:07d}.1", past.since, kind)]
    if benefit:
        day = past.since + timedelta(days=chance.randint(1, 6))
        found.append(Decision(f"{office}.{day:%Y}.{number:07d}.2", day, "przyznanie zasiłku"))
    return tuple(found)


def consents(chance: Random, who: Identity, since: date) -> tuple[Consent, ...]:
    """Asked at the registration; nobody is asked about a channel that does not exist."""
    found: list[Consent] = []
    if who.phone is not None:
        found.append(Consent("contact", "sms", chance.random() < 0.75, since))
        found.append(Consent("marketing", "sms", chance.random() < 0.12, since))
        found.append(Consent("employer_search", "phone", chance.random() < 0.35, since))
    if who.email is not None:
        found.append(Consent("contact", "email", chance.random() < 0.6, since))
    return tuple(found)
