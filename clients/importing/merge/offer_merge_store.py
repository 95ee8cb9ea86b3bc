"""Writes employers and their offers of a staged extract."""

from sqlalchemy import and_, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from clients.importing import staging_store as staged
from clients.importing.files.manifest import Manifest
from clients.importing.set_store import Merged, merge_rows, table_of
from clients.importing.staging_store import SPARED
from core.db.tables.market.offer_tables import EmployerRow, OfferRow


async def merge_employers(connection: AsyncConnection, manifest: Manifest) -> Merged:
    """A full extract removes those that are not in it, but those of whom a row was rejected."""
    employers, rows = table_of(EmployerRow), staged.EMPLOYER.c
    every = select(
        (literal(_employer_prefix(manifest)) + rows.employer_id).label("id"),
        literal(manifest.office).label("office"),
        rows.employer_id.label("ext_id"),
        *(rows[name] for name in ("name", "nip", "town", "phone", "email")),
    )
    spared = select(SPARED.c.ext_id).where(SPARED.c.entity == "employer")
    near = and_(employers.c.office == manifest.office, employers.c.ext_id.is_not(None))
    may_go = and_(literal(manifest.kind == "full"), employers.c.ext_id.not_in(spared))
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
