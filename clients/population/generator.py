"""Made-up people of any number, one by one: the same for the same seed, number and day. Pure.

The first people of a larger population are those of a smaller one, and person 20,000 is made without the ones
before. Names, birth, address and telephone follow from the seed alone; what has happened is told as of a day.
"""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from random import Random

from clients.population import office_life
from clients.population.career import career
from clients.population.identity import MOST_PEOPLE, Identity, identity
from clients.population.model import model
from clients.population.records import PersonRecord
from clients.population.spread import Spread

SEED = 724
"""The population of demonstrations, and of extracts that are to meet it."""

_FIRST_EXT_ID = 100_000
_OF_IDENTITY = [
    field.name for field in fields(Identity) if field.name in {one.name for one in fields(PersonRecord)}
]


def population(seed: int, size: int, today: date, *, start: int = 0) -> Iterator[PersonRecord]:
    """The people numbered from `start` up to `size`, at some 5,000 a second.

    Raises ValueError for more than `MOST_PEOPLE`.
    """
    if size > MOST_PEOPLE:
        raise ValueError(f"no more than {MOST_PEOPLE} people can be made up")
    spread = Spread(seed)
    for number in range(start, size):
        yield _person(spread, seed, number, today)


def _person(spread: Spread, seed: int, number: int, today: date) -> PersonRecord:
    things, chance = model(), Random(f"{seed}:{number}")
    who = identity(things, spread, chance, number)
    past = career(things, chance, who, today)
    now = office_life.registration(things, chance, who, past, today)
    has_right, payments = office_life.benefits(chance, now, today)
    return PersonRecord(
        number=number,
        ext_id=str(_FIRST_EXT_ID + number),
        **{name: getattr(who, name) for name in _OF_IDENTITY},
        registration=now,
        periods=past.periods,
        qualifications=past.qualifications,
        employment=past.employment,
        visits=office_life.visits(chance, number, now, today),
        benefits=has_right,
        payments=payments,
        referrals=office_life.referrals(chance, number, past, today),
        participations=office_life.participations(chance, past, today),
        decisions=office_life.decisions(chance, who.office, number, past, bool(has_right)),
        consents=office_life.consents(chance, who, past.since),
    )
