"""Days on which nobody has to work in Poland by law: 14 holidays and every Sunday. Pure.

The library knows also those that move with Easter, and that 24 December is one since 2025.
"""

from datetime import date
from functools import lru_cache

from holidays import country_holidays

FIRST_YEAR, LAST_YEAR = 2000, 2100
SUNDAY = "niedziela"


@lru_cache(maxsize=LAST_YEAR - FIRST_YEAR + 1)
def holidays_of(year: int) -> dict[date, str]:
    """The statutory holidays of a year with their Polish names, in order; a Sunday only if it is one, too."""
    return dict(sorted(country_holidays("PL", years=year, language="pl").items()))


def day_off(day: date) -> str | None:
    """The name of the holiday, or `niedziela`; None on a day on which people work."""
    return holidays_of(day.year).get(day) or (SUNDAY if day.weekday() == 6 else None)


def is_saturday_holiday(day: date) -> bool:
    """Employers owe another day off for a holiday on a Saturday (Labour Code, art. 130 § 2)."""
    return day.weekday() == 5 and day in holidays_of(day.year)


# At its first question the library reads the code of every country of the world: 0.1 s in which every call of the
# process would wait, so it is asked before there are any.
holidays_of(FIRST_YEAR)
