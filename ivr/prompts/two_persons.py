"""Which words of announcements take two persons: those that ask for secrets or tell a number. Pure.

Whoever changes them alone could have every caller's code sent elsewhere, or every caller ring a number that costs.
"""

import re
from collections.abc import Iterable

_SPEAKS_OF = re.compile(
    r"\b(pin|pesel|hasł|kod|numer|cyfr|kart|password|code|number|digit|card|пін|песель|пароль|код|номер|цифр|карт)",
    re.IGNORECASE,
)
_TELLS_NUMBER = re.compile(r"(\d[\s.-]*){3}")


def take_two(texts: Iterable[str]) -> bool:
    """Do the words of before or the new ones ask for a code, a number or a card, or tell a number?"""
    return any(_SPEAKS_OF.search(text) or _TELLS_NUMBER.search(text) for text in texts)
