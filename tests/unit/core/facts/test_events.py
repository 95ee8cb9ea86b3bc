"""Facts as they are kept."""

from datetime import UTC, datetime

import msgspec

from core.facts.events import PERSONAL_FIELDS, AnyEvent
from core.facts.kinds.calls import CallStarted

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_only_the_listed_fields_of_facts_hold_personal_data_and_none_holds_a_secret() -> None:
    fields = {field for kind in AnyEvent.__args__ for field in kind.__struct_fields__}
    assert fields >= PERSONAL_FIELDS
    assert not {f for f in fields if "pin" in f or "secret" in f or "password" in f}


def test_facts_come_back_from_json_as_they_were() -> None:
    fact = CallStarted(id="event-1", at=NINE, channel_id="c", dialled_number="9510", caller_number="")
    assert msgspec.json.decode(msgspec.json.encode(fact), type=AnyEvent) == fact
