"""Who of the staff acts just now: the audit log names them beside each row that they change. Pure.

The web service says it at the beginning of a request. `core.db.engine` tells the database in every transaction,
and a trigger of each table that staff change writes the entry in that same transaction.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Acting:
    """An account, and the operation of the web service that it uses."""

    account: str
    operation: str
    at: datetime


_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)


def acts(acting: Acting | None) -> None:
    """From here on, in this task and in those that it starts, this account acts; None: nobody of the staff."""
    _acting.set(acting)


def who_acts() -> Acting | None:
    """None outside of a request of somebody who is logged in."""
    return _acting.get()
