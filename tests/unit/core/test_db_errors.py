"""A database that is away, told from a fault of our own SQL."""

import asyncpg
import pytest
from sqlalchemy.exc import InterfaceError, ProgrammingError, TimeoutError

from core.db.errors import DATABASE_AWAY, is_our_fault, sqlstate

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


def test_an_error_without_a_state_has_an_empty_one() -> None:
    assert sqlstate(InterfaceError("SELECT", {}, Exception("connection is closed"))) == ""
