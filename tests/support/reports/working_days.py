"""Made-up working days for tests of the pages of reports: two offices, from half past seven to half past three."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from core.zone import WARSAW
from tests.support.reports.made_up_calls import MadeUpCall, Stand

TOPICS = ("unemployed", "unemployed", "unemployed", "seeker", "employer")
CALLS_A_DAY = 90
"""Of each office."""
_MINUTES = 8 * 60
_RUSH = 2 * 60  # minutes from the opening: twice as many call


def working_day(day: date, offices: tuple[str, str], seed: int = 724) -> Iterator[MadeUpCall]:
    """The calls of a day of both offices. The first one helps the second."""
    rng = random.Random(f"{seed} {day}")
    opening = datetime(day.year, day.month, day.day, 7, 30, tzinfo=WARSAW).astimezone(UTC)
    for office in offices:
        for n in range(CALLS_A_DAY):
            minute = rng.randrange(_RUSH) if n % 2 else rng.randrange(_MINUTES)
            at = opening + timedelta(minutes=minute, seconds=rng.randrange(60))
            yield _call(f"{day:%m%d}-{office}-{n}", at, office, offices[0], rng)


def _call(call_id: str, at: datetime, office: str, helper: str, rng: random.Random) -> MadeUpCall:
    begun = MadeUpCall(
        id=call_id,
        at=at,
        office=office,
        number=rng.choice(("9510", "9510", "9524")),
        language=rng.choice(("pl",) * 18 + ("uk", "en")),
        topic=rng.choice(TOPICS),
        hours="open",
        verified=rng.choice(("", "card", "card", "code", "wrong")),
    )
    kind = rng.random()
    if kind < 0.25:
        return replace(begun, told=True, survey=rng.choice((None, 4, 5)))
    wait = float(round(min(rng.expovariate(1 / 40), 600)))
    if kind < 0.38:
        return replace(begun, stands=(Stand(office, wait=wait, end="abandoned"),), reason="caller_hung_up")
    if kind < 0.43:
        stand = Stand(office, wait=wait, end="callback")
        return replace(begun, stands=(stand,), callback="talked", trials=1)
    served = helper if office != helper and rng.random() < 0.2 else office
    stand = Stand(
        office,
        wait=wait,
        agent=f"k{served}-{rng.randint(1, 2)}",
        agent_office=served,
        talk=float(rng.randint(40, 420)),
        hold=float(rng.choice((0, 0, 0, 20))),
        wrap_up=float(rng.randint(5, 60)),
        estimate=(1, 3) if wait > 20 else None,
    )
    survey = rng.choice((None, None, 3, 4, 5))
    return replace(begun, stands=(stand,), consent=rng.random() < 0.7, survey=survey)
