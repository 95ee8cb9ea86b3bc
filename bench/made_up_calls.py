"""A week of made-up calls for the measurement of reports, as the fold of facts would give them."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from core.metrics.call_parts import CallFigures, Entry, Offer, PassageReason, QueuePassage, Rating, Talk
from core.zone import WARSAW
from ivr.defaults import offices
from tests.support.reports.made_up_calls import MadeUpCall, Stand

MONDAY = date(2025, 1, 6)
CONSULTANTS_EACH = 10
TOPICS = ("unemployed", "unemployed", "unemployed", "seeker", "employer", "other", None)
LANGUAGES = ("pl",) * 46 + ("uk",) * 3 + ("en",)
_UNANSWERED: tuple[PassageReason, ...] = ("abandoned", "abandoned", "callback", "too_long")
_OPEN = time(7, 30)
_OPEN_SECONDS = 8.0 * 3600  # until copies of the last calls of a day end before midnight


def week_of_calls(count: int, seed: int = 724) -> Iterator[CallFigures]:
    """`count` calls from Monday to Friday: two thirds come to a queue, most of them are answered."""
    rng = random.Random(seed)
    codes = [office["code"] for office in offices()]
    for n in range(count):
        day = datetime.combine(MONDAY + timedelta(days=n % 5), _OPEN, WARSAW).astimezone(UTC)
        at = day + timedelta(seconds=round(rng.random() * _OPEN_SECONDS, 3))
        yield _call(f"m{n}", at, rng.choice(codes), codes, rng)


def made_up_call(n: int, begin: datetime) -> MadeUpCall:
    """A call whose facts can be written: queue, announced wait, one who did not answer, conversation, wrap-up."""
    office = offices()[n % CONSULTANTS_EACH]["code"]
    stand = Stand(
        office,
        wait=float(5 + n % 90),
        agent=f"k{office}-{n % 3}",
        talk=float(40 + n % 300),
        wrap_up=20.0,
        recorded=True,
        missed=f"k{office}-9" if n % 5 == 0 else "",
        estimate=(1, 3),
    )
    return MadeUpCall(
        id=f"fact-{n}",
        at=begin + timedelta(seconds=10 * n),
        office=office,
        topic="unemployed",
        verified="card",
        hours="open",
        consent=True,
        stands=(stand,) if n % 3 else (),
        told=n % 3 == 0,
        survey=5 if n % 4 == 0 else None,
    )


def _call(call_id: str, at: datetime, office: str, codes: list[str], rng: random.Random) -> CallFigures:
    topic = rng.choice(TOPICS)
    is_repeat = rng.random() < 0.18
    if rng.random() < 0.35:
        finished = rng.random() < 0.6
        return CallFigures(
            id=call_id,
            started_at=at,
            ended_at=at + timedelta(seconds=rng.randint(20, 180)),
            number=rng.choice(("9524", "800100200")),
            is_free=False,
            scenario="start",
            scenario_version=3,
            language=rng.choice(LANGUAGES),
            topic=topic,
            office=office,
            path="self_service" if finished else "menu",
            self_service="finished" if finished else "none",
            is_repeat=is_repeat,
        )
    entered = at + timedelta(seconds=rng.randint(15, 90))
    wait = round(min(rng.expovariate(1 / 45), 1800), 3)
    left = entered + timedelta(seconds=wait)
    served = office if rng.random() < 0.85 else rng.choice(codes)
    is_answered = rng.random() < 0.85
    agent = f"k{served}-{rng.randint(1, CONSULTANTS_EACH)}"
    talk_time = float(rng.randint(40, 500))
    end = left + timedelta(seconds=talk_time)
    return CallFigures(
        id=call_id,
        started_at=at,
        ended_at=end if is_answered else left,
        number=rng.choice(("9524", "9524", "800100200")),
        is_free=False,
        scenario="start",
        scenario_version=3,
        language=rng.choice(LANGUAGES),
        topic=topic,
        office=office,
        path="queue",
        verification=rng.choice(("none", "card", "code")),
        passages=(
            QueuePassage(
                office=office,
                topic=topic,
                entered_at=entered,
                left_at=left,
                reason="connected" if is_answered else rng.choice(_UNANSWERED),
                wait_time=wait,
                served_office=served if is_answered else None,
            ),
        ),
        offers=(Offer(agent=agent, office=served, made_at=left, ended_at=left, outcome="accepted", ring_time=6.0),)
        if is_answered
        else (),
        conversations=(
            Talk(
                agent=agent,
                office=served,
                begin=left,
                end=end,
                topic=topic,
                talk_time=talk_time,
                hold_time=float(rng.choice((0, 0, 0, 25))),
                wrap_up_time=float(rng.randint(5, 60)),
                is_recorded=rng.random() < 0.7,
                consent=rng.random() < 0.75,
            ),
        )
        if is_answered
        else (),
        ratings=(Rating(at=end, about="conversation", rating=rng.randint(1, 5), office=served),)
        if is_answered and rng.random() < 0.2
        else (),
        survey_asked_at=(end,) if is_answered else (),
        is_repeat=is_repeat,
        entries=(Entry(topic=topic, outcome=rng.choice(("solved", "open"))),) if is_answered else (),
    )
