"""What offices' own systems tell of consents, a whole extract at once: the rule of `core.consents.consent` in SQL.

An extract says every day what it said the day before; only what differs from its last word becomes an event.
"""

from collections.abc import Collection

from sqlalchemy import Subquery, and_, case, literal, null, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.tables.messages.consent_tables import ConsentEventRow, ConsentRow
from core.db.tables.person_tables import Client

_KEY = ("client_id", "purpose", "channel")
_IMPORT = literal("import")


async def note_imported(connection: AsyncConnection, told: Subquery, office: str, reference: str) -> int:
    """`told`: client_id, purpose, channel, is_given, since; one row of each person, purpose and channel. How many
    were another word than before. It holds what it looks at until the end of the transaction."""
    row, said = ConsentRow.__table__, told.c
    unknown = select(
        *(said[name] for name in _KEY), literal("none").label("state"), said.since, _IMPORT.label("source")
    )
    columns = [*_KEY, "state", "since", "source"]
    await connection.execute(insert(ConsentRow).from_select(columns, unknown).on_conflict_do_nothing())
    changed = (
        select(*(row.c[name] for name in _KEY), said.is_given, said.since, row.c.told_by_import)
        .join(told, and_(*(row.c[name] == said[name] for name in _KEY)))
        .where(row.c.told_by_import.is_distinct_from(said.is_given))
        .with_for_update(of=row)
        .cte("changed")
    )
    what = case((changed.c.is_given, "given"), (changed.c.told_by_import.is_(True), "withdrawn"), else_="refused")
    events = select(
        *(changed.c[name] for name in _KEY),
        changed.c.since.label("at"),
        what.label("what"),
        _IMPORT.label("source"),
        literal(office).label("office"),
        literal(reference).label("reference"),
    )
    event = ConsentEventRow.__table__
    written = (
        insert(ConsentEventRow)
        .from_select([column.name for column in events.selected_columns], events)
        .returning(*(event.c[name] for name in (*_KEY, "number", "what", "at")))
        .cte("written")
    )
    new, here = written.c, ConsentRow
    counts = or_(
        here.state == "none",
        here.source == "import",
        and_(new.what == "withdrawn", here.state.in_(["given", "pending"]), here.since <= new.at),
    )
    values = {"state": new.what, "since": new.at, "source": _IMPORT, "event": new.number}
    wanted = {name: case((counts, value), else_=getattr(here, name)) for name, value in values.items()}
    done = await connection.execute(
        update(ConsentRow)
        .where(*(getattr(here, name) == new[name] for name in _KEY))
        .values(**wanted, told_by_import=new.what == "given")
    )
    return done.rowcount


async def adopt(connection: AsyncConnection, clients: Collection[str], reference: str) -> int:
    """Give each state of these made-up people that was put there without an event one; how many."""
    row, event = ConsentRow.__table__, ConsentEventRow.__table__
    bare = (
        select(*(row.c[name] for name in _KEY), row.c.since, row.c.state, row.c.source, Client.office)
        .join(Client, Client.id == row.c.client_id)
        .where(row.c.client_id.in_(clients), row.c.event.is_(None), row.c.state != "none")
        .with_for_update(of=row)
        .cte("bare")
    )
    events = select(
        *(bare.c[name] for name in _KEY),
        bare.c.since.label("at"),
        bare.c.state.label("what"),
        bare.c.source,
        bare.c.office,
        literal(reference).label("reference"),
    ).order_by(bare.c.since, *(bare.c[name] for name in _KEY))
    written = (
        insert(ConsentEventRow)
        .from_select([column.name for column in events.selected_columns], events)
        .returning(*(event.c[name] for name in (*_KEY, "number")))
        .cte("written")
    )
    is_import = ConsentRow.source == "import"
    done = await connection.execute(
        update(ConsentRow)
        .where(*(getattr(ConsentRow, name) == written.c[name] for name in _KEY))
        .values(
            event=written.c.number, told_by_import=case((is_import, ConsentRow.state == "given"), else_=null())
        )
    )
    return done.rowcount
