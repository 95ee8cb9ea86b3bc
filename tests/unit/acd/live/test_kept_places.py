"""Whoever is cut off and redials gets the old place back: once, for the same queue, for a while."""

import pytest

from acd.live.kept_places import MOST_KEPT, KeptPlaces, identities_of

KOLNO, LOMZA = "20060", "20620"


def kept(resume_time: float = 300.0) -> KeptPlaces:
    return KeptPlaces(lambda office: resume_time)


def test_the_place_is_given_back_once_by_whatever_the_caller_is_known() -> None:
    for known_by in ("number:1", "client:7"):
        places = kept()
        places.keep(KOLNO, ("number:1", "client:7"), 940.0, 1000.0)
        assert places.take(KOLNO, ("number:9", known_by), 1010.0) == 940.0
        for again in ("number:1", "client:7"):
            assert places.take(KOLNO, (again,), 1011.0) is None


def test_a_place_of_another_queue_or_of_somebody_else_is_not_given() -> None:
    places = kept()
    places.keep(KOLNO, ("number:1",), 940.0, 1000.0)
    assert places.take(LOMZA, ("number:1",), 1010.0) is None
    assert places.take(KOLNO, ("number:2",), 1010.0) is None
    assert places.take(KOLNO, (), 1010.0) is None
    assert places.take(KOLNO, ("number:1",), 1010.0) == 940.0, "asking elsewhere took nothing away"


def test_a_place_is_kept_until_its_time_is_over_and_no_longer() -> None:
    for passed, given in ((300.0, 940.0), (300.1, None)):
        places = kept()
        places.keep(KOLNO, ("number:1",), 940.0, 1000.0)
        assert places.take(KOLNO, ("number:1",), 1000.0 + passed) == given


def test_each_office_keeps_places_for_its_own_time() -> None:
    places = KeptPlaces({KOLNO: 60.0, LOMZA: 600.0}.__getitem__)
    places.keep(KOLNO, ("number:1",), 900.0, 1000.0)
    places.keep(LOMZA, ("number:2",), 900.0, 1000.0)
    assert places.take(KOLNO, ("number:1",), 1100.0) is None
    assert places.take(LOMZA, ("number:2",), 1100.0) == 900.0


def test_of_two_places_of_one_caller_the_later_one_counts() -> None:
    places = kept()
    places.keep(KOLNO, ("number:1",), 940.0, 1000.0)
    places.keep(KOLNO, ("number:1",), 1005.0, 1020.0)
    assert places.take(KOLNO, ("number:1",), 1030.0) == 1005.0


def test_giving_one_place_back_takes_nobody_elses_away() -> None:
    places = kept()
    places.keep(KOLNO, ("number:1",), 940.0, 1000.0)
    places.keep(KOLNO, ("number:2",), 940.0, 1000.0)
    assert places.take(KOLNO, ("number:1",), 1010.0) == 940.0
    assert places.take(KOLNO, ("number:2",), 1010.0) == 940.0


@pytest.mark.parametrize("shown", ["", "anonymous", "unavailable", "restricted", "Anna"])
def test_callers_who_show_no_number_share_no_place(shown: str) -> None:
    assert identities_of(None, shown) == ()
    assert identities_of("client-anna", shown) == ("client:client-anna",)
    assert identities_of("client-anna", "600100200") == ("client:client-anna", "number:600100200")
    places = kept()
    places.keep(KOLNO, identities_of(None, shown), 940.0, 1000.0)
    assert not places.has(KOLNO, identities_of(None, shown), 1010.0)
    assert places.take(KOLNO, identities_of(None, shown), 1010.0) is None


def test_what_is_too_old_is_forgotten_when_the_next_one_is_kept() -> None:
    places = kept()
    for number in range(100):
        places.keep(KOLNO, (f"number:{number}",), 0.0, number * 30.0)
    assert len(places._kept) == 11  # 300 seconds, both ends included


def test_there_is_an_end_to_how_many_are_kept() -> None:
    places = kept()
    for number in range(MOST_KEPT + 5):
        places.keep(KOLNO, (f"number:{number}",), 0.0, 1000.0)
    assert len(places._kept) == MOST_KEPT
    assert places.take(KOLNO, ("number:4",), 1000.0) is None, "the oldest go first"
    assert places.take(KOLNO, ("number:5",), 1000.0) == 0.0
