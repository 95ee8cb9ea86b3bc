"""What a consultant dials on the own telephone, and what is wished by it. Pure.

The codes of pauses are data: see `pause_reasons`. Those of states and those kept for recordings are not.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from acd.pause_reasons import AFTER_LOGIN, PauseReason
from core.relay.commands import AgentWish

STATE_CODES: dict[str, AgentWish] = {
    "*60": "log_in",
    "*61": "ready",
    "*62": "wrap_up_done",
    "*69": "log_out",
}

_STATES_PL: dict[AgentWish, str] = {
    "log_in": "logowania",
    "ready": "zgłoszenia gotowości",
    "wrap_up_done": "końca czynności po rozmowie",
    "log_out": "wylogowania",
}

RECORDING_CODES: dict[str, Literal["withdraw", "pause"]] = {"*77": "withdraw", "*78": "pause"}
"""On a second line of the telephone, about the conversation on the first: withdraw the consent; pause or
go on."""

ConversationAct = Literal["apart", "together", "aside", "hand_over", "back"]

CONVERSATION_CODES: dict[str, ConversationAct] = {
    "*80": "apart",
    "*81": "together",
    "*82": "aside",
    "*83": "hand_over",
    "*84": "back",
}
"""On a second line, while the caller is on hold on the first: what is to become of the conversation. But for the
last one, whom to call may follow: see `conversation_wish`."""

WHOM_LENGTHS = (1, 2, 3, 5, 6, 7, 8)
"""How many digits may follow."""

KEPT_CODES = frozenset({"*76", "*77", "*78", "*79", *CONVERSATION_CODES})
"""For recordings and conversations by telephone: no pause may have one of these."""

_WISH = re.compile(r"(\*8[0-4])([0-9]*)")
_CODE = re.compile(r"\*[0-9]{2}")


def dial_codes(reasons: Iterable[PauseReason]) -> dict[str, tuple[AgentWish, str | None]]:
    """By code, what is wished and the reason of a pause.

    A reason that is not active has no code. Nor has one with a code that `code_faults` refuses: somebody has
    reached the table by another way, and the telephones of all others go on working.
    """
    codes: dict[str, tuple[AgentWish, str | None]] = {code: (wish, None) for code, wish in STATE_CODES.items()}
    for reason in reasons:
        if reason.is_active and reason.dial_code is not None and not code_faults(reason.id, reason.dial_code):
            codes.setdefault(reason.dial_code, ("pause", reason.id))
    return codes


@dataclass(frozen=True, slots=True)
class ConversationWish:
    """`whom`: an account, or the code of an office, for whoever is ready there; empty: who is there already."""

    act: ConversationAct
    whom: str = ""


def conversation_wish(dialled: str, account: str, office: str) -> ConversationWish | None:
    """What a consultant of `office` with that account wants who has dialled this; None if it means nothing.

    The digits are those of the telephones' names: `*80206201` is k20620-1, `*8020620` whoever is ready in that
    office; in the own office the number alone does, `*802`, and `*800` is whoever is ready there.
    """
    found = _WISH.fullmatch(dialled)
    if found is None:
        return None
    act, digits = CONVERSATION_CODES[found[1]], found[2]
    if not digits:
        return ConversationWish(act)
    if act == "back" or len(digits) not in WHOM_LENGTHS:
        return None
    if len(digits) <= 3:
        number = int(digits)
        return ConversationWish(act, f"{account.rpartition('-')[0]}-{number}" if number else office)
    if len(digits) == 5:
        return ConversationWish(act, digits)
    return ConversationWish(act, f"k{digits[:5]}-{int(digits[5:])}")


def code_faults(reason: str, dial_code: str | None, others: Iterable[PauseReason] = ()) -> list[str]:
    """Why a reason may not be dialled so: Polish sentences; none if it may. `others` are all reasons; what does
    not hold any more keeps no code."""
    if dial_code is None:
        return []
    if reason == AFTER_LOGIN:
        return ["Powód po zalogowaniu nie ma kodu: nikt o niego nie prosi."]
    if not _CODE.fullmatch(dial_code):
        return ["Kod to gwiazdka i dwie cyfry, na przykład *70."]
    if dial_code in STATE_CODES:
        return [f"Kod {dial_code} służy do {_STATES_PL[STATE_CODES[dial_code]]}."]
    if dial_code in KEPT_CODES:
        return [f"Kody od *76 do {max(CONVERSATION_CODES)} są zachowane dla nagrań i rozmów."]
    return [
        f"Kod {dial_code} ma już powód „{other.title}”."
        for other in others
        if other.is_active and other.id != reason and other.dial_code == dial_code
    ]
