"""The table of rights, and the page that shows it."""

from pathlib import Path

import pytest

from core.rights import ROLES, Post, Reach, Right, gives_more, matrix, rights_of, roles_with

PAGE = Path(__file__).parents[3] / "docs" / "rights.md"


def test_the_page_shows_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8").endswith(matrix() + "\n")


def test_every_right_belongs_to_somebody() -> None:
    for right in Right:
        assert any(right in rights_of(role, is_of_province=True) for role in ROLES), right


def test_no_right_is_named_that_reaches_nothing() -> None:
    for role in ROLES:
        for is_of_province in (False, True):
            assert Reach.NOTHING not in rights_of(role, is_of_province=is_of_province).values()


KOLNO, BOTH = frozenset({"20060"}), frozenset({"20060", "20610"})


@pytest.mark.parametrize("role", ROLES)
def test_an_account_that_stays_as_it_is_gets_no_more_rights(role: str) -> None:
    for is_of_province in (False, True):
        post = Post(role, is_of_province, KOLNO)
        assert not gives_more(post, post)


@pytest.mark.parametrize("role", ROLES)
def test_another_office_gives_more_where_a_right_ends_with_the_office(role: str) -> None:
    before, after = Post(role, False, KOLNO), Post(role, False, BOTH)
    ends_there = Reach.OFFICE in rights_of(role, is_of_province=False).values()
    assert gives_more(before, after) == ends_there
    assert not gives_more(after, before)


def test_a_role_gives_more_if_a_single_right_of_it_is_new_or_wider() -> None:
    supervisor, auditor, editor = (Post(role, False, KOLNO) for role in ("supervisor", "auditor", "pup_editor"))
    assert gives_more(supervisor, auditor), "security events"
    assert gives_more(editor, supervisor)
    assert not gives_more(supervisor, editor)
    assert gives_more(supervisor, Post("supervisor", True, KOLNO)), "of the province"
    assert not gives_more(supervisor, Post("portal_editor", False, BOTH))
    assert not gives_more(supervisor, Post("nobody", True, BOTH))


def test_the_roles_of_a_right_are_those_whose_table_has_it() -> None:
    assert roles_with(Right.ASSESS_CONVERSATIONS) == ["supervisor"]
    assert "auditor" in roles_with(Right.VERIFY_LOGS)
