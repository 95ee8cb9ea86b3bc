"""The one rule of recording of a simulated call. Pure."""

from dataclasses import dataclass
from datetime import datetime

from core.facts.kinds.recordings import RecordingMode


@dataclass(frozen=True, slots=True)
class SimulatedRule:
    """It holds whatever office and topic the caller chooses."""

    chosen: RecordingMode

    def mode(self, office: str | None, topic: str | None, now: datetime) -> RecordingMode:
        return self.chosen
