"""Whose calls a question finds."""

from sqlalchemy.dialects import postgresql

from reports.calls.call_list_store import visible_calls
from reports.calls.call_visibility import CallVisibility


def where(visibility: CallVisibility) -> str:
    statement = str(visible_calls(visibility).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
    return " ".join(statement.split()).partition(" FROM call ")[2]


def test_without_any_right_no_call_is_found() -> None:
    assert where(CallVisibility()) == "WHERE false"


def test_all_calls_are_found_only_if_that_is_said() -> None:
    assert where(CallVisibility(everything=True)) == ""


def test_offices_find_their_calls_by_competence_queue_and_consultant() -> None:
    found = where(CallVisibility(offices=frozenset({"20060"})))
    assert all(column in found for column in ("call.office IN", "call.queue IN", "call.agent IN"))


def test_a_consultant_finds_the_calls_with_a_conversation_of_the_own() -> None:
    assert "event.agent =" in where(CallVisibility(agent="k20060-1"))
