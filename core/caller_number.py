"""The numbers of a call as Asterisk tells them, made safe to use. Pure.

Whoever calls decides what stands in the headers of a SIP call. A number goes into facts, dial strings, headers of
AGI and counters of wrong tries, so it may hold nothing but a number. Whoever shows none is nobody in particular:
two of them must never be taken for one person.
"""

import re
from collections.abc import Mapping

LONGEST = 20  # characters: E.164 allows fifteen digits, and some networks put a prefix before them

_CALLER = re.compile(r"\+?[0-9]+")
_DIALLED = re.compile(r"\+?[0-9*#]+")
_PRESENTATION = 0x60  # the bits of `AST_PRES_RESTRICTION`: 0x00 allowed, 0x20 restricted, 0x40 unavailable


def caller_number(raw: str | None) -> str:
    """The number of a caller: digits, and one `+` before them.

    Empty for whatever else stands there: "anonymous", "unavailable", "restricted", a name, a number with something
    before, in or after it, or one that is too long.
    """
    return _only(_CALLER, raw)


def dialled_number(raw: str | None) -> str:
    """What was dialled: as a caller's number, and the keys `*` and `#`. Empty for anything else."""
    return _only(_DIALLED, raw)


def shown_number(headers: Mapping[str, str]) -> str:
    """The caller's number by the headers of an AGI request; empty too if the caller does not want it shown.

    Asterisk tells the number all the same, with the presentation as a number beside it (`agi_callingpres`).
    """
    try:
        is_shown = int(headers.get("agi_callingpres") or "0") & _PRESENTATION == 0
    except ValueError:
        is_shown = False
    return caller_number(headers.get("agi_callerid")) if is_shown else ""


def _only(pattern: re.Pattern[str], raw: str | None) -> str:
    return raw if raw is not None and len(raw) <= LONGEST and pattern.fullmatch(raw) else ""


_PREFIXES = ("", "+48", "48", "0048", "0")  # before a number of nine digits, as networks show them
_DIGITS = 9


def forms_of(number: str) -> set[str]:
    """Everything that a network may show for this number of Poland."""
    digits = number.lstrip("+0").removeprefix("48") if len(number) > _DIGITS else number
    return {number} | {prefix + digits for prefix in _PREFIXES}
