"""The table of rights, and the page that shows it."""

from pathlib import Path

from core.rights import ROLES, Reach, Right, matrix, rights_of

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
