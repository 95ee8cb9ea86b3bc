"""Whose client is whose: until 15 minutes after a conversation, and by what is nearest to one."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.assignments import WRAP_UP_TIME, Assignment, assigned_by, has_call
from tests.support.calls.call_facts import NINE

CALL = Assignment("call", "call-1", "client-anna", "call-1")
CALLBACK = Assignment("callback", "call-2", "client-anna", "call-2")
TICKET = Assignment("ticket", "msg-1", "client-anna", "call-3")
DROPPED = Assignment("call", "call-4", "client-anna", "call-4", NINE)
DROPPED_LATER = Assignment("call", "call-5", "client-anna", "call-5", NINE + timedelta(minutes=2))


@given(st.timedeltas(timedelta(0), timedelta(hours=9)))
def test_an_assignment_holds_for_a_quarter_of_an_hour_after_its_end(since: timedelta) -> None:
    ended = Assignment("call", "call-1", "client-anna", "call-1", NINE)
    assert ended.holds(NINE + since) == (since < WRAP_UP_TIME)


def test_what_goes_on_holds() -> None:
    assert CALL.holds(NINE + timedelta(days=1))


@pytest.mark.parametrize(
    ("assignments", "by"),
    [
        ([TICKET, CALLBACK, CALL], CALL),
        ([TICKET, CALLBACK], CALLBACK),
        ([TICKET], TICKET),
        ([DROPPED, CALL], CALL),
        ([DROPPED, CALLBACK], CALLBACK),
        ([TICKET, DROPPED, DROPPED_LATER], DROPPED_LATER),
        ([], None),
        ([Assignment("call", "call-9", None, "call-9")], None),
        ([Assignment("call", "call-9", "client-ewa", "call-9")], None),
    ],
)
def test_of_several_the_nearest_to_a_conversation_counts(
    assignments: list[Assignment], by: Assignment | None
) -> None:
    assert assigned_by(assignments, "client-anna") == by


def test_a_message_makes_the_call_in_which_it_was_left_nobodys() -> None:
    assert has_call([CALL], "call-1")
    assert has_call([CALLBACK], "call-2")
    assert not has_call([TICKET], "call-3")
    assert not has_call([CALL], "call-2")
    assert not has_call([CALL], None)
