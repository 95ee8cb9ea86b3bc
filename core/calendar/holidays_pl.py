"""Days on which nobody has to work in Poland by law: 14 holidays and every Sunday. Pure.

Act of 18 January 1951 on days free from work (ustawa o dniach wolnych od pracy, Dz.U. 1951 nr 4 poz. 28), as it
has been since 2000: with the Epiphany since 2011 (Dz.U. 2010 nr 224 poz. 1459), with Christmas Eve since 2025
(Dz.U. 2024 poz. 1965), and once with 12 November 2018 (Dz.U. 2018 poz. 2117). Written down here because a library
of holidays is that of all countries: 303 modules that each process would read at its start.
"""

from datetime import date, timedelta
from functools import lru_cache

FIRST_YEAR, LAST_YEAR = 2000, 2100
SUNDAY = "niedziela"

_FIXED = (  # month, day, first year, name
    (1, 1, FIRST_YEAR, "Nowy Rok"),
    (1, 6, 2011, "Święto Trzech Króli"),
    (5, 1, FIRST_YEAR, "Święto Państwowe"),
    (5, 3, FIRST_YEAR, "Święto Narodowe Trzeciego Maja"),
    (8, 15, FIRST_YEAR, "Wniebowzięcie Najświętszej Marii Panny"),
    (11, 1, FIRST_YEAR, "Uroczystość Wszystkich Świętych"),
    (11, 11, FIRST_YEAR, "Narodowe Święto Niepodległości"),
    (12, 24, 2025, "Wigilia Bożego Narodzenia"),
    (12, 25, FIRST_YEAR, "Boże Narodzenie (pierwszy dzień)"),
    (12, 26, FIRST_YEAR, "Boże Narodzenie (drugi dzień)"),
)
_AFTER_EASTER = (  # days, name
    (0, "Niedziela Wielkanocna"),
    (1, "Poniedziałek Wielkanocny"),
    (49, "Zielone Świątki"),
    (60, "Dzień Bożego Ciała"),
)
_ONCE = {date(2018, 11, 12): "Narodowe Święto Niepodległości - 100-lecie"}


@lru_cache(maxsize=LAST_YEAR - FIRST_YEAR + 1)
def holidays_of(year: int) -> dict[date, str]:
    """The statutory holidays of a year with their Polish names, in order; a Sunday only if it is one, too."""
    found = {date(year, month, day): name for month, day, since, name in _FIXED if year >= since}
    found |= {_easter(year) + timedelta(days=days): name for days, name in _AFTER_EASTER}
    found |= {day: name for day, name in _ONCE.items() if day.year == year}
    return dict(sorted(found.items()))


def day_off(day: date) -> str | None:
    """The name of the holiday, or `niedziela`; None on a day on which people work."""
    return holidays_of(day.year).get(day) or (SUNDAY if day.weekday() == 6 else None)


def is_saturday_holiday(day: date) -> bool:
    """Employers owe another day off for a holiday on a Saturday (Labour Code, art. 130 § 2)."""
    return day.weekday() == 5 and day in holidays_of(day.year)


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the anonymous algorithm (Meeus, Jones, Butcher)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    leap_centuries, rest = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon + 15) % 30
    leaps, of_four = divmod(of_century, 4)
    to_sunday = (32 + 2 * rest + 2 * leaps - epact - of_four) % 7
    correction = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * correction + 114, 31)
    return date(year, month, day + 1)
