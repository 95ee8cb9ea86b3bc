"""Writes employers and their offers of a staged extract."""

from sqlalchemy import and_, exists, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from clients.importing import staging_store as staged
from clients.importing.files.manifest import Manifest
from clients.importing.set_store import Merged, merge_rows, table_of
from clients.importing.staging_store import SPARED
from core.db.tables.market.employer_tables import EmployerAgreementRow, EmployerContactRow, EmployerNoteRow
from core.db.tables.market.offer_tables import EmployerRow, OfferRow

_WRITTEN_HERE = (EmployerContactRow, EmployerNoteRow, EmployerAgreementRow)


async def merge_employers(connection: AsyncConnection, manifest: Manifest) -> Merged:
    """A full extract removes those that are not in it, but those of whom a row was rejected, and those of whom
    somebody has written something down here or whom somebody has joined with others."""
    employers, rows = table_of(EmployerRow), staged.EMPLOYER.c
    every = select(
        (literal(_employer_prefix(manifest)) + rows.employer_id).label("id"),
        literal(manifest.office).label("office"),
        rows.employer_id.label("ext_id"),
        *(rows[name] for name in ("name", "nip", "town", "phone", "email")),
    )
    spared = select(SPARED.c.ext_id).where(SPARED.c.entity == "employer")
    near = and_(employers.c.office == manifest.office, employers.c.ext_id.is_not(None))
    own = table_of(EmployerRow).alias("own")
    is_joined = or_(employers.c.joined_to.is_not(None), exists().where(own.c.joined_to == employers.c.id))
    has_more = (exists().where(row.employer_id == employers.c.id) for row in _WRITTEN_HERE)
    may_go = and_(
        literal(manifest.kind == "full"),
        employers.c.ext_id.not_in(spared),
        ~is_joined,
        *(~each for each in has_more),
    )
    return await merge_rows(connection, manifest, EmployerRow, every, ["id"], near, may_go)


async def merge_offers(connection: AsyncConnection, manifest: Manifest) -> Merged:
    """A full extract removes those that are not in it; offers that did not come by an import stay."""
    offers, rows = table_of(OfferRow), staged.OFFER.c
    prefix = f"offer-{manifest.office}-x"
    every = select(
        (literal(prefix) + rows.offer_id).label("id"),
        literal(manifest.office).label("office"),
        rows.kzis6.label("occupation"),
        rows.position,
        rows.town,
        rows.pay_from,
        rows.pay_to,
        rows.contract,
        rows.valid_from,
        rows.valid_until,
        (literal(_employer_prefix(manifest)) + rows.employer_id).label("employer_id"),
    )
    spared = select(literal(prefix) + SPARED.c.ext_id).where(SPARED.c.entity == "offer")
    near = and_(offers.c.office == manifest.office, offers.c.id.startswith(prefix, autoescape=True))
    may_go = and_(literal(manifest.kind == "full"), offers.c.id.not_in(spared))
    return await merge_rows(connection, manifest, OfferRow, every, ["id"], near, may_go)


def _employer_prefix(manifest: Manifest) -> str:
    return f"employer-{manifest.office}-x"
