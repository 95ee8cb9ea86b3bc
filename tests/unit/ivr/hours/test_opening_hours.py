"""Whether somebody is there, why, until when and when again, against a walk over every minute."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.calendar.calling_hours import Shift
from core.calendar.holidays_pl import day_off
from core.zone import WARSAW
from ivr.hours.opening_hours import Hours, OfficeHours, Opening, Reason
from ivr.hours.wall_clock import midnight, wall
from ivr.hours.week_plan import OpeningSpan, SpecialDays, WeeklyPlan, WeekPlan

KOLNO, LOMZA, WUP = "20060", "20620", "20000"
WORKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
LONG_AGO = date(2020, 1, 1)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
MINUTE = timedelta(minutes=1)


def spans(*texts: str) -> list[dict[str, str]]:
    return [dict(zip(("begin", "end"), text.split("-"), strict=True)) for text in texts]


def week(*texts: str, days: tuple[str, ...] = WORKDAYS) -> WeeklyPlan:
    return WeeklyPlan.model_validate(dict.fromkeys(days, spans(*texts)))


def plan(*texts: str, days: tuple[str, ...] = WORKDAYS, **settings: Any) -> WeekPlan:
    return WeekPlan(week=week(*texts, days=days), **{"valid_from": LONG_AGO, **settings})


def exception(first: date, last: date | None = None, *texts: str, **settings: Any) -> SpecialDays:
    kind = "other_hours" if texts else "closed"
    given = {"kind": kind, "text": "szkolenie", **settings}
    return SpecialDays.model_validate(
        {"first_day": first, "last_day": last or first, "spans": spans(*texts), **given}
    )


def office(*plans: WeekPlan, exceptions: tuple[SpecialDays, ...] = ()) -> OfficeHours:
    return OfficeHours(plans=plans, exceptions=exceptions)


def at(text: str) -> datetime:
    """A moment in Warsaw."""
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


POOL = plan("16:00-20:00", days=WORKDAYS[:4], purpose="evening")
USUAL = Hours({KOLNO: office(plan("07:30-15:30"))})
SHARED = Hours(
    {
        KOLNO: office(plan("07:30-15:30", evening_pool=WUP)),
        LOMZA: office(plan("07:30-15:30")),
        WUP: office(plan("07:30-15:30", evening_pool=WUP), POOL),
    }
)


@pytest.mark.parametrize(
    ("moment", "outcome"),
    [
        ("2026-11-24T07:29:59.999999", "closed"),
        ("2026-11-24T07:30", "open"),
        ("2026-11-24T15:29:59.999999", "open"),
        ("2026-11-24T15:30", "closed"),
        ("2026-11-28T10:00", "closed"),  # a Saturday
        ("2026-11-29T10:00", "holiday"),  # a Sunday
        ("2026-11-11T10:00", "holiday"),
        ("2026-12-24T10:00", "holiday"),
        ("2024-12-24T10:00", "open"),  # a holiday since 2025 only
        ("2026-04-06T10:00", "holiday"),  # moves with Easter
        ("2026-06-04T10:00", "holiday"),
    ],
)
def test_hours_hold_from_their_first_moment_to_the_last_one_before_their_end(moment: str, outcome: str) -> None:
    state = USUAL.state(KOLNO, None, at(moment))
    assert state.outcome == outcome
    assert state.queue == (KOLNO if outcome == "open" else None)


def test_why_and_when_again_and_until_when() -> None:
    open_now = USUAL.state(KOLNO, None, at("2026-11-24T10:00"))
    assert (open_now.reason, open_now.closes_at) == (Reason("plan"), at("2026-11-24T15:30"))
    over = USUAL.state(KOLNO, None, at("2026-11-27T16:00"))
    assert (over.reason, over.opening) == (
        Reason("plan"),
        Opening(at("2026-11-30T07:30"), at("2026-11-30T15:30")),
    )
    eve = USUAL.state(KOLNO, None, at("2026-12-24T10:00"))
    assert eve.reason == Reason("holiday", "Wigilia Bożego Narodzenia")
    assert eve.opening is not None
    assert eve.opening.begins == at("2026-12-28T07:30")
    assert USUAL.state(KOLNO, None, at("2026-11-29T10:00")).reason.name == "niedziela"


def test_a_pause_at_noon_is_a_time_like_any_other() -> None:
    hours = Hours({KOLNO: office(plan("13:00-15:00", "08:00-12:00"))})
    noon = hours.state(KOLNO, None, at("2026-11-24T12:30"))
    assert (noon.outcome, noon.opening) == ("closed", Opening(at("2026-11-24T13:00"), at("2026-11-24T15:00")))
    assert hours.state(KOLNO, None, at("2026-11-24T11:59")).closes_at == at("2026-11-24T12:00")


def test_hours_that_touch_are_one_also_over_midnight() -> None:
    hours = Hours({KOLNO: office(plan("00:00-06:00", "06:00-24:00", days=("tuesday", "wednesday")))})
    state = hours.state(KOLNO, None, at("2026-11-24T05:00"))
    assert state.closes_at == at("2026-11-26T00:00")
    assert hours.next_opening(KOLNO, None, at("2026-11-24T05:00")) == Opening(
        at("2026-12-01T00:00"), at("2026-12-03T00:00")
    )


def test_a_plan_begins_and_ends_with_its_days() -> None:
    before = plan("07:30-15:30", valid_to=date(2026, 12, 1))
    hours = Hours({KOLNO: office(before, plan("10:00-18:00", valid_from=date(2026, 12, 1)))})
    assert hours.state(KOLNO, None, at("2026-11-30T15:00")).closes_at == at("2026-11-30T15:30")
    assert hours.state(KOLNO, None, at("2026-11-30T16:00")).opening == Opening(
        at("2026-12-01T10:00"), at("2026-12-01T18:00")
    )
    assert hours.state(KOLNO, None, at("2026-12-01T17:59")).outcome == "open"


def test_without_a_plan_an_office_is_closed_and_nobody_knows_until_when() -> None:
    for hours, reason in (
        (Hours(), "no_plan"),
        (Hours({KOLNO: office(plan("08:00-15:00", valid_to=date(2026, 11, 1)))}), "no_plan"),
        (Hours({KOLNO: office(plan())}), "plan"),
    ):
        state = hours.state(KOLNO, None, at("2026-11-24T10:00"))
        assert (state.outcome, state.reason.kind, state.opening) == ("closed", reason, None)


def test_an_opening_is_looked_for_over_a_year_and_no_further() -> None:
    now = at("2026-11-24T10:00")
    for first, is_found in ((date(2027, 11, 24), True), (date(2027, 11, 26), False)):
        hours = Hours({KOLNO: office(plan("08:00-15:00", valid_from=first))})
        assert (hours.next_opening(KOLNO, None, now) is not None) == is_found


def test_a_topic_with_a_plan_of_its_own_goes_by_it_and_all_others_by_the_one_for_all() -> None:
    employers = plan("10:00-12:00", days=("tuesday",), purpose="employer", valid_to=date(2027, 1, 1))
    hours = Hours({KOLNO: office(plan("07:30-15:30"), employers)})
    now = at("2026-11-24T09:00")
    assert hours.state(KOLNO, "employer", now).outcome == "closed"
    assert hours.state(KOLNO, "seeker", now).outcome == "open"
    assert hours.state(KOLNO, None, now).outcome == "open"
    assert hours.state(KOLNO, "a topic of tomorrow", now).outcome == "open"
    assert hours.state(KOLNO, "employer", at("2027-01-05T09:00")).outcome == "open", "its plan is over"


def test_an_exception_goes_before_plan_and_holiday() -> None:
    day_off_in_lieu = exception(
        date(2026, 12, 28), text="za 26 grudnia", kind="day_in_lieu", in_lieu_of=date(2026, 12, 26)
    )
    sunday = exception(date(2026, 11, 29), None, "09:00-13:00", text="dyżur")
    short = exception(date(2026, 12, 31), None, "07:30-12:00", text="sylwester")
    hours = Hours({KOLNO: office(plan("07:30-15:30"), exceptions=(day_off_in_lieu, sunday, short))})
    closed = hours.state(KOLNO, None, at("2026-12-28T10:00"))
    assert (closed.outcome, closed.reason) == ("closed", Reason("closed_day", "za 26 grudnia"))
    assert hours.state(KOLNO, None, at("2026-11-29T10:00")).reason == Reason("other_hours", "dyżur")
    assert hours.state(KOLNO, None, at("2026-11-29T10:00")).is_served
    over = hours.state(KOLNO, None, at("2026-12-31T13:00"))
    assert (over.outcome, over.reason.kind) == ("closed", "other_hours")
    assert over.opening is not None
    assert over.opening.begins == at("2027-01-04T07:30")


def test_an_exception_of_a_topic_goes_before_that_of_all() -> None:
    day = date(2026, 11, 24)
    every, employers = exception(day), exception(day, None, "09:00-11:00", purpose="employer")
    hours = Hours({KOLNO: office(plan("07:30-15:30"), exceptions=(every, employers))})
    assert hours.state(KOLNO, "employer", at("2026-11-24T10:00")).outcome == "open"
    assert hours.state(KOLNO, "seeker", at("2026-11-24T10:00")).outcome == "closed"


def test_after_the_own_hours_the_pool_takes_the_calls_of_those_who_take_part() -> None:
    state = SHARED.state(KOLNO, None, at("2026-11-24T17:00"))
    assert (state.outcome, state.queue, state.closes_at) == ("evening", WUP, at("2026-11-24T20:00"))
    assert state.reason.kind == "evening_pool"
    assert SHARED.state(WUP, None, at("2026-11-24T17:00")).queue == WUP
    assert SHARED.state(LOMZA, None, at("2026-11-24T17:00")).outcome == "closed"
    between = SHARED.state(KOLNO, None, at("2026-11-24T15:45"))
    assert (between.outcome, between.opening) == (
        "closed",
        Opening(at("2026-11-24T16:00"), at("2026-11-24T20:00")),
    )
    assert SHARED.pool(KOLNO, None, at("2026-11-24T03:00")) == WUP
    assert SHARED.pool(LOMZA, None, at("2026-11-24T17:00")) is None
    assert SHARED.state(KOLNO, None, at("2026-11-27T17:00")).outcome == "closed", "no pool on Fridays"
    assert SHARED.state(KOLNO, None, at("2026-11-11T17:00")).outcome == "holiday"


def test_the_pool_steps_in_also_where_the_own_office_is_closed_for_the_day_but_never_before_the_own_hours() -> (
    None
):
    closed = office(plan("07:30-15:30", evening_pool=WUP), exceptions=(exception(date(2026, 11, 24)),))
    late = office(plan("17:00-19:00", evening_pool=WUP))
    hours = Hours({KOLNO: closed, LOMZA: late, WUP: office(POOL)})
    assert hours.state(KOLNO, None, at("2026-11-24T17:00")).outcome == "evening"
    first = hours.state(LOMZA, None, at("2026-11-24T16:30"))
    assert (first.outcome, first.closes_at) == ("evening", at("2026-11-24T17:00"))
    assert hours.state(LOMZA, None, at("2026-11-24T17:30")).outcome == "open"
    assert hours.next_opening(LOMZA, None, at("2026-11-24T03:00")) == Opening(
        at("2026-11-24T16:00"), at("2026-11-24T20:00")
    ), "one service without a gap"


def test_a_pool_over_midnight_gives_way_to_the_own_hours_of_the_next_day() -> None:
    pool = plan("00:00-06:00", "16:00-24:00", purpose="evening")
    hours = Hours({KOLNO: office(plan("05:00-15:00", evening_pool=WUP)), WUP: office(pool)})
    state = hours.state(KOLNO, None, at("2026-11-24T23:00"))
    assert (state.outcome, state.closes_at) == ("evening", at("2026-11-25T05:00"))


def test_exceptions_of_the_office_and_of_its_pool_are_apart() -> None:
    day = date(2026, 11, 24)
    keeper = office(plan("07:30-15:30", evening_pool=WUP), POOL, exceptions=(exception(day),))
    assert Hours({WUP: keeper}).state(WUP, None, at("2026-11-24T17:00")).outcome == "evening"
    keeper = office(plan("07:30-15:30", evening_pool=WUP), POOL, exceptions=(exception(day, purpose="evening"),))
    assert Hours({WUP: keeper}).state(WUP, None, at("2026-11-24T17:00")).outcome == "closed"
    assert Hours({WUP: keeper}).state(WUP, None, at("2026-11-24T10:00")).outcome == "open"


def test_lengths_in_the_nights_in_which_clocks_are_changed_are_those_of_real_time() -> None:
    for day, real_hours in ((SPRING, 5), (AUTUMN, 7)):
        hours = Hours({KOLNO: office(exceptions=(exception(day, None, "00:00-06:00"),))})
        opening = hours.next_opening(KOLNO, None, midnight(day) - MINUTE)
        assert opening is not None
        assert opening.ends - opening.begins == timedelta(hours=real_hours)


# -- every minute

TIMES = [0, 90, 119, 120, 121, 150, 179, 180, 181, 240, 450, 930, 960, 1200, 1439, 1440]


@st.composite
def some_spans(draw: st.DrawFn) -> tuple[OpeningSpan, ...]:
    marks = sorted(draw(st.sets(st.sampled_from(TIMES) | st.integers(0, 1440), max_size=6)))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return tuple(OpeningSpan(begin=f"{b // 60:02}:{b % 60:02}", end=f"{e // 60:02}:{e % 60:02}") for b, e in pairs)


DATES = st.dates(SPRING - timedelta(days=3), SPRING + timedelta(days=3)) | st.dates(
    AUTUMN - timedelta(days=3), AUTUMN + timedelta(days=3)
)


@st.composite
def some_plan(draw: st.DrawFn, purpose: str, pool: str | None) -> WeekPlan:
    days = {day: draw(some_spans()) for day in (*WORKDAYS, "saturday")}
    begin = draw(st.just(LONG_AGO) | DATES)
    length = draw(st.none() | st.integers(1, 5))
    return WeekPlan(
        purpose=purpose,
        week=WeeklyPlan(**days),
        evening_pool=pool,
        valid_from=begin,
        valid_to=None if length is None else begin + timedelta(days=length),
    )


@st.composite
def some_exception(draw: st.DrawFn, purpose: str) -> SpecialDays:
    first = draw(DATES)
    found = draw(some_spans())
    return SpecialDays(
        purpose=purpose,
        kind="other_hours" if found else "closed",
        first_day=first,
        last_day=first + timedelta(days=draw(st.integers(0, 2))),
        spans=found,
        text="wyjątek",
    )


@st.composite
def some_hours(draw: st.DrawFn) -> Hours:
    pool = draw(st.sampled_from([None, WUP]))
    own = [draw(some_plan("all", pool))]
    if draw(st.booleans()):
        own.append(draw(some_plan("employer", pool)))
    keeper = [draw(some_plan("evening", None))]
    return Hours(
        {
            KOLNO: office(*own, exceptions=tuple(draw(st.lists(some_exception("all"), max_size=2)))),
            WUP: office(*keeper, exceptions=tuple(draw(st.lists(some_exception("evening"), max_size=1)))),
        }
    )


def shown(hours: Hours, office: str, purpose: str, moment: datetime) -> bool:
    """By brute force: does the clock on the wall show a time at which somebody is there?"""
    clock = moment.astimezone(WARSAW)
    day, minute = clock.date(), clock.hour * 60 + clock.minute
    written = hours.offices[office]
    for wanted in dict.fromkeys([purpose, purpose if purpose == "evening" else "all"]):
        for special in written.exceptions:
            if special.purpose == wanted and special.first_day <= day <= special.last_day:
                return any(s.begin <= minute < s.end for s in special.spans)
    if day_off(day) is not None:
        return False
    held = in_force(written, purpose, day)
    return held is not None and any(s.begin <= minute < s.end for s in held.week.days[day.weekday()])


def in_force(written: OfficeHours, purpose: str, day: date) -> WeekPlan | None:
    for wanted in dict.fromkeys([purpose, purpose if purpose == "evening" else "all"]):
        for each in written.plans:
            if each.purpose == wanted and each.valid_from <= day and (not each.valid_to or day < each.valid_to):
                return each
    return None


def brute(hours: Hours, topic: str | None, moment: datetime) -> str:
    purpose = topic or "all"
    if shown(hours, KOLNO, purpose, moment):
        return "open"
    held = in_force(hours.offices[KOLNO], purpose, moment.astimezone(WARSAW).date())
    if held is not None and held.evening_pool and shown(hours, held.evening_pool, "evening", moment):
        return "evening"
    return "nobody"


@given(some_hours(), DATES, st.sampled_from([None, "employer"]), st.integers(0, 1439))
@example(
    Hours({KOLNO: office(exceptions=(exception(SPRING, None, "02:30-05:00"),)), WUP: office()}), SPRING, None, 0
)
@example(
    Hours({KOLNO: office(exceptions=(exception(AUTUMN, None, "02:30-05:00"),)), WUP: office()}), AUTUMN, None, 0
)
def test_every_answer_is_what_a_walk_over_every_minute_finds(
    hours: Hours, day: date, topic: str | None, begin: int
) -> None:
    moment = midnight(day) + begin * MINUTE
    state = hours.state(KOLNO, topic, moment)
    now = brute(hours, topic, moment)
    assert (state.outcome if state.is_served else "nobody") == now
    assert state.queue == {"open": KOLNO, "evening": WUP, "nobody": None}[now]
    opening = hours.next_opening(KOLNO, topic, moment)
    assert state.is_served or state.opening == opening
    closes = opens = None
    was_served = now != "nobody"
    walked = moment
    for _ in range(2 * 1440):
        walked += MINUTE
        later = brute(hours, topic, walked)
        if closes is None and was_served and later != now:
            closes = walked
        if opens is None and later != "nobody" and brute(hours, topic, walked - MINUTE) == "nobody":
            opens = walked
    assert closes is None or state.closes_at == closes
    assert opens is None or (opening is not None and opening.begins == opens)
    assert opens is not None or opening is None or opening.begins > walked
    assert closes is not None or state.closes_at is None or state.closes_at > walked


@given(some_hours(), DATES, st.integers(0, 1439), st.integers(0, 59))
def test_at_the_next_opening_somebody_is_there_and_just_before_nobody_was(
    hours: Hours, day: date, minute: int, second: int
) -> None:
    moment = midnight(day) + minute * MINUTE + timedelta(seconds=second)
    opening = hours.next_opening(KOLNO, None, moment)
    if opening is not None:
        assert opening.begins > moment
        assert hours.state(KOLNO, None, opening.begins).is_served
        assert not hours.state(KOLNO, None, opening.begins - MINUTE).is_served
        assert not hours.state(KOLNO, None, opening.begins - timedelta(microseconds=1)).is_served
        assert not hours.state(KOLNO, None, opening.ends).is_served
        assert hours.state(KOLNO, None, opening.ends - timedelta(microseconds=1)).is_served


@given(st.integers(0, 101 * 366 * 1440))
def test_every_moment_of_the_century_has_an_answer(minutes: int) -> None:
    moment = datetime(2000, 1, 1, tzinfo=UTC) + minutes * MINUTE
    state = SHARED.state(KOLNO, "employer", moment)
    assert state.outcome != "open" or wall(moment).weekday() < 5


def test_where_hours_are_passed_over_every_office_is_open_at_any_time() -> None:
    hours = Hours({KOLNO: office(plan("08:00-15:00"))}, is_always_open=True)
    for moment in (at("2026-12-25T03:00"), at("2026-11-24T10:00")):
        for code in (KOLNO, LOMZA):
            state = hours.state(code, None, moment)
            assert (state.outcome, state.queue, state.closes_at, state.reason.kind) == (
                "open",
                code,
                None,
                "always_open",
            )


# -- for whoever rings back


@pytest.mark.parametrize(
    ("moment", "queue", "begins", "ends"),
    [
        ("2026-11-24T10:00", KOLNO, "2026-11-24T10:00", "2026-11-24T15:30"),
        ("2026-11-24T15:30", WUP, "2026-11-24T16:00", "2026-11-24T20:00"),
        ("2026-11-24T17:00", WUP, "2026-11-24T17:00", "2026-11-24T20:00"),
        ("2026-11-24T20:00", KOLNO, "2026-11-25T07:30", "2026-11-25T15:30"),
        ("2026-11-27T16:00", KOLNO, "2026-11-30T07:30", "2026-11-30T15:30"),  # Friday: the pool is closed
        ("2026-12-24T10:00", KOLNO, "2026-12-28T07:30", "2026-12-28T15:30"),
    ],
)
def test_the_hours_in_which_somebody_calls_are_the_own_ones_and_those_of_the_pool(
    moment: str, queue: str, begins: str, ends: str
) -> None:
    assert SHARED.shift(KOLNO, None, at(moment)) == Shift(queue, at(begins), at(ends))


def test_hours_of_which_nobody_knows_are_no_hours_and_those_that_never_end_have_no_end() -> None:
    assert Hours().shift(KOLNO, None, at("2026-11-24T10:00")) is None
    always = Hours(is_always_open=True)
    assert always.shift(KOLNO, None, at("2026-11-24T03:00")) == Shift(KOLNO, at("2026-11-24T03:00"))


@given(some_hours(), DATES, st.integers(0, 1439))
def test_at_the_beginning_of_a_shift_its_queue_takes_the_calls_and_at_its_end_no_more(
    hours: Hours, day: date, minute: int
) -> None:
    moment = midnight(day) + minute * MINUTE
    shift = hours.shift(KOLNO, None, moment)
    if shift is None:
        assert not hours.state(KOLNO, None, moment).is_served
        return
    assert shift.begins >= moment
    assert hours.state(KOLNO, None, shift.begins).queue == shift.queue
    assert (shift.begins == moment) == hours.state(KOLNO, None, moment).is_served
    assert shift.ends is not None
    assert hours.state(KOLNO, None, shift.ends - timedelta(microseconds=1)).queue == shift.queue
    assert hours.state(KOLNO, None, shift.ends).queue != shift.queue


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-24T10:00", True),
        ("2026-11-24T17:00", True),  # the pool, in which the provincial office and Kolno take part
        ("2026-11-24T03:00", False),
        ("2026-11-29T10:00", False),
    ],
)
def test_whether_any_other_office_is_open(moment: str, is_open: bool) -> None:
    assert SHARED.is_another_open(LOMZA, None, at(moment)) is is_open
    assert not USUAL.is_another_open(KOLNO, None, at(moment))
