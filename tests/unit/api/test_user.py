"""What somebody who is logged in may see and do."""

from dataclasses import replace
from typing import get_args

import pytest

from api.request_user import User
from core.rights import Reach, Right, Role, rights_of
from reports.calls.call_visibility import CallVisibility

KOLNO, SUWALKI, WUP = "20060", "20610", "20000"


def somebody(role: str, office: str = KOLNO) -> User:
    return User("k1", "Osoba", role, office, "Urząd", is_of_province=office == WUP)  # type: ignore[arg-type]


CONSULTANT, EDITOR, SUPERVISOR = somebody("consultant"), somebody("wup_editor", WUP), somebody("supervisor")
SUPERVISOR_OF_PROVINCE, ADMINISTRATOR = somebody("supervisor", WUP), somebody("administrator")
UNKNOWN = somebody("gardener")


def who_may(right: Right) -> dict[str, Reach]:
    people = {
        "consultant": CONSULTANT,
        "editor": EDITOR,
        "supervisor": SUPERVISOR,
        "supervisor of the province": SUPERVISOR_OF_PROVINCE,
        "managing team": somebody("managing_team", WUP),
        "technician": somebody("technician", WUP),
        "auditor": somebody("auditor", WUP),
        "administrator": ADMINISTRATOR,
    }
    return {name: person.reach(right) for name, person in people.items() if person.may(right)}


def test_a_role_that_is_not_in_the_table_may_do_nothing() -> None:
    assert not any(UNKNOWN.may(right) for right in Right)
    assert UNKNOWN.visible_calls == CallVisibility()
    assert not UNKNOWN.may_for(Right.HEAR_VOICE_MESSAGES, KOLNO)


def test_every_role_is_in_the_table() -> None:
    assert all(rights_of(role, is_of_province=False) for role in get_args(Role))


def test_editors_hear_no_messages_and_see_nobody_s_calls() -> None:
    for right in (Right.SEE_CALLS, Right.SEE_CALLBACKS, Right.HEAR_VOICE_MESSAGES, Right.SEE_QUEUES):
        assert not EDITOR.may(right)
    assert EDITOR.visible_calls == CallVisibility()


def test_only_administrators_choose_where_callers_may_be_transferred() -> None:
    assert who_may(Right.CHANGE_TRANSFER_TARGETS) == {"administrator": Reach.PROVINCE}


def test_what_callers_hear_is_decided_for_the_whole_province() -> None:
    assert who_may(Right.PUBLISH_SCENARIOS) == {
        "supervisor of the province": Reach.PROVINCE,
        "managing team": Reach.PROVINCE,
        "administrator": Reach.PROVINCE,
    }


def test_supervisors_switch_emergency_messages_for_their_own_office_only() -> None:
    right = Right.SWITCH_EMERGENCY_MESSAGES
    assert SUPERVISOR.may_for(right, KOLNO)
    assert not SUPERVISOR.may_for(right, SUWALKI)
    assert not SUPERVISOR.may_for(right, None)
    assert SUPERVISOR_OF_PROVINCE.may_for(right, None)
    assert not EDITOR.may(right)


def test_consultants_change_their_own_state_only() -> None:
    right = Right.CHANGE_AGENT_STATES
    assert CONSULTANT.may_for(right, KOLNO, "k1")
    assert not CONSULTANT.may_for(right, KOLNO, "k2")
    assert SUPERVISOR.may_for(right, KOLNO, "k2")
    assert not SUPERVISOR.may_for(right, SUWALKI, "k2")


@pytest.mark.parametrize(
    ("person", "visible"),
    [
        (CONSULTANT, CallVisibility(agent="k1")),
        (SUPERVISOR, CallVisibility(offices=frozenset({KOLNO}))),
        (SUPERVISOR_OF_PROVINCE, CallVisibility(everything=True)),
        (ADMINISTRATOR, CallVisibility(everything=True)),
    ],
)
def test_calls_are_visible_as_far_as_the_right_reaches(person: User, visible: CallVisibility) -> None:
    assert person.visible_calls == visible


def test_a_right_is_confined_to_the_own_office_unless_it_reaches_all() -> None:
    assert SUPERVISOR.offices_of(Right.READ_ACCESS_LOG) == frozenset({KOLNO})
    assert SUPERVISOR_OF_PROVINCE.offices_of(Right.READ_ACCESS_LOG) is None


def test_rights_of_the_own_office_hold_for_further_offices_of_the_account() -> None:
    of_two = replace(SUPERVISOR, also_offices=frozenset({SUWALKI}))
    assert of_two.may_for(Right.CHANGE_QUEUE_RULES, SUWALKI)
    assert not of_two.may_for(Right.CHANGE_QUEUE_RULES, WUP)
    assert of_two.offices_of(Right.LIST_AGENTS) == frozenset({KOLNO, SUWALKI})
    assert of_two.visible_calls == CallVisibility(offices=frozenset({KOLNO, SUWALKI}))


def test_whose_call_it_is_stays_within_the_office() -> None:
    assert who_may(Right.READ_IDENTITIES) == {
        "consultant": Reach.OWN,
        "supervisor": Reach.OFFICE,
        "supervisor of the province": Reach.OFFICE,
    }
    assert SUPERVISOR_OF_PROVINCE.identifiable_calls == CallVisibility(offices=frozenset({WUP}))
    assert ADMINISTRATOR.identifiable_calls == CallVisibility()


def test_who_runs_the_system_hears_no_messages_and_reads_no_log_of_clients() -> None:
    for person in (ADMINISTRATOR, somebody("technician", WUP), somebody("managing_team", WUP), EDITOR):
        for right in (Right.HEAR_VOICE_MESSAGES, Right.MANAGE_CARDS, Right.READ_ACCESS_LOG):
            assert not person.may(right), (person.role, right)


def test_only_administrators_make_accounts() -> None:
    assert who_may(Right.MANAGE_ACCOUNTS) == {"administrator": Reach.PROVINCE}
