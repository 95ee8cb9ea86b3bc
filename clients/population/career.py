"""What a made-up person has learned, and the times of work and of registration until today. Pure.

Times are made backwards from the present registration: work before it, a registration before that, and so on
until the eighteenth birthday. So no two of them overlap.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from clients.population.days import years_later
from clients.population.identity import Identity
from clients.population.model import SCHOOLS, Education, Model, Occupation
from clients.population.records import EmploymentPeriod, Qualification, RegistrationPeriod, Status

LONG_TERM_DAYS = 366
"""Long-term unemployed: registered for more than 12 months within 24 (Dz.U. 2025 poz. 620)."""

SEEKERS = 0.1
"""Of those who are not long-term unemployed: people who work or draw a pension, and look for work."""

_CONTRACTS = ("umowa o pracę", "umowa o pracę na czas określony", "umowa zlecenie", "praca sezonowa")
_REASONS = ("praca", "praca", "praca", "brak kontaktu", "rezygnacja", "staż")
_LICENCES = ("prawo jazdy kategorii B", "prawo jazdy kategorii C", "uprawnienia do obsługi wózków jezdniowych")
_LANGUAGES = ("angielski", "rosyjski", "niemiecki", "ukraiński", "białoruski", "litewski")


@dataclass(frozen=True, slots=True)
class Career:
    """`status` and `since` are of the present registration; `periods` and `employment` begin with the oldest."""

    status: Status
    since: date
    periods: tuple[RegistrationPeriod, ...]
    employment: tuple[EmploymentPeriod, ...]
    qualifications: tuple[Qualification, ...]


def career(model: Model, chance: Random, who: Identity, today: date) -> Career:
    status: Status = "seeker" if not who.is_long_term and chance.random() < SEEKERS else "unemployed"
    grown_up = years_later(who.birth_date, 18)
    since = _since(chance, who.is_long_term, grown_up, today)
    education = model.education[who.sex].any(chance)
    can_do = [model.occupations[who.sex, education].any(chance) for _ in range(2)]
    employment: list[EmploymentPeriod] = []
    periods = [RegistrationPeriod(since, None, status, None)]
    begin = since
    for _ in range(chance.randint(0, 4)):
        job = _job(model, chance, can_do, begin - timedelta(days=chance.randint(1, 60)))
        if job.from_on < grown_up:
            break
        employment.append(job)
        begin = job.from_on
        if chance.random() < 0.5:
            earlier = _registration(chance, begin - timedelta(days=1))
            if earlier.from_on < grown_up:
                break
            periods.append(earlier)
            begin = earlier.from_on
    jobs = tuple(reversed(employment))
    return Career(
        status, since, tuple(reversed(periods)), jobs, _qualifications(model, chance, who, education, can_do, jobs)
    )


def _since(chance: Random, is_long_term: bool, grown_up: date, today: date) -> date:
    """Long-term: mostly one to three years; else evenly over the year."""
    days = LONG_TERM_DAYS + 1 + int(min(chance.expovariate(1 / 500), 3000))
    if not is_long_term:
        days = chance.randint(5, LONG_TERM_DAYS - 5)
    since = today - timedelta(days=days)
    return max(since, min(grown_up, today - timedelta(days=LONG_TERM_DAYS + 1 if is_long_term else 1)))


def _job(model: Model, chance: Random, can_do: list[Occupation], to_on: date) -> EmploymentPeriod:
    what = chance.choice(can_do)
    from_on = to_on - timedelta(days=chance.randint(60, 1400))
    return EmploymentPeriod(
        chance.choice(model.employers), what.name, what.code, from_on, to_on, chance.choice(_CONTRACTS)
    )


def _registration(chance: Random, to_on: date) -> RegistrationPeriod:
    from_on = to_on - timedelta(days=chance.randint(40, 500))
    return RegistrationPeriod(from_on, to_on, "unemployed", chance.choice(_REASONS))


def _qualifications(
    model: Model,
    chance: Random,
    who: Identity,
    education: Education,
    can_do: list[Occupation],
    jobs: tuple[EmploymentPeriod, ...],
) -> tuple[Qualification, ...]:
    found = [Qualification("school", None, f"wykształcenie {SCHOOLS[education]}", education, None)]
    if education != "primary":
        found.append(Qualification("learned", can_do[0].code, can_do[0].name, None, None))
    for code, name in dict.fromkeys((job.occupation, job.position) for job in jobs):
        days = sum((job.to_on - job.from_on).days for job in jobs if job.occupation == code)
        found.append(Qualification("performed", code, name, None, days // 365))
    wished = dict.fromkeys([can_do[-1], model.occupations[who.sex, education].any(chance)])
    found += [Qualification("wished", code, name, None, None) for code, name in wished]
    if chance.random() < 0.55:
        found.append(Qualification("licence", None, chance.choice(_LICENCES), None, None))
    if chance.random() < (0.7 if education in ("secondary", "higher") else 0.2):
        level = chance.choice(("A1", "A2", "B1", "B2", "C1"))
        found.append(Qualification("language", None, chance.choice(_LANGUAGES), level, None))
    return tuple(found)
