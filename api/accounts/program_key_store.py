"""Keys by which programs of the offices ask: made, listed, revoked, and whom they speak for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, cast

from pydantic import Field
from sqlalchemy import ColumnElement, insert, select, update

from api.accounts.credentials.tokens import token_hash
from api.accounts.program_keys import SEEN_EVERY, KeyKind, new_key
from api.accounts.session_store import also_offices
from api.request_user import User
from core.db.engine import Engine
from core.db.tables.centre.office_tables import Office
from core.db.tables.report_view_tables import ReportAccessKeyRow
from core.db.tables.staff_tables import Account
from core.errors import NotFound
from core.ids import new_id
from core.rights import Role

_KEY = ReportAccessKeyRow.__table__.c


@dataclass(frozen=True, slots=True)
class ProgramKey:
    """A key, without itself."""

    id: str
    name: str
    maker: str
    created_at: datetime
    expires_at: datetime
    last_used_at: Annotated[datetime | None, Field(description="To the minute")]
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProgramKeyMade(ProgramKey):
    """A new key: it is shown this once."""

    key: Annotated[str, Field(description="For `Authorization: Bearer …`")]


async def make_key(
    engine: Engine, kind: KeyKind, name: str, account: str, office: str, now: datetime, expires_at: datetime
) -> ProgramKeyMade:
    """The key itself is shown once and not kept."""
    token, key_id = new_key(kind), new_id(kind.id_begins)
    values: dict[str, Any] = {
        "id": key_id,
        "name": name,
        "maker": account,
        "office": office,
        "created_at": now,
        "expires_at": expires_at,
    }
    async with engine.begin() as connection:
        await connection.execute(insert(ReportAccessKeyRow).values(token_hash=token_hash(token), **values))
    return ProgramKeyMade(
        id=key_id,
        name=name,
        maker=account,
        created_at=now,
        expires_at=expires_at,
        last_used_at=None,
        revoked_at=None,
        key=token,
    )


async def list_keys(engine: Engine, kind: KeyKind, account: str) -> list[ProgramKey]:
    """Those of a kind that an account has made, newest first."""
    query = select(ReportAccessKeyRow.__table__).where(_KEY.maker == account, _is_of(kind))
    async with engine.connect() as connection:
        rows = await connection.execute(query.order_by(_KEY.created_at.desc(), _KEY.id))
        return [_read(row) for row in rows]


async def revoke_key(engine: Engine, kind: KeyKind, key_id: str, account: str, now: datetime) -> None:
    """It opens nothing any more. Harmless a second time. Raises NotFound, also for another account's or kind."""
    async with engine.begin() as connection:
        own = select(_KEY.revoked_at).where(_KEY.id == key_id, _KEY.maker == account, _is_of(kind))
        row = (await connection.execute(own)).one_or_none()
        if row is None:
            raise NotFound
        if row.revoked_at is None:
            changed = update(ReportAccessKeyRow).where(_KEY.id == key_id)
            await connection.execute(changed.values(revoked_at=now))


async def user_of_key(engine: Engine, kind: KeyKind, token: str, now: datetime) -> User | None:
    """For whom a key of that kind speaks: its maker as that account is now, with the rights of such a key alone.
    None when it is unknown, over or revoked, or the account is closed."""
    hashed = token_hash(token)
    query = (
        select(
            *(Account.username, Account.display_name, Account.role),
            *(Office.code, Office.name, Office.is_province, _KEY.id, _KEY.last_used_at),
            also_offices(),
        )
        .join(Account, Account.username == _KEY.maker)
        .join(Office, Office.code == Account.office)
        .where(
            _KEY.token_hash == hashed,
            _is_of(kind),
            _KEY.revoked_at.is_(None),
            _KEY.expires_at > now,
            Account.deactivated_at.is_(None),
        )
    )
    async with engine.connect() as connection:
        row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        if row.last_used_at is None or now - row.last_used_at >= SEEN_EVERY:
            await connection.execute(update(ReportAccessKeyRow).where(_KEY.id == row.id).values(last_used_at=now))
            await connection.commit()
    return User(
        username=row.username,
        display_name=row.display_name,
        role=cast(Role, row.role),
        office=row.code,
        office_name=row.name,
        is_of_province=row.is_province,
        also_offices=frozenset(row.also_offices or ()),
        key_id=row.id,
        key_rights=kind.rights,
    )


def _is_of(kind: KeyKind) -> ColumnElement[bool]:
    return _KEY.id.startswith(f"{kind.id_begins}-", autoescape=True)


def _read(row: Any) -> ProgramKey:
    return ProgramKey(
        id=row.id,
        name=row.name,
        maker=row.maker,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
