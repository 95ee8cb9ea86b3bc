"""Offers that are taken in by telephone, in the database: saved as typed, submitted, verified by another one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from core.db.engine import Connection, Engine, reading
from core.db.tables.market.intake_tables import IntakeRow
from core.db.tables.market.offer_tables import OfferRow
from core.errors import NotFound, S724Error, StaleVersion, TransitionRefused
from core.ids import new_id
from market.employers.employer_store import known_employer
from market.intake.intake import ApplyTo, Contract, Intake, faults, offer_of
from market.intake.steps import check_decision, check_step
from market.occupations.occupation_store import is_occupation
from market.offers.offer import STATES_PL, Kind, PayUnit, Source, State, WorkMode
from market.offers.offer_store import put_offer

_COLUMNS = IntakeRow.__table__.c
MAX_LISTED = 500


class OfferIncomplete(S724Error):
    """`fields`: the name of each field and what is wrong with it, in Polish. Nothing was changed."""

    code = "invalid"
    message_pl = "Oferta nie jest jeszcze kompletna."

    def __init__(self, fields: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.fields = list(fields)


async def begin(engine: Engine, office: str, call_id: str | None, by: str, now: datetime) -> Any:
    """An empty draft; its row."""
    intake_id = new_id("intake")
    row = {
        "id": intake_id,
        "office": office,
        "state": State.DRAFT,
        "typed": _typed(Intake()),
        "version": 1,
        "writers": [by],
        "begun_by": by,
        "begun_at": now,
        "call_id": call_id,
        "changed_at": now,
    }
    async with engine.begin() as connection:
        await connection.execute(insert(IntakeRow).values(**row))
        return await _row(connection, intake_id)


async def save(engine: Engine, intake_id: str, intake: Intake, version: int, by: str, now: datetime) -> Any:
    """As it is typed, whatever is missing yet. Raises NotFound, StaleVersion, and TransitionRefused for what has
    been submitted."""
    async with engine.begin() as connection:
        row = await _held(connection, intake_id, version)
        if row.state != State.DRAFT:
            raise TransitionRefused(f"Tej oferty nie można już zmieniać: {STATES_PL[State(row.state)]}.")
        writers = [*row.writers, *({by} - set(row.writers))]
        await _set(connection, intake_id, version, now, typed=_typed(intake), writers=writers)
        return await _row(connection, intake_id)


async def submit(engine: Engine, intake_id: str, version: int, today: date, now: datetime) -> Any:
    """It waits for another person. Its employer is found by NIP, or is a new one from now on.

    Raises NotFound, StaleVersion, TransitionRefused, and OfferIncomplete with what is missing.
    """
    async with engine.begin() as connection:
        row = await _held(connection, intake_id, version)
        check_step(State(row.state), State.SUBMITTED)
        intake = intake_of(row.typed)
        wrong = list(faults(intake, today))
        if not wrong and not await is_occupation(connection, intake.occupation):
            wrong = [("occupation", "Takiego zawodu nie ma w klasyfikacji zawodów i specjalności.")]
        if wrong:
            raise OfferIncomplete(wrong)
        employer = await known_employer(
            connection, row.office, intake.nip, intake.regon, intake.employer, intake.employer_town, now
        )
        await _set(
            connection,
            intake_id,
            version,
            now,
            state=State.SUBMITTED,
            submitted_at=now,
            employer_id=employer,
            reason=None,
        )
        return await _row(connection, intake_id)


async def decide(
    engine: Engine, intake_id: str, version: int, wanted: State, reason: str, by: str, today: date, now: datetime
) -> Any:
    """What another person says of it. Verified, it is told to callers at once; not verified, it is shown with a
    mark; else it is told nobody, and `reason` says why.

    Raises NotFound, StaleVersion, TransitionRefused, OfferIncomplete (its days have passed meanwhile).
    """
    async with engine.begin() as connection:
        row = await _held(connection, intake_id, version)
        check_decision(State(row.state), wanted, row.writers, by, reason)
        told: dict[str, Any] = {}
        if wanted in (State.VERIFIED, State.UNVERIFIED):
            intake = intake_of(row.typed)
            if wrong := list(faults(intake, today)):
                raise OfferIncomplete(wrong)
            offer = offer_of(intake, intake_id, row.office, today)
            told["offer_id"] = await put_offer(
                connection, Source.LINE, wanted, offer, row.office, row.employer_id, now
            )
        await _set(
            connection,
            intake_id,
            version,
            now,
            state=wanted,
            decided_by=by,
            decided_at=now,
            reason=reason.strip() or None,
            **told,
        )
        return await _row(connection, intake_id)


async def withdraw(engine: Engine, intake_id: str, version: int, reason: str, by: str, now: datetime) -> Any:
    """The employer does not want it any more, or it was begun by mistake: told nobody from now on.

    Raises NotFound, StaleVersion, TransitionRefused.
    """
    async with engine.begin() as connection:
        row = await _held(connection, intake_id, version)
        check_step(State(row.state), State.WITHDRAWN)
        values = {"state": State.WITHDRAWN, "decided_by": by, "decided_at": now, "reason": reason.strip() or None}
        await _set(connection, intake_id, version, now, **values)
        if row.offer_id is not None:
            gone = update(OfferRow).where(OfferRow.id == row.offer_id)
            await connection.execute(gone.values(state=State.WITHDRAWN, changed_at=now))
        return await _row(connection, intake_id)


async def list_intakes(
    engine: Engine, offices: frozenset[str] | None, states: Collection[State], limit: int
) -> Sequence[Any]:
    """Of these offices, all with None; what was changed last first."""
    query = select(IntakeRow.__table__).where(_COLUMNS.state.in_(list(states)))
    if offices is not None:
        query = query.where(_COLUMNS.office.in_(offices))
    query = query.order_by(_COLUMNS.changed_at.desc(), _COLUMNS.id).limit(min(limit, MAX_LISTED))
    async with reading(engine) as connection:
        return (await connection.execute(query)).all()


async def get_intake(engine: Engine, intake_id: str) -> Any:
    """Raises NotFound."""
    async with reading(engine) as connection:
        return await _row(connection, intake_id)


def intake_of(typed: Mapping[str, Any]) -> Intake:
    """Of what is stored; a field that is not there yet is as in an empty form."""
    usual = Intake()
    return Intake(**{name: _as(getattr(usual, name), typed.get(name), name) for name in asdict(usual)})


def _as(usual: Any, stored: Any, name: str) -> Any:
    kinds = {"contract": Contract, "work_mode": WorkMode, "kind": Kind, "pay_unit": PayUnit, "apply_to": ApplyTo}
    if stored is None:
        return usual
    return kinds[name](stored) if name in kinds else stored


def _typed(intake: Intake) -> dict[str, Any]:
    return {name: value for name, value in asdict(intake).items() if value is not None}


async def _row(connection: Connection, intake_id: str) -> Any:
    found = (await connection.execute(select(IntakeRow.__table__).where(_COLUMNS.id == intake_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


async def _held(connection: Connection, intake_id: str, version: int) -> Any:
    query = select(IntakeRow.__table__).where(_COLUMNS.id == intake_id).with_for_update()
    found = (await connection.execute(query)).one_or_none()
    if found is None:
        raise NotFound
    if found.version != version:
        raise StaleVersion(found.version)
    return found


async def _set(connection: Connection, intake_id: str, version: int, now: datetime, **values: Any) -> None:
    changed = update(IntakeRow).where(IntakeRow.id == intake_id)
    await connection.execute(changed.values(version=version + 1, changed_at=now, **values))
