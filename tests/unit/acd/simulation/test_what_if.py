"""Other rules for the callers of a recorded day: an office that waits for itself, and one that is helped."""

from datetime import date
from random import Random

import pytest

from acd.choice.queue_policy import QueuePolicy
from acd.live.queues import QueueOffice
from acd.simulation.attendance import QuarterTimes
from acd.simulation.records import Passage, Person, Records
from acd.simulation.what_if import (
    SEEDS,
    FigureChange,
    TooFewCalls,
    WhatIf,
    check_enough,
    compared,
    run_once,
    seeds_of,
)

KOLNO, LOMZA = "20060", "20620"
DAY = date(2026, 11, 24)
MORNING, QUARTERS = 8 * 3600.0, range(32, 48)  # from eight to noon
ALONE = QueuePolicy(neighbours=(LOMZA,), neighbours_after=None, everyone_after=None, activate_ratio=None)
HELPED = ALONE.model_copy(update={"neighbours_after": 0.0})
IN_FORCE = {KOLNO: ALONE, LOMZA: QueuePolicy(neighbours=(KOLNO,))}


def records(calls: int = 60) -> Records:
    """A morning on which one consultant of Kolno has far too much to do, and one of Łomża nothing."""
    random = Random(4)
    passages = [
        Passage(
            at=MORNING + n * 200.0,
            office=KOLNO,
            topic=None,
            wait=random.uniform(10, 300),
            end="answered" if n % 3 else "abandoned",
            agent="k-1" if n % 3 else None,
            served_by=KOLNO if n % 3 else None,
            talk_time=240.0 if n % 3 else None,
            wrap_up_time=30.0 if n % 3 else None,
        )
        for n in range(calls)
    ]
    return Records(
        first=DAY,
        last=DAY,
        offices={KOLNO: QueueOffice("Kolno", "Kolna"), LOMZA: QueueOffice("Łomża", "Łomży")},
        people={"k-1": Person("Anna Kos", KOLNO), "l-1": Person("Jan Lis", LOMZA)},
        passages=passages,
        quarters={agent: {n: QuarterTimes(900, 0) for n in QUARTERS} for agent in ("k-1", "l-1")},
        answer_time=4.0,
    )


def changed(found: WhatIf, key: str, office: str = KOLNO) -> FigureChange:
    of = next(each for each in found.offices if each.office == office)
    return next(figure for figure in of.figures if figure.key == key)


def asked(new: dict[str, QueuePolicy], day: Records) -> WhatIf:
    old_runs = [run_once(day, IN_FORCE, IN_FORCE, seed) for seed in SEEDS]
    return compared(day, KOLNO, old_runs, [run_once(day, IN_FORCE, new, seed) for seed in SEEDS])


def test_help_from_the_first_second_answers_more_and_says_who_has_more_to_do() -> None:
    found = asked({**IN_FORCE, KOLNO: HELPED}, records())
    answered, elsewhere = changed(found, "answered_percent"), changed(found, "elsewhere_percent")
    assert (found.calls, found.runs, found.first, found.last) == (60, len(SEEDS), DAY, DAY)
    assert answered.recorded == pytest.approx(66.7)
    assert answered.is_certain
    assert answered.new > answered.old
    assert (elsewhere.old, elsewhere.is_certain) == (0, True)
    assert elsewhere.new > 10
    assert changed(found, "abandoned_percent").new < changed(found, "abandoned_percent").old
    assert changed(found, "helped_per_day", LOMZA).new > 0
    [anna] = found.consultants
    assert (anna.name, anna.ready_hours) == ("Anna Kos", 4.0)
    assert anna.new_calls < anna.old_calls


def test_the_same_rules_change_nothing_at_all() -> None:
    found = asked(dict(IN_FORCE), records())
    assert [each.office for each in found.offices] == [KOLNO]
    assert all(figure.old == figure.new and not figure.is_certain for figure in found.offices[0].figures)


def test_of_too_few_callers_nothing_is_said() -> None:
    with pytest.raises(TooFewCalls, match="trafiło ich 29"):
        check_enough(records(29), KOLNO)
    check_enough(records(30), KOLNO)
    with pytest.raises(TooFewCalls):
        check_enough(records(), LOMZA)


def test_whoever_gave_up_gives_up_after_the_same_wait_and_others_wait_longer_than_they_did() -> None:
    day = records()
    callers = day.callers(IN_FORCE, "1")
    assert len(callers) == len(day.passages)
    for caller, passage in zip(callers, day.passages, strict=True):
        assert caller.at == passage.at
        if passage.end == "abandoned":
            assert caller.patience == passage.wait
            assert caller.talk_time == 240, "as long as others talked"
        else:
            assert caller.patience > passage.wait


def test_who_has_ordered_to_be_rung_back_does_so_and_who_has_declined_does_not() -> None:
    asked_after = {KOLNO: QueuePolicy(callback_after=90.0)}
    waits = ((200.0, "called_back"), (200.0, "answered"), (50.0, "answered"))
    passages = [Passage(MORNING, KOLNO, None, wait, end) for wait, end in waits]  # type: ignore[arg-type]
    day = Records(DAY, DAY, records().offices, {}, passages, {})
    assert [caller.is_rung_back for caller in day.callers(asked_after, "1")] == [True, False, None]
    assert day.rung_back_share(asked_after) == pytest.approx(0.5)


def test_a_topic_that_goes_first_waits_less() -> None:
    day = records()
    by_topic = [one._replace(topic="employer" if n % 2 else "other") for n, one in enumerate(day.passages)]
    mixed = Records(DAY, DAY, day.offices, day.people, by_topic, day.quarters, answer_time=4.0)
    first = {**IN_FORCE, KOLNO: ALONE.model_copy(update={"topic_head_starts": {"employer": 600.0}})}
    assert run_once(mixed, IN_FORCE, first, 1) != run_once(mixed, IN_FORCE, IN_FORCE, 1)


def test_an_answer_that_takes_longer_than_the_telephone_rings_is_missed_and_noticed() -> None:
    short = {**IN_FORCE, KOLNO: ALONE.model_copy(update={"ring_time": 3.0})}
    found = run_once(records(), IN_FORCE, short, 1)
    assert 0 < found.offices[KOLNO]["answered_percent"] < 100


def test_where_many_called_fewer_runs_are_made() -> None:
    day = records()
    many = Records(DAY, DAY, day.offices, day.people, [*day.passages] * 20, day.quarters)
    assert (len(seeds_of(day)), len(seeds_of(many))) == (5, 3)
