"""Ids say what they are and sort in the order of their making."""

import re

import pytest

from core.ids import new_id


def test_ids_say_what_they_are_are_all_different_and_sort_in_the_order_of_their_making() -> None:
    made = [new_id("call") for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert all(re.fullmatch(r"call-[0-9a-f]{15}-[0-9a-f]{10}", each) for each in made)


def test_ids_keep_their_order_when_the_wall_clock_steps_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = new_id("event")
    monkeypatch.setattr("core.ids.time.time_ns", lambda: 1)
    after = [new_id("event") for _ in range(100)]
    assert [before, *after] == sorted([before, *after])
