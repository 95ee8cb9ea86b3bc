"""The choice of an office by one key, when some of the offices are there no more."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime

import anyio
import pytest

from core.call import Call
from core.clock import LoopClock
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.scenarios import OfficeChosen
from ivr import defaults
from ivr.nodes.office_menu import OfficeMenuKind, Settings
from ivr.offices import OfficeDirectory
from ivr.visit import Tools, Visit
from tests.support.calls.fake_centre import presses
from tests.support.calls.fake_services import FakeVerifier, FakeVoice
from tests.support.calls.fake_telephony import FakeExchange
from tests.support.timing.virtual_time import in_virtual_time

MENU = Settings(prompts=["C06"], offices={"1": "20060", "2": "20620"}, retries=1)


async def chosen(key: str, deactivated: Collection[str], menu: Settings = MENU) -> tuple[str, list[str]]:
    """The outcome of the menu, and the offices that were chosen."""
    shipped = defaults.office_directory()
    offices = OfficeDirectory(
        [replace(office, is_active=office.code not in deactivated) for office in shipped.every()],
        shipped.prefixes(),
    )
    clock = LoopClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    bus = Bus(clock)
    events: list[AnyEvent] = []
    bus.listen(events.append)
    caller = FakeExchange().caller()
    tools = Tools(FakeVoice(), FakeVerifier(), offices, hours=defaults.opening_hours())
    async with anyio.create_task_group() as party:
        party.start_soon(presses, caller, (2.0, key))
        outcome = await OfficeMenuKind().run(Visit(Call(caller, bus, clock), tools), "urzad", menu)
        party.cancel_scope.cancel()
    return outcome, [event.office for event in events if isinstance(event, OfficeChosen)]


@pytest.mark.parametrize(
    ("key", "deactivated", "outcome", "offices"),
    [
        ("1", (), "chosen", ["20060"]),
        ("1", ("20060",), "failed", []),
        ("2", ("20060",), "chosen", ["20620"]),
        ("*", ("20060",), "back", []),
        ("1", ("20060", "20620"), "failed", []),
    ],
)
@in_virtual_time
async def test_an_office_that_was_deactivated_is_no_choice(
    key: str, deactivated: Collection[str], outcome: str, offices: list[str]
) -> None:
    assert await chosen(key, deactivated) == (outcome, offices)


@in_virtual_time
async def test_a_menu_whose_offices_are_all_gone_ends_by_itself() -> None:
    menu = MENU.model_copy(update={"back_key": None})
    assert await chosen("1", ("20060", "20620"), menu) == ("failed", [])
