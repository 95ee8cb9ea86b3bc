"""Asks a system of another institution by the contract that is ours, too: one question, one answer, never again.

What is answered is shown and kept nowhere. A later version, nonsense and silence are told apart in Polish; neither
key nor PESEL stands in an error.
"""

from collections.abc import Mapping
from typing import Any, Final

from clients.systems.contract import Inquiry, InquiryAnswer
from clients.systems.other_systems import OtherSystem
from core.errors import S724Error
from core.outside.web_answer import NoAnswer, Times, Why, asking, read_json

TIMES: Final = Times(connect=3, silence=10, whole=10)
"""Somebody waits before the page, perhaps with the client on the line."""
MOST_ANSWER: Final = 64 * 1024
"""Bytes."""
_MOST_REGISTRATIONS, _LONGEST_ID = 50, 100

_WHY_PL: Mapping[Why, str] = {
    "late": "System „{}” nie odpowiedział w czasie. Prosimy spróbować później.",
    "broken": "Nie udało się połączyć z systemem „{}”. Prosimy spróbować później.",
    "code": "System „{}” odmówił odpowiedzi (kod {}).",
    "large": "Odpowiedź systemu „{}” jest nieczytelna. Prosimy powiadomić administratora.",
}
_CODES_PL: Mapping[int, str] = {
    401: "System „{}” nie uznał naszego klucza. Prosimy powiadomić administratora.",
    403: "System „{}” nie uznał naszego klucza. Prosimy powiadomić administratora.",
    429: "System „{}” nie przyjmuje teraz więcej zapytań. Prosimy spróbować później.",
}
_VERSION_PL = "System „{}” odpowiada w innej wersji umowy niż v1. Prosimy powiadomić administratora."


class UnknownSystem(S724Error):
    """The installation names none of that name for the offices of who asks. Nothing has left."""

    code = "unknown_system"
    message_pl = "Systemu o tej nazwie nie ma wśród tych, które urząd może pytać."


class SystemAway(S724Error):
    """There is no answer; nothing is known of the person by it. `message_pl` says why."""

    code = "system_away"


async def ask_system(system: OtherSystem, inquiry: Inquiry, times: Times = TIMES) -> InquiryAnswer:
    """Raises SystemAway within `times.whole` seconds."""
    headers = {"Authorization": f"Bearer {system.key}"}
    try:
        async with asking(times) as ask:
            raw = await ask("POST", system.url, MOST_ANSWER, json=inquiry.model_dump(), headers=headers)
    except NoAnswer as none:
        why_pl = _CODES_PL.get(none.status, _WHY_PL[none.why])
        raise SystemAway(why_pl.format(system.name, none.status)) from None
    try:
        document = read_json(raw)
        if isinstance(document, dict) and document.get("version", "v1") != "v1":
            raise SystemAway(_VERSION_PL.format(system.name))
        return _read(document)
    except ValueError:  # pydantic's, too
        raise SystemAway(_WHY_PL["large"].format(system.name)) from None


def _read(document: Any) -> InquiryAnswer:
    """Fields that are not known yet are left out. Raises ValueError for what is no answer."""
    if not isinstance(document, dict) or "version" not in document:
        raise ValueError("no answer of the contract")
    answer = InquiryAnswer.model_validate(document)
    if answer.is_registered != bool(answer.registrations) or answer.as_of.tzinfo is None:
        raise ValueError("it contradicts itself")
    if len(answer.registrations) > _MOST_REGISTRATIONS or len(answer.inquiry_id) > _LONGEST_ID:
        raise ValueError("more than there can be")
    return answer
