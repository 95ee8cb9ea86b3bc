"""The line to a feed of EURES: references, then the vacancies themselves, packed as the central base packs them.

The feed is the interface by which member states give their vacancies (`getAll`, `getDetails`): references with a
state, and each vacancy as an HR Open document (XML).
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from anyio import to_thread

from core.outside.web_answer import Asking, NoAnswer, Times, Why, asking, read_json
from market.offers.eures.vacancy import read_vacancy
from market.offers.offer import Offer, Source
from market.offers.official.envelope import Answer, Status
from market.offers.official.package import OFFERS_IN_A_FILE
from market.offers.official.reading import Unusable
from market.offers.official.service import TIMES, ServiceAway

ASKED_AT_ONCE = 200
MOST_VACANCIES = 50_000
MOST_ANSWER = 64 * 1024 * 1024
"""Bytes of one answer."""

_AWAY_PL: Mapping[Why, str] = {
    "late": "EURES nie odpowiedział w czasie",
    "broken": "połączenie z EURES zostało przerwane",
    "code": "EURES odpowiedział kodem {}",
    "large": "odpowiedź EURES jest większa, niż może być",
}


@dataclass(frozen=True, slots=True)
class EuresFeed:
    """`url`: to which `/getAll` and `/getDetails` are added. Half of it is nothing: whoever breaks off is asked
    again, from the beginning."""

    url: str
    times: Times = TIMES
    source: ClassVar[Source] = Source.EURES
    is_limited: ClassVar[bool] = False

    def read(self, record: Mapping[str, Any], today: date) -> Offer | Unusable:
        """Raises NotActive."""
        return read_vacancy(record, today)

    async def ask(self) -> Answer:
        """All that are active. Raises ServiceAway, also for an answer that is none."""
        details: list[dict[str, Any]] = []
        try:
            async with asking(self.times) as ask:
                references = _references(await self._json(ask, "GET", "getAll"))
                for first in range(0, len(references), ASKED_AT_ONCE):
                    wanted = references[first : first + ASKED_AT_ONCE]
                    details += _details(await self._json(ask, "POST", "getDetails", json=wanted), wanted)
        except NoAnswer as none:
            raise ServiceAway(_AWAY_PL[none.why].format(none.status)) from None
        if not details:
            return Answer(Status.NOTHING, "", b"")
        return Answer(Status.FINE, "eures.zip", await to_thread.run_sync(_packed, details))

    async def _json(self, ask: Asking, method: str, operation: str, **question: Any) -> Any:
        try:
            return read_json(await ask(method, f"{self.url}/{operation}", MOST_ANSWER, **question))
        except ValueError:
            raise ServiceAway("odpowiedź EURES jest nieczytelna") from None


def _references(answer: Any) -> list[str]:
    found = answer.get("allReferences") if isinstance(answer, dict) else None
    if not isinstance(found, list):
        raise ServiceAway("odpowiedź EURES jest nieczytelna")
    active = [str(each["reference"]) for each in found if isinstance(each, dict) and _is_active(each)]
    if len(active) > MOST_VACANCIES:
        raise ServiceAway("EURES podał więcej ofert, niż można wczytać")
    return active


def _is_active(reference: Mapping[str, Any]) -> bool:
    return bool(reference.get("reference")) and reference.get("status") == "ACTIVE"


def _details(answer: Any, wanted: Sequence[str]) -> list[dict[str, Any]]:
    """Those that the feed still has: what was closed between the two questions is left out."""
    found = answer.get("details") if isinstance(answer, dict) else None
    if not isinstance(found, dict):
        raise ServiceAway("odpowiedź EURES jest nieczytelna")
    return [dict(found[reference]) for reference in wanted if isinstance(found.get(reference), dict)]


def _packed(details: Sequence[dict[str, Any]]) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for first in range(0, len(details), OFFERS_IN_A_FILE):
            part = details[first : first + OFFERS_IN_A_FILE]
            archive.writestr(
                f"eures_{first // OFFERS_IN_A_FILE + 1:03}.json", json.dumps(part, ensure_ascii=False)
            )
    return raw.getvalue()
