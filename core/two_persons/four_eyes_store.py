"""Proposals in the database: what waits for a second person, and who decided what.

Between a confirmation and its carrying out the process may die: the proposal then stands as `confirmed`, and
whoever confirms it again carries it out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Row, Select, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.call_tables import CallRow
from core.db.tables.centre.office_tables import Office
from core.db.tables.four_eyes_tables import ProposalRow
from core.db.tables.staff_tables import Account, AccountOffice
from core.errors import NotFound, S724Error
from core.ids import new_id
from core.relay.relay import tell_on_commit
from core.two_persons.four_eyes import (
    ACTS,
    NEWS,
    OPEN_TIME,
    Act,
    NoSecondPerson,
    Person,
    SecondPersonRefused,
    State,
    Wanted,
    waits_until,
    why_not,
    with_deputies,
)

MOST_SHOWN: Final = 200

BREAK_GLASS_TIME: Final = timedelta(days=1)
"""For how long the board says that one person did something alone."""

_ROW = ProposalRow.__table__.c


class ProposalDecided(S724Error):
    """It was decided, or has waited for too long. Nothing was changed."""

    code = "proposal_decided"
    message_pl = "Tę sprawę już rozstrzygnięto albo minął termin potwierdzenia."


@dataclass(frozen=True, slots=True)
class Proposal:
    """See `core.db.tables.four_eyes_tables.ProposalRow`."""

    id: str
    wanted: Wanted
    subject: str
    details: Mapping[str, Any]
    state: State
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    note: str | None
    is_early: bool
    is_break_glass: bool

    def waits_at(self, now: datetime) -> bool:
        """Can it be decided? Those that were confirmed and not carried out yet wait on."""
        until = waits_until(self.wanted.act, self.proposed_at)
        return self.state == "confirmed" or (self.state == "waiting" and (until is None or now < until))


async def propose(
    engine: AsyncEngine,
    act: Act,
    office: str | None,
    subject: str,
    details: Mapping[str, Any],
    by: str,
    now: datetime,
    *,
    proposers: Iterable[str] = (),
) -> Proposal:
    """Write down what is to be done. `proposers`: who else has prepared it.

    What `by` has proposed before about the same subject is withdrawn. Raises NoSecondPerson.
    """
    async with engine.begin() as connection:
        alone = Wanted(act, office, frozenset({by, *proposers}))
        people, deputies = await _people(connection), await _deputies(connection, office)
        wanted = with_deputies(alone, people, deputies, now, asks_age=await _asks_age(connection))
        return await _put(connection, wanted, subject, details, by, now)


async def propose_with(
    connection: AsyncConnection, act: Act, office: str, subject: str, by: str, now: datetime
) -> Proposal:
    """As `propose`, within a transaction, also where there is nobody yet who could confirm it: the deputy office
    may then, too. Whatever anybody has proposed of it before is withdrawn: another person may stand behind it."""
    await _withdraw(connection, by, now, _ROW.act == act, _ROW.subject == subject)
    wanted = Wanted(act, office, frozenset({by}))
    people, deputies = await _people(connection), await _deputies(connection, office)
    try:
        wanted = with_deputies(wanted, people, deputies, now, asks_age=await _asks_age(connection))
    except NoSecondPerson:
        wanted = replace(wanted, deputies=deputies)
    return await _put(connection, wanted, subject, {}, by, now)


async def note_break_glass(
    engine: AsyncEngine, act: Act, office: str | None, details: Mapping[str, Any], by: str, why: str, now: datetime
) -> None:
    """One person did it alone, since it could not wait: everybody who reads the logs is told, and the board."""
    values = {
        "id": new_id("proposal"),
        "act": act.value,
        "office": office,
        "deputies": [],
        "subject": office or "",
        "details": dict(details),
        "state": "done",
        "proposed_by": by,
        "proposers": [by],
        "proposed_at": now,
        "decided_by": by,
        "decided_at": now,
        "note": why,
        "is_early": False,
        "is_break_glass": True,
    }
    async with engine.begin() as connection:
        await connection.execute(insert(ProposalRow).values(values))
        await tell_on_commit(connection, NEWS)


async def check_second_person(
    connection: AsyncConnection, act: Act, office: str | None, proposers: Iterable[str], by: str, now: datetime
) -> None:
    """For acts that wait in a table of their own: may `by` confirm what `proposers` have prepared?

    Raises SecondPersonRefused.
    """
    wanted = Wanted(act, office, frozenset(proposers))
    await _check(connection, wanted, by, now)


async def confirm(engine: AsyncEngine, proposal_id: str, by: str, now: datetime) -> Proposal:
    """Say that it is right; the caller carries it out and says so by `carried_out`.

    Raises NotFound, ProposalDecided, SecondPersonRefused.
    """
    async with engine.begin() as connection:
        found = await _locked(connection, proposal_id)
        if not found.waits_at(now):
            raise ProposalDecided
        is_early = not await _check(connection, found.wanted, by, now)
        changed = {"state": "confirmed", "decided_by": by, "decided_at": now, "is_early": is_early}
        return await _change(connection, proposal_id, changed)


async def carried_out(engine: AsyncEngine, proposal_id: str, failure: str | None = None) -> Proposal:
    """How it ended: done, or `failure` in Polish."""
    async with engine.begin() as connection:
        state = "done" if failure is None else "failed"
        return await _change(connection, proposal_id, {"state": state, "note": failure})


async def refuse(engine: AsyncEngine, proposal_id: str, by: str, note: str, now: datetime) -> Proposal:
    """Say that it is not to be; who proposed it withdraws it so.

    Raises NotFound, ProposalDecided, SecondPersonRefused.
    """
    async with engine.begin() as connection:
        found = await _locked(connection, proposal_id)
        if not found.waits_at(now):
            raise ProposalDecided
        state = "withdrawn" if by == found.proposed_by else "refused"
        if state == "refused":
            await _check(connection, found.wanted, by, now)
        changed = {"state": state, "decided_by": by, "decided_at": now, "note": note}
        return await _change(connection, proposal_id, changed)


async def waiting_for(engine: AsyncEngine, by: str, now: datetime) -> tuple[list[Proposal], list[Proposal]]:
    """What this person may decide, and what the person has proposed and waits; the oldest first."""
    async with engine.connect() as connection:
        rows = await connection.execute(
            _all().where(_ROW.state.in_(("waiting", "confirmed"))).order_by(_ROW.proposed_at, _ROW.id)
        )
        found = [each for each in map(_read, rows) if each.waits_at(now)]
        people = {person.username: person for person in await _people(connection, by)}
        asks_age = await _asks_age(connection)
    person = people.get(by)
    if person is None:
        return [], []
    own = [each for each in found if by == each.proposed_by]
    return [each for each in found if why_not(each.wanted, person, now, asks_age=asks_age) is None], own


async def list_decided(
    engine: AsyncEngine, offices: frozenset[str] | None, *, is_early: bool | None = None
) -> Sequence[Proposal]:
    """What was decided, the latest first, at most `MOST_SHOWN`; of some offices, or of all."""
    query = _all().where(_ROW.decided_at.is_not(None))
    if offices is not None:
        query = query.where(_ROW.office.in_(offices))
    if is_early is not None:
        query = query.where(_ROW.is_early.is_(is_early))
    query = query.order_by(_ROW.decided_at.desc(), _ROW.id.desc()).limit(MOST_SHOWN)
    async with engine.connect() as connection:
        return [_read(row) for row in await connection.execute(query)]


@dataclass(frozen=True, slots=True)
class ToTell:
    """What the board says, by office; of the province under an empty name: how many wait, and since when; and when
    one person alone did something last."""

    waiting: Mapping[str, tuple[int, datetime]]
    broke_glass: Mapping[str, datetime]


async def to_tell(engine: AsyncEngine, now: datetime) -> ToTell:
    """What waits now, and the glass that was broken within a day."""
    office = func.coalesce(_ROW.office, "")
    without_end = [act for act, rule in ACTS.items() if rule.open_time is None]
    waiting = select(office, func.count(), func.min(_ROW.proposed_at)).where(
        _ROW.state == "waiting", or_(_ROW.proposed_at > now - OPEN_TIME, _ROW.act.in_(without_end))
    )
    broken = select(office, func.max(_ROW.proposed_at)).where(
        _ROW.is_break_glass, _ROW.proposed_at > now - BREAK_GLASS_TIME
    )
    async with engine.connect() as connection:
        return ToTell(
            {row[0]: (row[1], row[2]) for row in await connection.execute(waiting.group_by(office))},
            {row[0]: row[1] for row in await connection.execute(broken.group_by(office))},
        )


async def set_deputy(engine: AsyncEngine, office: str, deputy: str | None) -> None:
    """Whose people confirm where the office has nobody else. Raises NotFound for an office or a deputy that is
    none, and for an office as its own deputy."""
    async with engine.begin() as connection:
        known = set(
            await connection.scalars(select(Office.code).where(Office.code.in_({office, deputy or office})))
        )
        if office == deputy or known != {office, deputy or office}:
            raise NotFound("Nie ma takiego urzędu zastępczego.")
        await connection.execute(update(Office).where(Office.code == office).values(deputy=deputy))


async def _put(
    connection: AsyncConnection, wanted: Wanted, subject: str, details: Mapping[str, Any], by: str, now: datetime
) -> Proposal:
    await _withdraw(connection, by, now, _ROW.act == wanted.act, _ROW.subject == subject, _ROW.proposed_by == by)
    values = {
        "id": new_id("proposal"),
        "act": wanted.act.value,
        "office": wanted.office,
        "deputies": sorted(wanted.deputies),
        "subject": subject,
        "details": dict(details),
        "state": "waiting",
        "proposed_by": by,
        "proposers": sorted(wanted.proposers),
        "proposed_at": now,
        "is_early": False,
        "is_break_glass": False,
    }
    row = (await connection.execute(insert(ProposalRow).values(values).returning(*_ROW))).one()
    await tell_on_commit(connection, NEWS)
    return _read(row)


async def _withdraw(connection: AsyncConnection, by: str, now: datetime, *which: ColumnElement[bool]) -> None:
    """Of those that wait."""
    withdrawn = update(ProposalRow).where(_ROW.state == "waiting", *which)
    await connection.execute(withdrawn.values(state="withdrawn", decided_by=by, decided_at=now))


async def _check(connection: AsyncConnection, wanted: Wanted, by: str, now: datetime) -> bool:
    """Whether the age of accounts counts already. Raises SecondPersonRefused."""
    asks_age = await _asks_age(connection)
    [person] = await _people(connection, by)
    if (why := why_not(wanted, person, now, asks_age=asks_age)) is not None:
        raise SecondPersonRefused(why)
    return asks_age


async def _asks_age(connection: AsyncConnection) -> bool:
    """Before its first call an installation is set up by people who have all just come."""
    return bool(await connection.scalar(select(exists().select_from(CallRow))))


async def _people(connection: AsyncConnection, username: str | None = None) -> list[Person]:
    """Accounts that are open."""
    also = select(func.array_agg(AccountOffice.office)).where(AccountOffice.username == Account.username)
    query = (
        select(
            Account.username,
            Account.role,
            Account.office,
            Account.created_at,
            Account.made_by,
            Account.reset_by,
            Office.is_province,
            also.correlate(Account).scalar_subquery().label("also_offices"),
        )
        .join(Office, Office.code == Account.office)
        .where(Account.deactivated_at.is_(None))
    )
    if username is not None:
        query = query.where(Account.username == username)
    return [
        Person(
            row.username,
            row.role,
            row.is_province,
            frozenset({row.office, *(row.also_offices or ())}),
            row.created_at,
            row.made_by,
            row.reset_by,
        )
        for row in await connection.execute(query)
    ]


async def _deputies(connection: AsyncConnection, office: str | None) -> frozenset[str]:
    """The office that the office's rule names; the province has none."""
    named = await connection.scalar(select(Office.deputy).where(Office.code == office))
    return frozenset() if named is None else frozenset({named})


async def _locked(connection: AsyncConnection, proposal_id: str) -> Proposal:
    row = (await connection.execute(_all().where(_ROW.id == proposal_id).with_for_update())).one_or_none()
    if row is None:
        raise NotFound
    return _read(row)


async def _change(connection: AsyncConnection, proposal_id: str, values: Mapping[str, Any]) -> Proposal:
    changed = update(ProposalRow).where(_ROW.id == proposal_id).values(**values).returning(*_ROW)
    row = (await connection.execute(changed)).one()
    await tell_on_commit(connection, NEWS)
    return _read(row)


def _all() -> Select[Any]:
    return select(*_ROW)


def _read(row: Row[Any]) -> Proposal:
    return Proposal(
        row.id,
        Wanted(Act(row.act), row.office, frozenset(row.proposers), frozenset(row.deputies)),
        row.subject,
        row.details,
        cast(State, row.state),
        row.proposed_by,
        row.proposed_at,
        row.decided_by,
        row.decided_at,
        row.note,
        row.is_early,
        row.is_break_glass,
    )
