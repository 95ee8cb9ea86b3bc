"""Answers a file of inquiries in one transaction, in which the answers are written, too: all of it or nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from clients.access_ceilings import TooManyAccesses
from clients.systems.contract import RowAnswer
from clients.systems.inquiry_file import TOO_MANY_PL, FileRefused, Row, answer_lines, check_signature, read_rows
from clients.systems.inquiry_store import Asker, answer_in
from core.db.engine import Connection, Engine
from core.db.tables.centre.office_tables import Office
from core.db.tables.market.system_tables import SystemFileRow
from core.db.tables.report_view_tables import ReportAccessKeyRow
from core.db.tables.staff_tables import Account, AccountOffice
from core.rights import Right, rights_of


@dataclass(frozen=True, slots=True)
class SignedFile:
    """As it lies there. `name` with its ending; `key_id`: the folder."""

    key_id: str
    name: str
    content: bytes
    signature: bytes


Keep = Callable[[bytes], Awaitable[None]]
"""Writes the answers where a kill leaves them whole, under a name that nobody takes for theirs yet."""


async def answer_file(
    engine: Engine, file: SignedFile, hash_of: Callable[[str], str], keep: Keep, now: datetime
) -> bool:
    """False if this very file was answered before, and nothing was done. Each row that is an inquiry is a look as
    by REST, and counts among those of the day.

    Raises FileRefused: by its signature, its key, its rows as a whole, or a name that another file had. Whatever
    is raised, nothing was looked at.
    """
    async with engine.begin() as connection:
        key_hash, asker = await _asker(connection, file.key_id, now)
        rows = read_rows(file.content)
        check_signature(file.name, file.content, file.signature, key_hash)
        if await _was_answered(connection, file):
            return False
        answers = [await _answer(connection, asker, row, hash_of, now) for row in rows]
        await connection.execute(
            insert(SystemFileRow).values(
                key_id=file.key_id,
                name=file.name,
                at=now,
                signature=_digest(file),
                rows=len(answers),
                answered=sum(each.answer is not None for each in answers),
            )
        )
        await keep(answer_lines(file.name, answers))
    return True


async def was_answered(engine: Engine, key_id: str, name: str) -> bool:
    """Was a file of that name?"""
    query = select(SystemFileRow.name).where(SystemFileRow.key_id == key_id, SystemFileRow.name == name)
    async with engine.connect() as connection:
        return await connection.scalar(query) is not None


def _digest(file: SignedFile) -> str:
    return file.signature.strip().decode()


async def _was_answered(connection: Connection, file: SignedFile) -> bool:
    row = SystemFileRow
    query = select(row.signature).where(row.key_id == file.key_id, row.name == file.name)
    found = await connection.scalar(query)
    if found is not None and found != _digest(file):
        raise FileRefused("plik o tej nazwie był już przyjęty, z inną treścią")
    return found is not None


async def _asker(connection: Connection, key_id: str, now: datetime) -> tuple[str, Asker]:
    """With the hash of the key: the key's maker as that account is now. Raises FileRefused."""
    key = ReportAccessKeyRow
    query = (
        select(key.name, key.token_hash, Account.username, Account.role, Office.code, Office.is_province)
        .join(Account, Account.username == key.maker)
        .join(Office, Office.code == Account.office)
        .where(
            key.id == key_id,
            key.revoked_at.is_(None),
            key.expires_at > now,
            Account.deactivated_at.is_(None),
        )
    )
    found = (await connection.execute(query)).one_or_none()
    if found is None or Right.LET_SYSTEMS_ASK not in rights_of(found.role, is_of_province=found.is_province):
        raise FileRefused("klucz nie jest ważny")
    also = select(AccountOffice.office).where(AccountOffice.username == found.username)
    offices = {found.code, *await connection.scalars(also)}
    return found.token_hash, Asker(key_id, found.name, offices)


async def _answer(
    connection: Connection, asker: Asker, row: Row, hash_of: Callable[[str], str], now: datetime
) -> RowAnswer:
    if row.inquiry is None:
        return RowAnswer(row=row.number, wrong_pl=row.wrong_pl)
    try:
        return RowAnswer(row=row.number, answer=await answer_in(connection, asker, row.inquiry, hash_of, now))
    except TooManyAccesses:
        return RowAnswer(row=row.number, wrong_pl=TOO_MANY_PL)
