"""The names of the staff's accounts. Logs keep accounts by their ids, also of those that are closed; people read
and look for names."""

from collections.abc import Collection

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.tables.person_tables import folded
from core.db.tables.staff_tables import Account

MOST = 50
"""Accounts that one search names: whoever types three letters means none of them."""


async def account_names(connection: AsyncConnection, accounts: Collection[str]) -> dict[str, str]:
    """By account. What is no account has no name."""
    if not accounts:
        return {}
    query = select(Account.username, Account.display_name).where(Account.username.in_(sorted(set(accounts))))
    return {row.username: row.display_name for row in await connection.execute(query)}


async def accounts_named(connection: AsyncConnection, words: str) -> list[str]:
    """Those of that id, or whose name holds these words, whatever the case and the marks of letters."""
    is_in_name = func.strpos(folded(Account.display_name), folded(words)) > 0
    query = select(Account.username).where(or_(Account.username == words, is_in_name))
    return list(await connection.scalars(query.order_by(Account.username).limit(MOST)))
