"""A database that is away, told from a fault of our own SQL."""

import asyncpg
import pytest
from sqlalchemy.exc import InterfaceError, ProgrammingError, TimeoutError

from core.db.errors import DATABASE_AWAY, is_about_the_row, is_our_fault, sqlstate

WRONG_STATEMENT = asyncpg.UndefinedTableError("relation does not exist")
STARTING = asyncpg.CannotConnectNowError("the database system is starting up")


@pytest.mark.parametrize(
    "error", [ConnectionRefusedError(), TimeoutError(), STARTING, asyncpg.InterfaceError("connection is closed")]
)
def test_a_database_that_cannot_be_asked_is_away_and_no_fault_of_ours(error: Exception) -> None:
    assert isinstance(error, DATABASE_AWAY)
    assert not is_our_fault(error)


@pytest.mark.parametrize("error", [WRONG_STATEMENT, ProgrammingError("SELECT", {}, WRONG_STATEMENT)])
def test_a_wrong_statement_is_our_fault(error: Exception) -> None:
    assert isinstance(error, DATABASE_AWAY)
    assert is_our_fault(error)
    assert sqlstate(error) == "42P01"


@pytest.mark.parametrize(
    ("error", "is_it"),
    [
        (KeyError("title"), True),
        (asyncpg.ProgramLimitExceededError("index row size exceeds btree maximum"), True),
        (asyncpg.UniqueViolationError("duplicate key"), True),
        (WRONG_STATEMENT, False),
        (STARTING, False),
        (asyncpg.DiskFullError("no space left"), False),
        (ConnectionResetError(), False),
    ],
)
def test_only_a_fault_that_other_rows_do_not_have_is_about_the_row(error: Exception, is_it: bool) -> None:
    assert is_about_the_row(error) is is_it


def test_an_error_without_a_state_has_an_empty_one() -> None:
    assert sqlstate(InterfaceError("SELECT", {}, Exception("connection is closed"))) == ""
