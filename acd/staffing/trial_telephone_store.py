"""Who has a telephone in a page for trying scenarios out: every account that may write them.

It is no place of work: the distribution knows nothing of it, and there is nothing to give or to take. It comes and
goes with the right.
"""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.telephone import Telephone, is_sip_user
from core.db.tables.centre.office_tables import Office
from core.db.tables.staff_tables import Account
from core.rights import Right, rights_of, roles_with

_WRITERS = (
    select(Account.username, Account.display_name, Account.role, Office.is_province)
    .join(Office, Office.code == Account.office)
    .where(Account.deactivated_at.is_(None), Account.role.in_(roles_with(Right.EDIT_SCENARIOS)))
    .order_by(Account.username)
)


async def load_trial_telephones(engine: AsyncEngine) -> list[Telephone]:
    """By account. One whose name cannot be the user of a SIP account has none."""
    async with engine.connect() as connection:
        rows = (await connection.execute(_WRITERS)).all()
    return [
        Telephone(row.username, row.display_name, None, is_for_trials=True)
        for row in rows
        if Right.EDIT_SCENARIOS in rights_of(row.role, is_of_province=row.is_province)
        and is_sip_user(row.username)
    ]


async def having_trial_telephones(engine: AsyncEngine, among: Collection[str]) -> set[str]:
    """Who of them has one."""
    return {telephone.agent_id for telephone in await load_trial_telephones(engine)} & set(among)
