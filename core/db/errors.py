"""What a database that is away raises, and how a fault of our own SQL is told from it."""

import asyncpg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

RETRY_TIME = 1.0  # seconds between two tries while the database is away
DATABASE_AWAY = (
    OSError,
    SQLAlchemyError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""For `except`. While PostgreSQL starts or stops, asyncpg's own errors come through SQLAlchemy unchanged; a line
that is cut in the middle of an answer puts the library itself into disorder (`InternalClientError`)."""

_OURS = {"22", "23", "42"}  # classes of SQLSTATE: wrong data, a broken constraint, a wrong statement


def sqlstate(error: BaseException) -> str:
    """PostgreSQL's code of an error; empty if it has none."""
    raised = getattr(error, "orig", None) or error
    return str(getattr(raised, "sqlstate", None) or "")


def is_our_fault(error: BaseException) -> bool:
    """Is the database there, and refuses what we asked of it? Then trying again does not help."""
    return isinstance(error, DBAPIError | asyncpg.PostgresError) and sqlstate(error)[:2] in _OURS


def is_about_the_row(error: BaseException) -> bool:
    """Can this row not be read or written, while others can? A lost connection is no such fault, and neither is a
    statement that is wrong for every row.

    It is what no SQL raised, and of SQL wrong data, a broken constraint and a row that is too large (class 54).
    """
    return not isinstance(error, DATABASE_AWAY) or sqlstate(error)[:2] in {"22", "23", "54"}
