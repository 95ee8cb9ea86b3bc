"""The line to the official service: one question, one answer. Nothing is tried again here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from anyio import to_thread

from core.outside.web_answer import NoAnswer, Times, Why, asking
from market.offers.offer import Offer, Source
from market.offers.official.envelope import Answer, AnswerUnreadable, question, read_answer
from market.offers.official.reading import Unusable, read_offer

MOST_ANSWER = 400 * 1024 * 1024
"""Bytes: what a whole country has would be less."""
TIMES = Times(connect=10, silence=120, whole=3600)
"""It packs a whole province before it says anything, and gives it by a slow line."""

_AWAY_PL: Mapping[Why, str] = {
    "late": "usługa nie odpowiedziała w czasie",
    "broken": "połączenie z usługą zostało przerwane",
    "code": "usługa odpowiedziała kodem {}",
    "large": "odpowiedź jest większa, niż może być",
}


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
    times: Times = TIMES
    source: ClassVar[Source] = Source.OFFICIAL
    is_limited: ClassVar[bool] = True

    def read(self, record: Mapping[str, Any], today: date) -> Offer | Unusable:
        """Raises NotActive."""
        return read_offer(record, today)

    async def ask(self) -> Answer:
        """All offers of the province. Raises ServiceAway, also for an answer that is none."""
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": ""}
        try:
            async with asking(self.times) as ask:
                raw = await ask("POST", self.url, MOST_ANSWER, content=question(self.partner), headers=headers)
        except NoAnswer as none:
            raise ServiceAway(_AWAY_PL[none.why].format(none.status)) from None
        try:
            return await to_thread.run_sync(read_answer, raw)
        except AnswerUnreadable as error:
            raise ServiceAway(f"odpowiedź jest nieczytelna ({error})") from None
