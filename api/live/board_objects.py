"""Which objects of the board have changed since they were sent. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from core.live.live import PROVINCE, LiveObject, OfficeFigures, Topic, Value, Window, live_object
from core.metrics.metric import Figure
from reports.board.day_figures import DayFigures

FRESH_TIME: Final = timedelta(seconds=10)
"""Figures that have not changed are sent again after so long, so that the page knows that they still hold."""

_Shown = tuple[Window, Window, Window]


class Changed:
    """Remembers the objects of topics as they were sent."""

    def __init__(self) -> None:
        self._sent: dict[Topic, Mapping[str, Value]] = {}

    def among(self, topic: Topic, now: Mapping[str, Value]) -> list[LiveObject]:
        """What of a topic is not as it was sent, if this is all that there is of it."""
        before = self._sent.get(topic, {})
        self._sent[topic] = dict(now)
        gone = [live_object(topic, key, None) for key in before.keys() - now.keys()]
        return gone + [live_object(topic, key, value) for key, value in now.items() if before.get(key) != value]


class BoardObjects:
    """Remembers what was sent. `changes` reckons some thousand figures: it is for a thread."""

    def __init__(self) -> None:
        self.levels: Mapping[str, Figure] = {}
        """The service level of the window `hour` by office; for alarms, as `unrecorded`."""
        self.unrecorded: Mapping[str, int] = {}
        """Conversations of the window `now` with a consent and without a recording, by office."""
        self._shown: dict[str, tuple[_Shown, datetime]] = {}  # by office, and of when what was sent is
        self._changed = Changed()

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
        found += self._changed.among("flow", day.flows())
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
