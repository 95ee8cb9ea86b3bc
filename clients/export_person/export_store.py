"""Everything that is kept of a person, in every channel, read from the database."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Table, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from clients.erasure.plan import PLAN
from clients.erasure.subject_store import Subject, subject_of
from clients.export_person.document import Document, Section
from clients.export_person.matters_store import matters_of
from clients.export_person.words_pl import COLUMNS_PL, OUTCOMES_PL, PURPOSES_PL, TABLES_PL, topic_pl
from core.clock import WARSAW
from core.db.tables import Base
from core.db.tables.centre.office_tables import Office
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.request_tables import AccessReasonRow
from core.db.tables.staff_tables import Account
from core.errors import NotFound

Tables: TypeAlias = dict[str, list[dict[str, Any]]]
"""By table its rows about somebody, as JSON has them."""

_NOT_TOLD = frozenset(
    {"pesel_hash", "pesel_box", "secret", "version", "seen_seq", "client_id", "categories", "address_hash"}
)
"""Columns that say nothing of a person: hashes, boxes, counters."""

_HIDDEN_TABLES = frozenset(
    {
        *("event", "access_reason", "attempt_guard", "verified_number", "personal_key", "recording_file"),
        *("assessment_sheet", "matter"),
    }
)
"""What these say stands in the call or the recording, in the list of accesses, is a keyed hash, or is about a
consultant. Matters are read by `matters_store`, which opens them."""

_MONTHS = (
    *("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września"),
    *("października", "listopada", "grudnia"),
)
MOST_ACCESSES = 20_000


async def read_person(
    connection: AsyncConnection, client_id: str, open_pesel: Callable[[bytes], str] | None
) -> Tables:
    """All rows about a person. `open_pesel`: opens the box of the PESEL. Raises NotFound."""
    subject = await subject_of(connection, client_id)
    if subject is None:
        raise NotFound
    found: Tables = {}
    for name in _in_order():
        table = Base.metadata.tables[name]
        query = select(*_told(table)).where(_about(table, subject)).order_by(*table.primary_key)
        found[name] = [_as_json(row._mapping) for row in await connection.execute(query)]
    found |= await matters_of(connection, client_id)
    box = await connection.scalar(select(Base.metadata.tables["client"].c.pesel_box).where(_is(client_id)))
    if box is not None and open_pesel is not None:
        found["client"][0]["pesel"] = open_pesel(box)
    return found


async def calls_of_person(connection: AsyncConnection, client_id: str) -> Sequence[str]:
    """The calls whose recordings are the person's. Raises NotFound."""
    subject = await subject_of(connection, client_id)
    if subject is None:
        raise NotFound
    return subject.calls


def _is(client_id: str) -> ColumnElement[bool]:
    return Base.metadata.tables["client"].c.id == client_id


def _in_order() -> list[str]:
    told = [
        name
        for name, fate in PLAN.items()
        if fate.key != "none" and name not in _HIDDEN_TABLES and name in Base.metadata.tables
    ]
    order = list(TABLES_PL)
    return sorted(told, key=lambda name: order.index(name) if name in order else len(order))


def _told(table: Table) -> list[Any]:
    columns = [column for column in table.c if column.name not in _NOT_TOLD and "secret" not in column.info]
    return columns if table.name != "client" else [*columns]


def _about(table: Table, subject: Subject) -> ColumnElement[bool]:
    """By what the rows of a person are found, as when they are erased."""
    columns = table.c
    if table.name == "client":
        return columns.id == subject.client_id
    if table.name == "person_request_step":
        requests = Base.metadata.tables["person_request"]
        mine = select(requests.c.id).where(requests.c.client_id == subject.client_id)
        return columns.request_id.in_(mine)
    if PLAN[table.name].key == "client":
        return columns.client_id == subject.client_id
    ways: list[ColumnElement[bool]] = []
    if table.name == "call" or "call_id" in columns:
        ways.append((columns.id if table.name == "call" else columns.call_id).in_(subject.calls))
    if "client_id" in columns:
        ways.append(columns.client_id == subject.client_id)
    number = next(
        (columns[n] for n in ("callback_number", "sms_number", "caller_number", "address") if n in columns), None
    )
    if PLAN[table.name].key == "numbers" and number is not None:
        nobody = columns.client_id.is_(None) if "client_id" in columns else number.is_not(None)
        ways.append(and_(number.in_(subject.numbers), nobody))
    return or_(*ways)


def _as_json(row: Any) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, (date, datetime)) else value for name, value in row.items()
    }


async def person_document(connection: AsyncConnection, office: str, tables: Tables, now: datetime) -> Document:
    """The same to read."""
    client = tables["client"][0]
    sections = [
        Section(
            TABLES_PL.get(name, name),
            records=[
                [
                    (COLUMNS_PL.get(column, column), told)
                    for column, value in row.items()
                    if (told := _told_pl(value))
                ]
                for row in rows
            ],
        )
        for name, rows in tables.items()
    ]
    return Document(
        title="Kopia danych osobowych",
        office=await _name_of(connection, office),
        on=_day_pl(now),
        about=[f"{client['first_name']} {client['last_name']}"],
        intro=[
            "Dokument zawiera wszystkie dane, które infolinia urzędów pracy przechowuje na temat tej osoby "
            "(art. 15 RODO). Nagrania i wiadomości głosowe są wymienione. Kopie nagrań są w osobnym pliku, "
            "a kopie wiadomości głosowych wydaje urząd.",
        ],
        sections=sections,
    )


async def access_document(connection: AsyncConnection, client_id: str, office: str, now: datetime) -> Document:
    """Who has seen a person's data: every entry of the access log, newest first."""
    row = AccessLogRow.__table__.c
    query = (
        select(row.at, row.who_kind, row.who, row.topic, row.purpose, row.outcome, Account.display_name)
        .add_columns(AccessReasonRow.reason)
        .outerjoin(Account, and_(Account.username == row.who, row.who_kind == "account"))
        .outerjoin(AccessReasonRow, AccessReasonRow.access_id == row.id)
        .where(row.client_id == client_id)
        .order_by(row.at.desc(), row.id.desc())
        .limit(MOST_ACCESSES)
    )
    accesses = (await connection.execute(query)).all()
    tables = Base.metadata.tables["client"]
    named = select(tables.c.first_name, tables.c.last_name).where(tables.c.id == client_id)
    client = (await connection.execute(named)).one()
    return Document(
        title="Kto oglądał dane",
        office=await _name_of(connection, office),
        on=_day_pl(now),
        about=[f"{client.first_name} {client.last_name}"],
        intro=[
            "Każdy wgląd w dane tej osoby na infolinii urzędów pracy jest zapisywany w dzienniku, którego wpisów "
            "nie można zmienić. Poniżej są wszystkie wpisy, od najnowszego.",
        ],
        sections=[
            Section(
                f"Wpisy w dzienniku: {len(accesses)}",
                columns=["Kiedy", "Kto", "Co", "Po co", "Wynik"],
                rows=[_access_row(access) for access in accesses],
                nothing="Nikt nie oglądał danych tej osoby.",
            )
        ],
    )


def _access_row(access: Any) -> Sequence[str]:
    who = "infolinia (automat)" if access.who_kind == "line" else access.display_name or access.who
    purpose = PURPOSES_PL.get(access.purpose, access.purpose)
    return (
        access.at.astimezone(WARSAW).strftime("%d.%m.%Y %H:%M:%S"),
        who,
        topic_pl(access.topic),
        f"{purpose}: {access.reason}" if access.reason else purpose,
        OUTCOMES_PL.get(access.outcome, access.outcome),
    )


async def _name_of(connection: AsyncConnection, office: str) -> str:
    return await connection.scalar(select(Office.name).where(Office.code == office)) or office


def _told_pl(value: object) -> str:
    """Empty for what is not there."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return "tak" if value else "nie"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {one}" for name, one in value.items())
    return str(value)


def _day_pl(now: datetime) -> str:
    day = now.astimezone(WARSAW).date()
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year} r."
