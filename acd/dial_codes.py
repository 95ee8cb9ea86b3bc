"""What a consultant dials on the own telephone, and what is wished by it.

The codes of pauses are data: see `pause_reasons`.
"""

from collections.abc import Iterable

from acd.pause_reasons import PAUSE_REASONS, BadPauseReasons, PauseReason
from core.commands import AgentWish

STATE_CODES: dict[str, AgentWish] = {
    "*60": "log_in",
    "*61": "ready",
    "*62": "wrap_up_done",
    "*69": "log_out",
}


def dial_codes(reasons: Iterable[PauseReason]) -> dict[str, tuple[AgentWish, str | None]]:
    """By code, what is wished and the reason of a pause. Raises BadPauseReasons for a code that a state has."""
    codes: dict[str, tuple[AgentWish, str | None]] = {code: (wish, None) for code, wish in STATE_CODES.items()}
    for reason in reasons:
        if reason.dial_code is None:
            continue
        if reason.dial_code in STATE_CODES:
            wish = STATE_CODES[reason.dial_code]
            raise BadPauseReasons(
                f"pause_reasons.json: {reason.id!r} has {reason.dial_code}, the code of {wish!r}"
            )
        codes[reason.dial_code] = ("pause", reason.id)
    return codes


DIAL_CODES = dial_codes(PAUSE_REASONS.values())
