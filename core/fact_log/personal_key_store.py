"""Keys of calls in the database: made, found and destroyed; facts are read clear.

Every engine that writes or reads what facts say of persons knows the installation's key (`make_engine`). Whoever
reads such fields reads `FACTS` and hands each row to `Opener`: that is the one way from a sealed row to a fact.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    LargeBinary,
    Select,
    Text,
    any_,
    bindparam,
    delete,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.engine import key_safe_of
from core.db.tables.centre.call_tables import EventRow
from core.db.tables.personal_key_tables import PersonalKeyRow
from core.keys.personal_keys import (
    Data,
    KeySafe,
    KnownKeys,
    PersonalKey,
    SealBroken,
    call_subject,
    client_subject,
    new_key,
    open_fields,
    personal_fields,
    seal_fields,
    subject_of,
    without_sealed,
)

log = structlog.get_logger()

_KEPT_TIME = timedelta(days=30)  # in which a late fact of a forgotten call may come

FACTS: Select[Any] = select(
    EventRow.id,
    EventRow.type,
    EventRow.at,
    EventRow.call_id,
    EventRow.data,
    EventRow.key_number,
    PersonalKeyRow.subject,
    PersonalKeyRow.box,
).outerjoin(PersonalKeyRow, PersonalKeyRow.number == EventRow.key_number)
"""Facts with the boxes of their keys, for `Opener`; add conditions and an order."""

# One array for each column, as facts are written.
_MAKE = text(
    "INSERT INTO personal_key (subject, box) SELECT * FROM unnest(:subjects, :boxes) "
    "ON CONFLICT (subject) DO NOTHING RETURNING subject, number"
).bindparams(bindparam("subjects", type_=ARRAY(Text)), bindparam("boxes", type_=ARRAY(LargeBinary)))

_COUNT = text("SELECT count(*) FROM personal_key WHERE subject = ANY(:subjects) AND box IS NOT NULL").bindparams(
    bindparam("subjects", type_=ARRAY(Text))
)
_DESTROY = text(
    "INSERT INTO personal_key (subject, forgotten_at) SELECT subject, now() FROM unnest(:subjects) AS subject "
    "ON CONFLICT (subject) DO UPDATE SET box = NULL, forgotten_at = now() WHERE personal_key.box IS NOT NULL"
).bindparams(bindparam("subjects", type_=ARRAY(Text)))


class FactRow(Protocol):
    """A row of `FACTS`."""

    @property
    def id(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def data(self) -> Data: ...
    @property
    def key_number(self) -> int | None: ...
    @property
    def subject(self) -> str | None: ...
    @property
    def box(self) -> bytes | None: ...


class Opener:
    """Opens the rows of one look: each key is unwrapped once. Not kept longer than the look."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._keys: dict[int, bytes] = {}
        self.forgotten: set[str] = set()
        """The ids of the facts that were opened and have lost what they said of a person."""

    def data(self, row: Any) -> Data:
        """The clear data of a row of `FACTS`. Where the key is destroyed, what was sealed is empty, and the fact
        is among the `forgotten`. The same, and loudly, for what was changed behind our back.
        """
        fact: FactRow = row
        if fact.key_number is None:
            return fact.data
        try:
            if fact.box is not None and fact.subject is not None:
                key = self._keys.get(fact.key_number)
                if key is None:
                    key = key_safe_of(self._connection).unwrap(fact.box, fact.subject)
                    self._keys[fact.key_number] = key
                return open_fields(fact.data, key, fact.id)
        except SealBroken:
            log.error("a sealed fact cannot be opened", event_id=fact.id)
        self.forgotten.add(fact.id)
        return without_sealed(fact.data, fact.type)


async def seal(
    connection: AsyncConnection, facts: Iterable[tuple[str, str | None, Data]], known: KnownKeys | None = None
) -> list[int | None]:
    """Seal what facts (id, call, data) say of persons, in place; the number of each one's key, None if it says
    nothing of anybody.

    Keys that are missing are made in the caller's transaction; they are in `known.new` then.
    """
    found = []
    for fact_id, call_id, data in facts:
        fields = personal_fields(data)
        subject = subject_of(fact_id, call_id, data.get("client_id")) if fields else ""
        found.append((fact_id, data, fields, subject))
    keeper = KnownKeys() if known is None else known
    missing = {subject for *_, subject in found if subject and keeper.get(subject) is None}
    if missing:
        keeper.new |= await _keys_of(connection, missing)
    numbers: list[int | None] = []
    for fact_id, data, fields, subject in found:
        key = keeper.get(subject)
        if key is not None:
            seal_fields(data, fields, key.key, fact_id)
        numbers.append(None if key is None else key.number)
    return numbers


async def _keys_of(connection: AsyncConnection, subjects: Collection[str]) -> dict[str, PersonalKey]:
    """The key of each subject, made if there is none. Of a forgotten one: a key that nobody will have."""
    safe = key_safe_of(connection)
    # In an order that all writers have: two that need the same ones wait for each other in no ring.
    made = {subject: new_key() for subject in sorted(subjects)}
    boxes = [safe.wrap(key, subject) for subject, key in made.items()]
    rows = (await connection.execute(_MAKE, {"subjects": list(made), "boxes": boxes})).all()
    keys = {row.subject: PersonalKey(row.number, made[row.subject]) for row in rows}
    if others := made.keys() - keys.keys():
        query = select(PersonalKeyRow.__table__).where(PersonalKeyRow.subject.in_(others))
        for row in await connection.execute(query):
            keys[row.subject] = PersonalKey(row.number, _unwrapped(safe, row.box, row.subject))
    return keys


async def keys_to_write(connection: AsyncConnection, subjects: Collection[str]) -> dict[str, bytes]:
    """The key of each subject that is no fact's, made if there is none. Of a forgotten one: a key that nobody will
    have."""
    return {subject: found.key for subject, found in (await _keys_of(connection, subjects)).items()}


async def keys_to_read(connection: AsyncConnection, subjects: Collection[str]) -> dict[str, bytes]:
    """Of those that have one: what was sealed for the others is gone."""
    safe = key_safe_of(connection)
    query = select(PersonalKeyRow.__table__).where(
        PersonalKeyRow.subject == any_(_texts(subjects)), PersonalKeyRow.box.is_not(None)
    )
    rows = await connection.execute(query)
    return {row.subject: _unwrapped(safe, row.box, row.subject) for row in rows}


async def destroy_keys(connection: AsyncConnection, subjects: Collection[str]) -> None:
    """What was sealed for these is gone from the commit on, and what comes late is sealed for nobody."""
    if subjects:
        await connection.execute(_DESTROY, {"subjects": sorted(subjects)})


def _unwrapped(safe: KeySafe, box: bytes | None, subject: str) -> bytes:
    if box is not None:
        try:
            return safe.unwrap(box, subject)
        except SealBroken:
            # Of another installation's key. What is sealed now will not be read, and nothing is held up.
            log.error("the key of a subject cannot be unwrapped", subject=subject)
    return new_key()


async def forget(connection: AsyncConnection, calls: Collection[str], clients: Collection[str] = ()) -> int:
    """Destroy the keys of calls, and of what clients' facts without a call say; how many there were.

    What facts say of persons is empty from the commit on: in the rows that stand, and in what comes late. The
    bytes of the keys are gone from the database's files after a VACUUM of `personal_key`.
    """
    count = 0
    if calls:
        subjects = [call_subject(call_id) for call_id in sorted(calls)]
        count += (await connection.execute(_COUNT, {"subjects": subjects})).scalar_one()
        await connection.execute(_DESTROY, {"subjects": subjects})
    if clients:
        # No row stays: the subject would name the client.
        of_clients = PersonalKeyRow.subject == any_(_texts(map(client_subject, clients)))
        count += (await connection.execute(delete(PersonalKeyRow).where(of_clients))).rowcount
    await connection.execute(delete(PersonalKeyRow).where(PersonalKeyRow.forgotten_at < func.now() - _KEPT_TIME))
    return count


def _texts(values: Iterable[str]) -> ColumnElement[Any]:
    """One array, however many there are: a statement may have only so many parameters."""
    return literal(list(values), ARRAY(Text))
