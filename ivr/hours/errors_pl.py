"""What is wrong with hours that somebody wants to save, together with the day and the other offices. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from core.calendar.holidays_pl import LAST_YEAR
from core.lists.topics import RESERVED, topic_faults
from ivr.hours.week_plan import SpecialDays, WeekPlan


def plan_faults(
    plan: WeekPlan, today: date, offices: Mapping[str, str], pools: Collection[tuple[str, date | None]]
) -> list[str]:
    """Polish sentences; none when it may be saved.

    `offices` has the name of each, `pools` who keeps an evening pool, and the day on which that ends.
    """
    found = _topic_faults(plan.purpose)
    if plan.valid_from < today:
        found.append("Plan nie może obowiązywać wstecz, od dnia, który już minął.")
    if plan.valid_from.year > LAST_YEAR:
        found.append(f"Plan musi zacząć obowiązywać najpóźniej w roku {LAST_YEAR}.")
    if plan.valid_to is not None and plan.valid_to <= plan.valid_from:
        found.append("Ostatni dzień planu nie może być wcześniejszy niż pierwszy.")
    if plan.evening_pool is not None:
        found += _pool_faults(plan, plan.evening_pool, offices, pools)
    return found


def _pool_faults(
    plan: WeekPlan, pool: str, offices: Mapping[str, str], pools: Collection[tuple[str, date | None]]
) -> list[str]:
    if plan.purpose == "evening":
        return ["Wspólny dyżur nie może uczestniczyć w innym dyżurze."]
    if pool not in offices:
        return [f"Nie ma urzędu {pool}."]
    if not any(keeper == pool and (ends is None or ends > plan.valid_from) for keeper, ends in pools):
        return [f"{offices[pool]} nie prowadzi wspólnego dyżuru; najpierw proszę ustalić jego godziny."]
    return []


def _topic_faults(purpose: str) -> list[str]:
    return [] if purpose in RESERVED else topic_faults([purpose])


def exception_faults(
    days: SpecialDays, today: date, others: Iterable[SpecialDays], began: date | None = None
) -> list[str]:
    """Likewise. `others` are the exceptions that stay; `began` is the first day of the one that is replaced, which
    may have passed if it stays the first."""
    found = _topic_faults(days.purpose)
    if days.last_day < today or (days.first_day < today and days.first_day != began):
        found.append("Wyjątek nie może dotyczyć dni, które już minęły.")
    found += [
        f"Od {other.first_day:%d.%m.%Y} do {other.last_day:%d.%m.%Y} obowiązuje już wyjątek „{other.text}”."
        for other in others
        if other.purpose == days.purpose and other.first_day <= days.last_day and days.first_day <= other.last_day
    ]
    return found
