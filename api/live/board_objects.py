"""Which objects of the board have changed since they were sent. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from core.live.live import PROVINCE, Flow, LiveObject, OfficeFigures, Window, live_object
from core.metrics.metric import Figure
from reports.board.day_figures import DayFigures

FRESH_TIME: Final = timedelta(seconds=10)
"""Figures that have not changed are sent again after so long, so that the page knows that they still hold."""

_Shown = tuple[Window, Window, Window]


class BoardObjects:
    """Remembers what was sent. `changes` reckons some thousand figures: it is for a thread."""

    def __init__(self) -> None:
        self.levels: Mapping[str, Figure] = {}
        """The service level of the window `hour` by office; for alarms, as `unrecorded`."""
        self.unrecorded: Mapping[str, int] = {}
        """Conversations of the window `now` with a consent and without a recording, by office."""
        self._shown: dict[str, tuple[_Shown, datetime]] = {}  # by office, and of when what was sent is
        self._flows: dict[str, Flow] = {}

    def changes(
        self, day: DayFigures, offices: frozenset[str], complete_until: datetime, facts_to: int
    ) -> list[LiveObject]:
        """What is not as it was sent, or was sent long ago. `offices`: all of the network."""
        keys = {PROVINCE} | offices | day.offices
        found = [
            live_object("office_figures", key, value)
            for key in sorted(keys)
            if (value := self._figures(day, key, complete_until, facts_to)) is not None
        ]
        for key in self._shown.keys() - keys:
            del self._shown[key]
            found.append(live_object("office_figures", key, None))
        flows = day.flows()
        found += [live_object("flow", key, flow) for key, flow in flows.items() if self._flows.get(key) != flow]
        found += [live_object("flow", key, None) for key in self._flows.keys() - flows.keys()]
        self._flows = flows
        levels = {key: shown[1].figures["service_level"] for key, (shown, _) in self._shown.items()}
        self.levels = {key: Figure(*level) for key, level in levels.items() if key != PROVINCE}
        unrecorded = {key: day.sums("now", key)["talks_consented_unrecorded"] for key in self.levels}
        self.unrecorded = {key: count for key, count in unrecorded.items() if count}
        return found

    def _figures(self, day: DayFigures, key: str, complete_until: datetime, facts_to: int) -> OfficeFigures | None:
        """None: the page has it."""
        shown = (day.window("now", key), day.window("hour", key), day.window("day", key))
        before = self._shown.get(key)
        if before is not None and before[0] == shown and complete_until - before[1] < FRESH_TIME:
            return None
        self._shown[key] = (shown, complete_until)
        return OfficeFigures(
            complete_until=complete_until, facts_to=facts_to, now=shown[0], hour=shown[1], day=shown[2]
        )
