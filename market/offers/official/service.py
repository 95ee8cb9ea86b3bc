"""The line to the official service: one question, one answer. Nothing is tried again here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from anyio import to_thread

from market.offers.offer import Offer, Source
from market.offers.official.envelope import Answer, AnswerUnreadable, question, read_answer
from market.offers.official.reading import Unusable, read_offer

MOST_ANSWER = 400 * 1024 * 1024
"""Bytes: what a whole country has would be less."""
CONNECT_TIME, SILENCE_TIME = 10.0, 120.0
"""Seconds until it must take the line, and most seconds between two pieces of the answer."""


class ServiceAway(Exception):
    """It cannot be reached, breaks off, or answers something else. `reason_pl` for who looks after the import."""

    def __init__(self, reason_pl: str) -> None:
        super().__init__(reason_pl)
        self.reason_pl = reason_pl


@dataclass(frozen=True, slots=True)
class OfficialService:
    """`url`: of the service, https; `partner`: the name under which the office is registered there."""

    url: str
    partner: str
    source: ClassVar[Source] = Source.OFFICIAL
    is_limited: ClassVar[bool] = True

    def read(self, record: Mapping[str, Any], today: date) -> Offer | Unusable:
        """Raises NotActive."""
        return read_offer(record, today)

    async def ask(self) -> Answer:
        """All offers of the province. Raises ServiceAway, also for an answer that is none."""
        import httpx  # once an evening: `jobs` need not load it to begin

        time = httpx.Timeout(SILENCE_TIME, connect=CONNECT_TIME)
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": ""}
        try:
            async with (
                httpx.AsyncClient(timeout=time, follow_redirects=False) as client,
                client.stream("POST", self.url, content=question(self.partner), headers=headers) as response,
            ):
                if response.status_code != httpx.codes.OK:
                    raise ServiceAway(f"usługa odpowiedziała kodem {response.status_code}")
                parts, length = [], 0
                async for part in response.aiter_bytes():
                    length += len(part)
                    if length > MOST_ANSWER:
                        raise ServiceAway("odpowiedź jest większa, niż może być")
                    parts.append(part)
        except httpx.TimeoutException:
            raise ServiceAway("usługa nie odpowiedziała w czasie") from None
        except httpx.HTTPError:
            raise ServiceAway("połączenie z usługą zostało przerwane") from None
        try:
            return await to_thread.run_sync(read_answer, b"".join(parts))
        except AnswerUnreadable as error:
            raise ServiceAway(f"odpowiedź jest nieczytelna ({error})") from None
