"""The plan of the fallback path as it lies on disk: read anew when it has changed."""

from pathlib import Path

import msgspec
import structlog

from agi_scripts.fallback.ending import DialledLine
from core.retention.retention import Rules, RulesInForce, RuleSpan
from dialplan.generate import read_plan
from dialplan.plan import FallbackPlan
from ivr.hours.opening_hours import Hours, OfficeHours
from ivr.offices import OfficeDirectory, OfficeInfo

log = structlog.get_logger()


class PlanFile:
    """`current()` costs one look at the file's date."""

    def __init__(self, path: Path) -> None:
        """Raises OSError or msgspec.DecodeError when there is no plan that can be read."""
        self._path = path
        self._date = self._modified()
        self._plan = read_plan(path)
        self._offices, self._hours = _directory(self._plan), _hours(self._plan)
        self._retention = _retention(self._plan)

    def current(self) -> FallbackPlan:
        """The newest plan that could be read."""
        try:
            if (date := self._modified()) != self._date:
                plan = read_plan(self._path)
                self._offices, self._hours = _directory(plan), _hours(plan)
                self._retention = _retention(plan)
                self._plan, self._date = plan, date
        except (OSError, msgspec.DecodeError, ValueError) as error:
            log.error("the plan cannot be read anew, the old one holds", error=type(error).__name__)
        return self._plan

    def line(self, dialled: str) -> DialledLine:
        """The dialled number as a record needs it; a line that nobody owns if the newest plan has not got it."""
        number = self.current().number(dialled)
        if number is None:
            return DialledLine()
        return DialledLine(number.is_free, number.name, number.version, number.subscenario_versions)

    def offices(self) -> OfficeDirectory:
        """The offices of the plan that `current` returned last."""
        return self._offices

    def hours(self) -> Hours:
        """The opening hours of that plan."""
        return self._hours

    def retention(self) -> RulesInForce:
        """For how many days recordings are kept, by that plan."""
        return self._retention

    def _modified(self) -> tuple[int, int]:
        status = self._path.stat()
        return status.st_mtime_ns, status.st_ino


def _directory(plan: FallbackPlan) -> OfficeDirectory:
    return OfficeDirectory(
        (
            OfficeInfo(
                o.code,
                o.name,
                o.seat,
                o.locative,
                is_province=o.is_province,
                genitive=o.genitive,
                postal_code=o.postal_code,
                address=o.address,
                telephone=o.telephone,
                is_active=o.is_active,
            )
            for o in plan.offices
        ),
        plan.prefixes,
    )


def _retention(plan: FallbackPlan) -> RulesInForce:
    spans = (RuleSpan("recording", r.office, r.days, r.valid_from, r.valid_to) for r in plan.retention)
    return RulesInForce(Rules(tuple(spans)))


def _hours(plan: FallbackPlan) -> Hours:
    """Raises ValueError for hours that cannot be read."""
    offices = {code: OfficeHours.model_validate(office) for code, office in plan.hours.items()}
    return Hours(offices, plan.is_always_open)
