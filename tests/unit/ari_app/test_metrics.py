"""What the process says of itself."""

from typing import cast

import pytest

from ari_app.metrics import Health
from core.fact_log.event_log import EventLog


class FakeEventLog:
    def __init__(self, *, is_database_away: bool) -> None:
        self.is_database_away = is_database_away


@pytest.mark.parametrize(("is_connected", "asterisk"), [(True, "ok"), (False, "away")])
@pytest.mark.parametrize(("is_database_away", "event_log"), [(False, "ok"), (True, "away")])
def test_health_names_each_part_that_cannot_be_reached(
    is_connected: bool, asterisk: str, is_database_away: bool, event_log: str
) -> None:
    log = cast(EventLog, FakeEventLog(is_database_away=is_database_away))
    assert Health(lambda: is_connected, log).answer() == {"asterisk": asterisk, "event_log": event_log}
