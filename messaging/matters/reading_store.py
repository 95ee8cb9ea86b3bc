"""Matters as the staff see them: in lists, and one with all that was written."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import Select, and_, case, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import aliased

from core.db.pages import MAX_PAGE_OF_TEXTS
from core.db.tables.messages.matter_tables import (
    InboxMailRow,
    MatterDraftRow,
    MatterFileRow,
    MatterMessageRow,
    MatterRow,
    MatterThreadRow,
)
from core.db.tables.messages.outbox_tables import OutboxRow
from core.db.tables.staff_tables import Account
from core.db.tables.work_tables import WorkTakenRow
from core.errors import NotFound
from core.keys.secret_box import ValueBox, WrongKey
from core.messages.content import Content, opened, opened_text
from core.messages.sealing_store import boxes_to_read
from messaging.matters.draft_store import Draft, read_draft
from messaging.matters.matter import NEAR_TIME, MatterChannel, MatterState, Scan
from messaging.matters.work_store import WORK

LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)

GONE_PL: Final = "(treść usunięto)"

Place: TypeAlias = tuple[datetime, str]

Term: TypeAlias = Literal["late", "near", "later"]
"""Of an open one: past; ends within `NEAR_TIME`; ends after that."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which matters; what is left out does not restrict. `states`: none are all. `holder`: who has it; `is_held`
    False: nobody. `drafted_by`: who has begun to answer and put it aside."""

    offices: Collection[str] | None = None
    states: Collection[MatterState] = ()
    term: Term | None = None
    holder: str | None = None
    is_held: bool | None = None
    drafted_by: str | None = None


@dataclass(frozen=True, slots=True)
class MatterSeen:
    """A matter in a list. `holder`: who has taken it up, by name. `waits_since`: of an open one, when the person
    wrote what nobody has answered."""

    id: str
    number: str
    office: str
    state: MatterState
    outcome: str | None
    title: str = field(repr=False)
    opened_at: datetime
    due_at: datetime | None
    changed_at: datetime
    closed_at: datetime | None
    first_answered_at: datetime | None
    client_id: str | None
    follows: str | None
    joined_to: str | None
    version: int
    holder: str | None
    holder_name: str | None
    waits_since: datetime | None


@dataclass(frozen=True, slots=True)
class FileSeen:
    id: str
    name: str = field(repr=False)
    kind: str
    size: int
    scan: Scan | None


@dataclass(frozen=True, slots=True)
class MessageSeen:
    """`content` None: it was erased. `sending`, `reason`: of an answer, what became of it. `author_name`: of the
    staff."""

    id: str
    direction: str
    channel: MatterChannel | None
    step: str | None
    at: datetime
    author: str | None
    author_name: str | None
    content: Content | None
    is_automatic: bool
    is_readable: bool
    sending: str | None
    reason: str | None
    files: tuple[FileSeen, ...]


async def list_matters(
    engine: AsyncEngine,
    wanted: Wanted,
    now: datetime,
    *,
    limit: int,
    after: Place | None,
) -> tuple[list[MatterSeen], Place | None]:
    """Open ones alone by their terms, others by their last change, the newest first; and where the next page
    begins."""
    limit = min(limit, MAX_PAGE_OF_TEXTS)
    row = MatterRow
    query = _narrowed(_matters(), wanted, now)
    is_by_term = set(wanted.states) == {"open"}
    moment = row.due_at if is_by_term else row.changed_at
    place = tuple_(moment, row.id)
    if is_by_term:
        query = query.order_by(moment, row.id)
        query = query if after is None else query.where(place > after)
    else:
        query = query.order_by(moment.desc(), row.id.desc())
        query = query if after is None else query.where(place < after)
    async with engine.connect() as connection:
        rows = (await connection.execute(query.limit(limit + 1))).all()
        boxes = await boxes_to_read(connection, [found.id for found in rows[:limit]])
    found = [_seen(one, boxes) for one in rows[:limit]]
    if len(rows) <= limit:
        return found, None
    last = rows[limit - 1]
    return found, (last.due_at if is_by_term else last.changed_at, last.id)


async def read_matter(
    engine: AsyncEngine, offices: Collection[str] | None, matter: str
) -> tuple[MatterSeen, list[MessageSeen]]:
    """Raises NotFound, also for one of another office."""
    async with engine.connect() as connection:
        row = (await connection.execute(_matters().where(MatterRow.id == matter))).one_or_none()
        if row is None or (offices is not None and row.office not in offices):
            raise NotFound
        boxes = await boxes_to_read(connection, [matter])
        messages = (await connection.execute(_messages(matter))).all()
        file = MatterFileRow
        query = (
            select(file.id, file.message_id, file.name, file.kind, file.size, file.scan)
            .join(MatterMessageRow, MatterMessageRow.id == file.message_id)
            .where(MatterMessageRow.matter_id == matter)
            .order_by(file.message_id, file.position)
        )
        files = (await connection.execute(query)).all()
    box = boxes.get(matter)
    return _seen(row, boxes), [_message(one, box, files) for one in messages]


async def own_draft(engine: AsyncEngine, matter: str, account: str) -> Draft | None:
    """What this account has begun to answer. Ask only for a matter that it may see."""
    async with engine.connect() as connection:
        box = (await boxes_to_read(connection, [matter])).get(matter)
        return await read_draft(connection, matter, account, box)


async def read_file(
    engine: AsyncEngine, offices: Collection[str] | None, matter: str, file_id: str
) -> tuple[FileSeen, bytes]:
    """A file and its content. Raises NotFound, also for what was erased."""
    file, message = MatterFileRow, MatterMessageRow
    query = (
        select(file.id, file.name, file.kind, file.size, file.scan, file.content, MatterRow.office)
        .join(message, message.id == file.message_id)
        .join(MatterRow, MatterRow.id == message.matter_id)
        .where(file.id == file_id, message.matter_id == matter)
    )
    async with engine.connect() as connection:
        row = (await connection.execute(query)).one_or_none()
        if row is None or (offices is not None and row.office not in offices):
            raise NotFound
        box = (await boxes_to_read(connection, [matter])).get(matter)
    if box is None:
        raise NotFound
    try:
        return _file(row, box), box.unlock(row.content)
    except WrongKey:
        raise NotFound from None


async def read_raw(
    engine: AsyncEngine, offices: Collection[str] | None, matter: str, message: str, box: ValueBox
) -> bytes:
    """A mail as it came. Raises NotFound, also when its time is over."""
    raw, row = InboxMailRow, MatterMessageRow
    query = (
        select(raw.content, MatterRow.office)
        .join(row, row.id == raw.message_id)
        .join(MatterRow, MatterRow.id == row.matter_id)
        .where(row.id == message, row.matter_id == matter)
    )
    async with engine.connect() as connection:
        found = (await connection.execute(query)).one_or_none()
    if found is None or (offices is not None and found.office not in offices):
        raise NotFound
    try:
        return box.unlock(found.content)
    except WrongKey:
        raise NotFound from None


def _narrowed(query: Select[Any], wanted: Wanted, now: datetime) -> Select[Any]:
    row, taken = MatterRow, WorkTakenRow
    if wanted.offices is not None:
        query = query.where(row.office.in_(wanted.offices))
    if wanted.states:
        query = query.where(row.state.in_(wanted.states))
    near = now + NEAR_TIME
    match wanted.term:
        case "late":
            query = query.where(row.state == "open", row.due_at < now)
        case "near":
            query = query.where(row.state == "open", row.due_at >= now, row.due_at < near)
        case "later":
            query = query.where(row.state == "open", row.due_at >= near)
    if wanted.holder is not None:
        query = query.where(taken.holder == wanted.holder)
    if wanted.is_held is not None:
        query = query.where(taken.holder.is_not(None) if wanted.is_held else taken.holder.is_(None))
    if wanted.drafted_by is not None:
        draft = MatterDraftRow
        query = query.join(draft, and_(draft.matter_id == row.id, draft.account == wanted.drafted_by))
    return query


def _matters() -> Select[Any]:
    row, taken, message = MatterRow, WorkTakenRow, aliased(MatterMessageRow)
    answered = (
        select(func.max(message.at)).where(message.matter_id == row.id, message.direction == "out")
    ).scalar_subquery()
    asked = aliased(MatterMessageRow)
    waits_since = (
        select(func.min(asked.at))
        .where(asked.matter_id == row.id, asked.direction == "in", asked.at > func.coalesce(answered, LONG_AGO))
        .scalar_subquery()
    )
    is_open = case((row.state == "open", func.coalesce(waits_since, row.changed_at)))
    return (
        select(row.__table__, taken.holder, Account.display_name.label("holder_name"))
        .add_columns(is_open.label("waits_since"))
        .outerjoin(taken, and_(taken.kind == WORK, taken.subject == row.id))
        .outerjoin(Account, Account.username == taken.holder)
    )


def _messages(matter: str) -> Select[Any]:
    row, order = MatterMessageRow, OutboxRow
    sent = and_(order.about == row.id, order.occasion == "answer")
    return (
        select(row.__table__, order.state.label("sending"), order.reason, Account.display_name)
        .add_columns(MatterThreadRow.channel)
        .outerjoin(MatterThreadRow, MatterThreadRow.id == row.thread_id)
        .outerjoin(order, sent)
        .outerjoin(Account, Account.username == row.author)
        .where(row.matter_id == matter)
        .order_by(row.at, row.id)
    )


def _seen(row: Any, boxes: dict[str, ValueBox]) -> MatterSeen:
    values = {name: getattr(row, name) for name in MatterSeen.__dataclass_fields__ if name != "title"}
    try:
        title = opened_text(row.title, boxes[row.id])
    except (KeyError, WrongKey):
        title = GONE_PL
    return MatterSeen(title=title, **values)


def _message(row: Any, box: ValueBox | None, files: Sequence[Any]) -> MessageSeen:
    content = None
    if box is not None:
        try:
            content = opened(row.content, box)
        except WrongKey:
            content = None
    return MessageSeen(
        id=row.id,
        direction=row.direction,
        channel=row.channel,
        step=row.step,
        at=row.at,
        author=row.author,
        author_name=row.display_name,
        content=content,
        is_automatic=row.is_automatic,
        is_readable=row.is_readable,
        sending=row.sending,
        reason=row.reason,
        files=tuple(_file(one, box) for one in files if one.message_id == row.id),
    )


def _file(row: Any, box: ValueBox | None) -> FileSeen:
    try:
        name = GONE_PL if box is None else opened_text(row.name, box)
    except WrongKey:
        name = GONE_PL
    return FileSeen(row.id, name, row.kind, row.size, row.scan)
