"""Institutions that give trainings, in the database."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from core.db.engine import Engine, reading
from core.db.tables.market.training_tables import InstitutionRow
from core.errors import NotFound, SettingsRefused, StaleVersion
from market.employers.numbers import digits, is_nip
from market.offers.asking import words_query

MAX_LISTED = 500


@dataclass(frozen=True, slots=True)
class Institution:
    """`ris_number`: of the register of training institutions."""

    name: str
    town: str
    ris_number: str | None = None
    nip: str | None = None
    address: str | None = None
    telephone: str | None = None
    email: str | None = None
    page: str | None = None


async def list_institutions(engine: Engine, words: str, limit: int) -> Sequence[Any]:
    """By name; those that have all the words in it, in the town or as their number."""
    query = select(InstitutionRow.__table__).order_by(InstitutionRow.name, InstitutionRow.id)
    for word in words.split()[:8]:
        every = func.concat_ws(" ", InstitutionRow.name, InstitutionRow.town, InstitutionRow.ris_number)
        query = query.where(func.folded_name(every).contains(func.folded_name(word), autoescape=False))
    async with reading(engine) as connection:
        return (await connection.execute(query.limit(min(limit, MAX_LISTED)))).all()


async def find_institutions(engine: Engine, words: str, limit: int) -> Sequence[Any]:
    """By name; those that have all the words, in any form, in the name or the town."""
    query = words_query(words)
    if not query:
        return []
    told = func.folded_name(InstitutionRow.name + " " + InstitutionRow.town)
    has_them = func.to_tsvector("simple", told).op("@@")(func.to_tsquery("simple", query))
    found = select(InstitutionRow.__table__).where(has_them).order_by(InstitutionRow.name, InstitutionRow.id)
    async with reading(engine) as connection:
        return (await connection.execute(found.limit(limit))).all()


async def get_institution(engine: Engine, institution_id: str) -> Any:
    """Raises NotFound."""
    query = select(InstitutionRow.__table__).where(InstitutionRow.id == institution_id)
    async with reading(engine) as connection:
        found = (await connection.execute(query)).one_or_none()
    if found is None:
        raise NotFound
    return found


async def save_institution(
    engine: Engine, institution_id: str, institution: Institution, version: int, by: str, now: datetime
) -> None:
    """A new one (version 0), or other words for one that was read at `version`. Raises StaleVersion, and
    SettingsRefused for a NIP that is none and for a number of the register that another one has."""
    values = {**asdict(institution), "changed_by": by, "changed_at": now}
    if institution.nip:
        if not is_nip(institution.nip):
            raise SettingsRefused(["To nie jest numer NIP: nie zgadza się cyfra kontrolna."])
        values["nip"] = digits(institution.nip)
    async with engine.begin() as connection:
        query = select(InstitutionRow.version).where(InstitutionRow.id == institution_id).with_for_update()
        standing = await connection.scalar(query) or 0
        if standing != version:
            raise StaleVersion(standing)
        new = insert(InstitutionRow).values(id=institution_id, version=1, **values)
        changed = update(InstitutionRow).where(InstitutionRow.id == institution_id)
        try:
            await connection.execute(changed.values(version=version + 1, **values) if version else new)
        except IntegrityError:
            raise SettingsRefused(["Instytucja o tym numerze w rejestrze już jest."]) from None
