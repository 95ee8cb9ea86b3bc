"""How much a staged extract would take away, before anything is written."""

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from clients.importing import staging_store as staged
from clients.importing.files.manifest import Manifest
from clients.importing.judgement import Shrinkage
from clients.importing.set_store import HERE, count, not_spared, of_persons, table_of
from clients.importing.staging_store import PERSON, SPARED
from core.db.tables.client_tables import VisitRow
from core.db.tables.market.offer_tables import EmployerRow
from core.db.tables.person_tables import (
    BenefitRow,
    Client,
    DecisionRow,
    EmploymentPeriodRow,
    ParticipationRow,
    QualificationRow,
    ReferralRow,
    RegistrationPeriodRow,
)


async def shrinkages(connection: AsyncConnection, manifest: Manifest) -> list[Shrinkage]:
    """What a merge would take away: persons, and rows of those who stay. A person's rows that are rewritten in
    another order count as staying. Offers are left out: they end by themselves."""
    found = [await _persons_going(connection, manifest)]
    if manifest.kind == "delta":
        return found
    for entity, row in (
        ("registration", RegistrationPeriodRow),
        ("qualification", QualificationRow),
        ("employment_period", EmploymentPeriodRow),
        ("visit", VisitRow),
        ("benefit", BenefitRow),
        ("referral", ReferralRow),
        ("participation", ParticipationRow),
        ("decision", DecisionRow),
    ):
        stands, rows = table_of(row), staged.BY_ENTITY[entity]
        known = select(PERSON.c.client_id).where(PERSON.c.from_office == manifest.office, HERE, not_spared(entity))
        have = await count(connection, select(stands).where(stands.c.client_id.in_(known)))
        come = await count(connection, of_persons(rows).where(PERSON.c.client_id.in_(known)))
        found.append(Shrinkage(entity, have, max(0, have - come)))
    employers = table_of(EmployerRow)
    have = await count(connection, select(employers).where(employers.c.office == manifest.office))
    come = await count(connection, select(staged.EMPLOYER))
    found.append(Shrinkage("employer", have, max(0, have - come)))
    return found


async def _persons_going(connection: AsyncConnection, manifest: Manifest) -> Shrinkage:
    here = (Client.office == manifest.office, Client.ext_id.is_not(None), Client.gone_at.is_(None))
    stands = await count(connection, select(Client.id).where(*here))
    return Shrinkage("person", stands, await count(connection, select(Client.id).where(*here, goes(manifest))))


def goes(manifest: Manifest) -> ColumnElement[bool]:
    """Whether a client of the office is not among its persons any more."""
    if manifest.kind == "delta":
        return Client.id.in_(select(PERSON.c.client_id).where(~HERE))
    seen = select(PERSON.c.line).where(PERSON.c.client_id == Client.id)
    spared = select(SPARED.c.ext_id).where(SPARED.c.entity == "person", SPARED.c.ext_id == Client.ext_id)
    return and_(~exists(seen), ~exists(spared))
