"""Rates of a demonstration, so that amounts are told there, too: made up, and told as such wherever they are.

A rate whose last day is over gets a made-up span around today. What people have set or planned is never touched,
and in a production there is none.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.rates.rate import MADE_UP, Rate
from knowledge.rates.rate_store import insert_rates, rates_of

SOURCE: Final = f"{MADE_UP}: kwota wymyślona, nie ma jej w żadnym przepisie"
_ROUND: Final = Decimal(100)
_DAY: Final = timedelta(days=1)


async def seed_made_up_rates(connection: AsyncConnection, day: date, now: datetime) -> int:
    """How many were added."""
    rates = await rates_of(connection)
    found = [made for code in sorted(rates.codes) if (made := made_up(rates.of(code), day)) is not None]
    await insert_rates(connection, found, now)
    return len(found)


def made_up(spans: Sequence[Rate], day: date) -> Rate | None:
    """The span of a rate that a demonstration has on that day, by its spans in their order; None where one holds,
    or none has been there before. Round, so that nobody takes it for the law's, and from June to May, as rates of
    benefit are."""
    before = [rate for rate in spans if rate.valid_from <= day]
    if not before or before[-1].holds_on(day) or before[-1].valid_until is None:
        return None
    last, first = before[-1], date(day.year if day.month >= 6 else day.year - 1, 6, 1)
    until = date(first.year + 1, 5, 31)
    planned = next((rate.valid_from - _DAY for rate in spans if rate.valid_from > day), until)
    return replace(
        last,
        title=last.title if last.is_made_up else f"{last.title} ({MADE_UP})",
        amount=max(_ROUND, (last.amount / _ROUND).quantize(Decimal(1), ROUND_HALF_EVEN) * _ROUND),
        valid_from=max(first, before[-1].valid_until + _DAY),
        valid_until=min(until, planned),
        source=SOURCE,
        source_certainty="low",
        is_made_up=True,
    )
