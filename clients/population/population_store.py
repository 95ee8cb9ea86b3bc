"""Writes made-up people into the database, in batches that can be stopped at any moment."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import Any, TypeAlias, cast

import asyncpg
from sqlalchemy import exists, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from clients.pesel import KeptPesel
from clients.population import records
from clients.population.generator import population
from clients.population.records import PersonRecord
from core.clock import WARSAW
from core.consents.import_store import adopt
from core.db.tables.person_tables import Client

BATCH = 500
"""People in one transaction: some 8,000 rows, which others wait for at most a part of a second."""

_PREFIX = "made-up-"

Keep: TypeAlias = Callable[[str], KeptPesel]
"""What keeps a PESEL: `clients.pesel.PeselSafe.kept`."""

Person: TypeAlias = tuple[str, PersonRecord]
"""With the id of the client."""

_Row: TypeAlias = tuple[Any, ...]


def client_id(number: int) -> str:
    """The id of a made-up person. Of one length, so that the last one in the alphabet is the last one made."""
    return f"{_PREFIX}{number:07d}"


async def fill(engine: AsyncEngine, seed: int, size: int, today: date, keep: Keep) -> int:
    """Write the population up to `size`, going on after the last person who is there. How many were written.

    Each batch stands or falls as a whole: whoever is killed in between goes on at the next call. Somebody whom an
    office has imported meanwhile stays as the office sent them, people of this population who were removed before
    the last one are not brought back, and where an office has imported its people and nobody is made up, nobody
    will be. Raises SQLAlchemyError or asyncpg.PostgresError.
    """
    async with engine.connect() as connection:
        last = await connection.scalar(select(func.max(Client.id)).where(Client.id.startswith(_PREFIX)))
        if last is None and await connection.scalar(select(exists().where(Client.ext_id.is_not(None)))):
            return 0
    start = 0 if last is None else int(last.removeprefix(_PREFIX)) + 1
    people, written = population(seed, size, today, start=start), 0
    while batch := list(islice(people, BATCH)):
        async with engine.begin() as connection:
            written += await write_people(connection, [(client_id(p.number), p) for p in batch], keep)
    return written


async def write_people(connection: AsyncConnection, people: Iterable[Person], keep: Keep) -> int:
    """Write people with everything that is known of them, each with an id. How many.

    Whoever is there already by the office's own key is left out.
    """
    # Also the question that begins the transaction: the copies below go past SQLAlchemy, which does so.
    new = await _without_known(connection, list(people))
    driver = cast(asyncpg.Connection, (await connection.get_raw_connection()).driver_connection)
    for table, columns, rows in _tables(new, keep):
        await driver.copy_records_to_table(table, records=rows, columns=columns)
    await adopt(connection, [of for of, _ in new], "population")
    return len(new)


async def _without_known(connection: AsyncConnection, people: list[Person]) -> list[Person]:
    keys = [(person.office, person.ext_id) for _, person in people]
    query = select(Client.office, Client.ext_id).where(tuple_(Client.office, Client.ext_id).in_(keys))
    known = {(row.office, row.ext_id) for row in await connection.execute(query)}
    return [(of, person) for of, person in people if (person.office, person.ext_id) not in known]


_CLIENT = (
    *("office", "ext_id", "first_name", "last_name", "birth_date", "sex", "citizenship", "phone", "email"),
    *("gmina", "postal_code", "street", "house", "mailing_address", "language", "is_rural"),
)
_LISTS: tuple[tuple[str, str, type[Any], bool], ...] = (
    ("registration_period", "periods", records.RegistrationPeriod, False),
    ("qualification", "qualifications", records.Qualification, True),
    ("employment_period", "employment", records.EmploymentPeriod, True),
    ("benefit", "benefits", records.Benefit, True),
    ("referral", "referrals", records.Referral, True),
    ("participation", "participations", records.Participation, True),
    ("decision", "decisions", records.Decision, False),
)
"""Tables that are lists of a person: the field, what it holds, and whether the order is a column (`place`)."""


def _tables(people: Sequence[Person], keep: Keep) -> Iterator[tuple[str, tuple[str, ...], list[_Row]]]:
    """Table, columns and rows; the clients first, to whom all other rows belong."""
    clients = [_client(of, person, keep) for of, person in people]
    yield "client", ("id", *_CLIENT, "sms_number", "pesel_hash", "pesel_box"), clients
    present = [(of, *_values(person.registration)) for of, person in people]
    yield "registration", ("client_id", *_names(records.Registration)), present
    for table, field, kind, has_place in _LISTS:
        columns = ("client_id", *(("place",) if has_place else ()), *_names(kind))
        yield table, columns, list(_listed(people, field, has_place))
    occupations = [(of, code) for of, person in people for code in person.occupations]
    yield "client_occupation", ("client_id", "occupation"), occupations
    yield "visit", ("id", "client_id", *_names(records.Visit)), list(_with_id(people, "visits", "visit"))
    payments = list(_with_id(people, "payments", "payment"))
    yield "benefit_payment", ("id", "client_id", *_names(records.Payment)), payments
    yield "consent", ("client_id", "purpose", "channel", "state", "since", "source"), list(_consents(people))


def _client(of: str, person: PersonRecord, keep: Keep) -> _Row:
    # No messages to numbers that nobody has: `sms_number` stays empty.
    return (of, *(getattr(person, name) for name in _CLIENT), None, *keep(person.pesel))


def _listed(people: Iterable[Person], field: str, has_place: bool) -> Iterator[_Row]:
    for of, person in people:
        for place, thing in enumerate(getattr(person, field)):
            yield of, *((place,) if has_place else ()), *_values(thing)


def _with_id(people: Iterable[Person], field: str, prefix: str) -> Iterator[_Row]:
    for of, person in people:
        for place, thing in enumerate(getattr(person, field)):
            yield f"{prefix}-{of}-{place}", of, *_values(thing)


def _consents(people: Iterable[Person]) -> Iterator[_Row]:
    """A consent is given at a moment; the office's system knows the day."""
    for of, person in people:
        for one in person.consents:
            since = datetime.combine(one.since, time(8), WARSAW)
            yield of, one.purpose, one.channel, "given" if one.is_given else "refused", since, "import"


def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(kind.__dataclass_fields__)


def _values(thing: Any) -> Iterator[Any]:
    return (getattr(thing, name) for name in _names(type(thing)))
