"""What is shed when, and how many calls are taken: on a machine in virtual time."""

import pytest

from ari_app.overload.rule import Overload, OverloadRule, Signs
from core.overload.shed import Shed
from tests.unit.ari_app.overload.machine import LATER, SOON, Course, load

WELL = Signs(lateness=0.0, use=0.1, calls=10)
LATE = Signs(lateness=0.2, use=0.1, calls=10)
BETWEEN = Signs(lateness=0.09, use=0.1, calls=10)


@pytest.mark.parametrize("carries", [10, 20, 60])
def test_nobody_is_shed_where_the_machine_carries_all(carries: float) -> None:
    overload = Overload()
    load(0.3, carries=carries, overload=overload)  # in which it learns what a call takes here
    out = load(0.7, carries=carries, overload=overload, since=100)
    assert (out.told, out.refused) == ([], 0)


@pytest.mark.parametrize("course", [SOON, LATER], ids=["soon", "later"])
@pytest.mark.parametrize("carries", [10, 20, 60])
@pytest.mark.parametrize("times", [1.5, 2.0, 4.0])
def test_the_machine_stays_busy_and_on_time_whatever_comes(times: float, carries: float, course: Course) -> None:
    """Also where most of a call's work comes seconds after it was let in: no crowd comes in, and ends, at once."""
    overload = Overload()
    load(0.3, carries=carries, overload=overload, course=course)  # in which it learns what a call takes here
    out = load(times, carries=carries, overload=overload, since=100, course=course)
    assert len(out.admitted) >= 0.72 * carries * 60
    assert out.late(0.95, 60) <= 0.12
    assert out.normal_after is not None
    assert out.normal_after <= 6.0


def test_calls_go_last_and_come_back_first() -> None:
    seen = load(2.0, carries=20).seen
    assert seen[0] is Shed.NOTHING
    assert seen[-1] is Shed.NOTHING
    last = len(seen) - 1 - seen[::-1].index(Shed.CALLS)
    assert seen[last:] == sorted(seen[last:], reverse=True)


def test_between_the_thresholds_nothing_changes() -> None:
    overload = Overload()
    overload.look(LATE, 0.0)
    before = overload.shed
    for look in range(1, 100):
        overload.look(BETWEEN, look * 0.25)
    assert overload.shed is before is not Shed.NOTHING


def test_a_single_late_moment_sheds_no_call() -> None:
    overload = Overload()
    overload.look(LATE, 0.0)
    overload.look(WELL, 0.25)
    assert overload.shed not in {Shed.NOTHING, Shed.CALLS}
    assert all(overload.admit(0.3 + call / 5) for call in range(100))


def test_no_call_is_shed_while_hardly_any_is_there_however_late_it_is() -> None:
    overload = Overload()
    for look in range(100):
        overload.look(Signs(lateness=2.0, use=1.0, calls=overload.rule.few_calls), look * 0.25)
    assert overload.shed is Shed.EXTRAS


def test_most_callers_hear_the_sentence_only_as_long_as_that_costs_little() -> None:
    overload = Overload()
    load(0.3, carries=20, overload=overload)
    out = load(4.0, carries=20, overload=overload, since=100)
    assert len(out.told) <= 0.4 * len(out.admitted)
    assert out.refused > len(out.told)


def test_a_ceiling_holds_on_a_machine_that_is_well() -> None:
    overload = Overload(OverloadRule(most_rate=2.0))
    taken = sum(overload.admit(tick / 100) for tick in range(1000))
    assert 19 <= taken <= 21


def test_a_new_process_that_finds_many_conversations_which_use_little_sheds_none() -> None:
    """What a call uses here is not known yet."""
    overload = Overload()
    for look in range(100):
        overload.look(Signs(lateness=0.02, use=0.4, calls=300), look * 0.25)
        assert overload.shed is not Shed.CALLS


def test_a_crowd_does_not_fill_an_empty_machine_at_once() -> None:
    """80 calls a second: in the first two seconds no more come in than would in a call's time, and a burst."""
    overload = Overload()
    load(0.3, carries=20, overload=overload)
    out = load(4.0, carries=20, overload=overload, since=100)
    assert sum(moment < 2 for moment in out.admitted) <= 3.5 * 20
    assert out.late(1.0, 10) <= 0.3


def test_what_a_moment_has_taught_that_no_call_caused_is_soon_forgotten() -> None:
    overload = Overload()
    load(0.3, carries=20, overload=overload)
    for look in range(40):  # something else has the processors for ten seconds
        overload.look(Signs(lateness=2.0, use=0.3, calls=50), 80 + look * 0.25)
    assert overload.most_use < 0.5
    out = load(1.5, carries=20, overload=overload, since=120)
    assert len(out.admitted) >= 0.7 * 20 * 60


def test_the_door_opens_slowly_when_nobody_comes_in_for_a_moment() -> None:
    overload = Overload(shed=Shed.CALLS, door=0.97)
    overload.look(Signs(lateness=0.2, use=0.8, calls=200), 0.0)
    assert overload.shed is Shed.CALLS
    assert overload.door >= 0.95


@pytest.mark.parametrize("times", [1.5, 2.0, 4.0])
def test_beside_others_no_more_is_let_in_than_is_borne_there(times: float) -> None:
    """The machine has borne 20 calls a second for a while, and bears 15 beside the others."""
    overload = Overload()
    load(2.0, carries=20, overload=overload, course=LATER)
    out = load(times, carries=15, overload=overload, since=100, course=LATER, of_others=0.5)
    assert out.late(0.95, 60) <= 0.12
    assert len(out.admitted) >= 0.6 * 15 * 60


def test_others_who_have_gone_are_forgotten() -> None:
    overload = Overload()
    for look in range(20):
        overload.look(Signs(lateness=0.0, use=0.1, calls=10, of_others=0.5), look * 0.25)
    assert overload.allowed_use < overload.most_use - 0.05
    for look in range(20, 400):
        overload.look(WELL, look * 0.25)
    assert overload.allowed_use > overload.most_use - 0.01


def test_others_from_whom_calls_take_are_not_forgotten() -> None:
    """They would take half of the processors; beside calls they have a quarter of them."""
    overload = Overload()
    for look in range(20):
        overload.look(Signs(lateness=0.0, use=0.1, calls=10, of_others=0.5), look * 0.25)
    beside_few = overload.most_use - overload.allowed_use
    for look in range(20, 400):
        overload.look(Signs(lateness=0.0, use=0.62, calls=150, of_others=0.26), look * 0.25)
    assert overload.most_use - overload.allowed_use >= 0.95 * beside_few
