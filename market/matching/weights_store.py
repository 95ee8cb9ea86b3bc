"""How much each part of a match counts, from which day on: a history of rules that two persons have agreed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, or_, select, text, update

from core.calendar.validity import Span, splice
from core.db.engine import Connection, Engine, reading
from core.db.tables.market.matching_tables import MatchingWeightsRow
from core.errors import SettingsRefused, StaleVersion
from core.ids import new_id
from core.zone import WARSAW
from market.matching.weights import Weights, default_weights

_ROW = MatchingWeightsRow.__table__.c


@dataclass(frozen=True, slots=True)
class WeightsRule:
    """`valid_to` is not included. `basis`: why, in Polish."""

    id: str
    weights: Weights
    valid_from: date
    valid_to: date | None
    basis: str
    changed_by: str
    confirmed_by: str
    changed_at: datetime


async def weights_on(connection: Connection, day: date) -> Weights:
    """Those in force on that day; without a rule those that ship."""
    query = select(_ROW.weights).where(_ROW.valid_from <= day, or_(_ROW.valid_to.is_(None), _ROW.valid_to > day))
    found = await connection.scalar(query.limit(1))
    return default_weights() if found is None else Weights.model_validate(found)


async def list_rules(engine: Engine) -> Sequence[WeightsRule]:
    """Every rule, the latest first."""
    query = select(MatchingWeightsRow.__table__).order_by(_ROW.valid_from.desc(), _ROW.changed_at.desc(), _ROW.id)
    async with reading(engine) as connection:
        return [_read(row) for row in await connection.execute(query)]


async def check_rule(engine: Engine, valid_from: date, read_version: int, now: datetime) -> None:
    """Raises SettingsRefused and StaleVersion as `save_rule` does; saves nothing."""
    _check_day(valid_from, now)
    async with reading(engine) as connection:
        await _check_version(connection, read_version)


async def save_rule(
    engine: Engine,
    weights: Weights,
    valid_from: date,
    basis: str,
    read_version: int,
    by: str,
    confirmed_by: str,
    now: datetime,
) -> None:
    """A rule from a day on, until the next one that is planned. The version is the number of rules there are.

    Raises SettingsRefused for a day that is over, and StaleVersion if there are other rules than were read.
    """
    _check_day(valid_from, now)
    async with engine.begin() as connection:
        # Two who save at once must not both look at the same state.
        await connection.execute(text("LOCK TABLE matching_weights IN SHARE ROW EXCLUSIVE MODE"))
        await _check_version(connection, read_version)
        rows = await connection.execute(select(_ROW.id, _ROW.valid_from, _ROW.valid_to))
        fit = splice([Span(row.id, row.valid_from, row.valid_to) for row in rows], valid_from, None)
        for row_id, ends in fit.ends.items():
            await connection.execute(update(MatchingWeightsRow).where(_ROW.id == row_id).values(valid_to=ends))
        await connection.execute(
            insert(MatchingWeightsRow).values(
                id=new_id("weights"),
                weights=weights.model_dump(),
                valid_from=valid_from,
                valid_to=fit.valid_to,
                basis=basis,
                changed_by=by,
                confirmed_by=confirmed_by,
                changed_at=now,
            )
        )


def _check_day(valid_from: date, now: datetime) -> None:
    if valid_from < now.astimezone(WARSAW).date():
        raise SettingsRefused(["Wagi nie mogą obowiązywać od dnia, który minął."])


async def _check_version(connection: Connection, read_version: int) -> None:
    version = await connection.scalar(select(func.count()).select_from(MatchingWeightsRow)) or 0
    if version != read_version:
        raise StaleVersion(version)


def _read(row: Any) -> WeightsRule:
    return WeightsRule(**{**row._mapping, "weights": Weights.model_validate(row.weights)})
