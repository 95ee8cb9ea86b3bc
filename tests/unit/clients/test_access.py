"""Who may see what: the whole product of role, office, occasion and group against a table written by hand."""

from itertools import product
from typing import get_args

import pytest

from clients.access import (
    FIELD_GROUPS,
    FieldGroup,
    Occasion,
    ReasonNeeded,
    Viewer,
    access_to,
    in_order,
    searchable_offices,
    visible_groups,
)
from core.rights import ROLES, Reach, Right, rights_of

KOLNO, OTHER, WUP = "20060", "20610", "20000"
NO_STAFF = ("employer", "client", "", "operator")

TASK = set[str](FIELD_GROUPS) - {"cards", "pesel"}
OVERSIGHT = set[str](FIELD_GROUPS) - {"pesel"}
BY_TELEPHONE = {"identity", "registration", "qualifications", "visits", "benefits"}

EXPECTED: dict[tuple[str, bool], set[str]] = {
    ("consultant", True): TASK,
    ("consultant", False): BY_TELEPHONE,
    ("supervisor", True): OVERSIGHT,
    ("supervisor", False): BY_TELEPHONE,
}
"""By role and whether the client is of the own office, what is seen when there is an occasion. Nobody else sees
anything."""


def is_seen(role: str, is_own: bool, occasion: Occasion, group: FieldGroup) -> bool:
    if occasion == "none" or (occasion == "reason" and not is_own):
        return False
    return group in EXPECTED.get((role, is_own), set())


@pytest.mark.parametrize("role", [*ROLES, *NO_STAFF])
def test_each_group_is_seen_as_the_table_says_and_by_nobody_else(role: str) -> None:
    for is_own, occasion, group in product((True, False), get_args(Occasion), FIELD_GROUPS):
        seen = group in visible_groups(role, occasion, is_own_office=is_own)
        assert seen == is_seen(role, is_own, occasion, group), (role, is_own, occasion, group)


def test_pesel_is_seen_by_nobody() -> None:
    for role, is_own, occasion in product(ROLES, (True, False), get_args(Occasion)):
        assert "pesel" not in visible_groups(role, occasion, is_own_office=is_own)


def test_whoever_has_the_right_to_see_clients_sees_some_and_nobody_else_does() -> None:
    for role, is_of_province in product(ROLES, (True, False)):
        has_right = rights_of(role, is_of_province=is_of_province).get(Right.SEE_CLIENTS, Reach.NOTHING)
        assert (has_right > Reach.NOTHING) == bool(visible_groups(role, "call", is_own_office=True)), role


def viewer(role: str = "consultant", *offices: str) -> Viewer:
    own = offices or (KOLNO,)
    return Viewer("k20060-1", role, own[0], frozenset(own))


def test_without_an_occasion_a_reason_is_asked_for_a_client_of_the_own_office_alone() -> None:
    with pytest.raises(ReasonNeeded):
        access_to(viewer(), KOLNO, None)
    assert access_to(viewer(), OTHER, None).groups == frozenset()
    assert access_to(viewer(), KOLNO, None, reason="Pytanie w okienku").occasion == "reason"
    assert access_to(viewer(), OTHER, None, reason="Pytanie w okienku").groups == frozenset()


@pytest.mark.parametrize("role", ["technician", "administrator", "managing_team", "auditor", "employer"])
def test_nobody_else_is_asked_for_a_reason_that_would_not_help(role: str) -> None:
    assert access_to(viewer(role), KOLNO, None).groups == frozenset()
    assert access_to(viewer(role), KOLNO, None, reason="Chcę wiedzieć").groups == frozenset()


def test_a_call_a_call_back_and_a_message_open_the_way_to_another_offices_client() -> None:
    for by in ("call", "callback", "ticket"):
        access = access_to(viewer(), OTHER, by)
        assert (set(access.groups), access.occasion) == (BY_TELEPHONE, by)


def test_the_own_call_of_an_unknown_caller_is_an_occasion_in_the_own_office_alone() -> None:
    assert access_to(viewer(), KOLNO, None, names_own_call=True).occasion == "call"
    assert access_to(viewer(), OTHER, None, names_own_call=True).groups == frozenset()


def test_the_provincial_office_has_no_other_way_to_the_clients_of_the_counties() -> None:
    for role in ("consultant", "supervisor"):
        wup = viewer(role, WUP)
        assert access_to(wup, KOLNO, None, reason="Kontrola").groups == frozenset()
        assert set(access_to(wup, KOLNO, "call").groups) == BY_TELEPHONE


def test_further_offices_of_an_account_are_own_ones() -> None:
    assert set(access_to(viewer("consultant", KOLNO, OTHER), OTHER, "call").groups) == TASK
    assert searchable_offices(viewer("consultant", KOLNO, OTHER)) == {KOLNO, OTHER}


@pytest.mark.parametrize("role", ["technician", "administrator", "employer", "auditor"])
def test_who_sees_no_identity_looks_for_nobody(role: str) -> None:
    assert searchable_offices(viewer(role)) == frozenset()


def test_groups_are_told_in_one_order() -> None:
    assert in_order({"visits", "identity"}) == ["identity", "visits"]
