"""Offers and trainings that fit a client best, as the line reads them to the client: the answers behind
`clients.store`, which writes the look down in the same transaction."""

from collections.abc import Sequence
from datetime import date

from core.db.engine import Connection
from core.questions.client_data import Offer, Training
from market.matching.matches_store import MOST, Fitting, matches_of_client, trainings_of_client
from market.matching.profile_store import office_of_client
from market.offers.offer import PayUnit
from market.places.nearness import Ring


class LineMatches:
    """`clients.store.Matches`."""

    async def offers(
        self, connection: Connection, client_id: str, *, everywhere: bool, most: int, today: date
    ) -> Sequence[Offer]:
        """The best first, of those that callers may be told: with work in the county of the client, or
        `everywhere`. Where nobody knows how near it is, the client's office stands for the county."""
        found = await matches_of_client(connection, client_id, MOST, today=today, only_verified=True)
        if not everywhere:
            office = await office_of_client(connection, client_id)
            found = [each for each in found if _is_near(each, office)]
        return [_offer(each) for each in found[:most]]

    async def trainings(
        self, connection: Connection, client_id: str, *, most: int, today: date
    ) -> Sequence[Training]:
        """The best first, of the client's office and of the province."""
        office = await office_of_client(connection, client_id)
        found = await trainings_of_client(connection, client_id, MOST, today=today)
        rows = [each.row for each in found if each.row.office in (None, office)]
        return [
            Training(row.id, row.title, row.town, row.hours, row.starts_on, row.sign_up_until)
            for row in rows[:most]
        ]


def _is_near(fitting: Fitting, office: str | None) -> bool:
    ring = fitting.match.ring
    return fitting.row.office == office if ring is None else ring <= Ring.COUNTY


def _offer(fitting: Fitting) -> Offer:
    row = fitting.row
    is_monthly = row.pay_unit == PayUnit.MONTH  # as the announcement says it
    pay_from, pay_to = (row.pay_from, row.pay_to) if is_monthly else (None, None)
    return Offer(row.id, row.position, row.town, pay_from, pay_to, row.contract, row.valid_until)
