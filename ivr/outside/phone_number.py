"""Polish telephone numbers, and which of them the centre may ring at its own cost. Pure.

Numbers are personal data: nothing here quotes one in an error.
"""

LENGTH = 9

# National numbering plan: the first two digits of ordinary subscribers. What is not listed is refused: premium
# rate (70, and 30, 40 of old), shared cost and freephone (80), paging (64), access codes (20), what is unassigned.
_LANDLINES = (
    "12 13 14 15 16 17 18 22 23 24 25 29 32 33 34 41 42 43 44 46 48 52 54 55 56 58 59 61 62 63 65 67 68 71 74 75"
    " 76 77 81 82 83 84 85 86 87 89 91 94 95"
)
_MOBILES = "45 50 51 53 57 60 66 69 72 73 78 79 88"
_INTERNET_AND_SERVICES = "26 39 47"  # the army's, numbers of no place, the police's
_ORDINARY = frozenset(f"{_LANDLINES} {_MOBILES} {_INTERNET_AND_SERVICES}".split())

_MOBILE = frozenset(_MOBILES.split())


def national(number: str) -> str | None:
    """The nine digits of a Polish number as an operator sends it, with +48, 0048, 48 or without.

    None for what has not nine digits: short, foreign and withheld numbers.
    """
    plain = "".join(sign for sign in number if sign not in " -()\u00a0")
    for prefix in ("+48", "0048", "48", ""):
        rest = plain.removeprefix(prefix)
        if plain.startswith(prefix) and len(rest) == LENGTH and rest.isascii() and rest.isdigit():
            return rest
    return None


def is_ordinary(digits: str) -> bool:
    """May these nine digits be rung back? Anything dearer than a subscriber's line is fraud or a slip."""
    return len(digits) == LENGTH and digits.isascii() and digits.isdigit() and digits[:2] in _ORDINARY


def ordinary(number: str) -> str | None:
    """The nine digits of a number that may be rung back; None for any other."""
    digits = national(number)
    return digits if digits is not None and is_ordinary(digits) else None


def mobile(number: str) -> str | None:
    """The nine digits of a mobile number, which can receive text messages; None for any other."""
    digits = ordinary(number)
    return digits if digits is not None and digits[:2] in _MOBILE else None


def in_groups(digits: str) -> list[str]:
    """In threes, as people say a number."""
    return [digits[at : at + 3] for at in range(0, len(digits), 3)]
