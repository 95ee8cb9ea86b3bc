"""One call has one wait: in reports, in the list, on its own page, and at the desk."""

from math import ceil
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from core.facts.kinds.waiting import QueueEntered, WaitBegan
from core.live.call_story import folded_call
from tests.api.conftest import LogIn
from tests.support.calls.call_facts import Story
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.reports.report_projection import catch_up, write

pytestmark = pytest.mark.anyio

DAY = {"from": "2026-11-24", "to": "2026-11-24"}


def asked_first(question: float) -> Story:
    """A caller who is asked something at a held place, which is no waiting."""
    story = Story().rings().is_verified().then(QueueEntered(queue="20060", position=1, is_held=True), 1.0)
    return story.then(WaitBegan(queue="20060", question_time=question), question)


def taken(wait: float) -> Story:
    """Rung after 0.3 s, picked up three seconds later, and connected when the wait is over."""
    story = asked_first(22.0)
    joined = story.now
    story.is_offered(after=0.3).is_answered(wait_time=wait)
    last = story.facts.pop()  # the conversation begins with the end of the wait
    left = story.facts.pop()
    story.now = joined
    story.then(left, wait).then(last)
    return story.talks(30).ends()


@pytest.mark.parametrize(
    ("wait", "shown"),
    first_of(
        3,
        [(5.4, 6), (3.5, 4), (5.0, 5), (20.001, 21), (311.6, 312)],
        ANOTHER,
        "tests/api/calls/test_one_wait.py::test_a_call_waited_equally_long_wherever_somebody_looks",
    ),
)
async def test_a_call_waited_equally_long_wherever_somebody_looks(
    engine: AsyncEngine, log_in: LogIn, wait: float, shown: int
) -> None:
    story = taken(wait)
    await write(engine, story.facts)
    await catch_up(engine, story.now)
    client = await log_in("kierownik-20060")

    [listed] = (await client.get("/api/calls", params=DAY)).json()["calls"]
    page = (await client.get(f"/api/calls/{story.call_id}")).json()
    assert listed["wait_time"] == page["wait_time"] == wait
    assert ceil(wait) == shown, "as web/src/call_list/ends.ts has it"
    [left] = [step for step in page["timeline"] if step["kind"] == "queue_left"]
    minutes, rest = divmod(shown, 60)
    assert f"po {f'{minutes} min ' if minutes else ''}{rest} s: " in left["text"]

    columns = ["asa", "longest_wait", "service_level"]
    report = (await client.post("/api/reports/run", json={"report": "day", **DAY, "columns": columns})).json()
    mean, longest, level = [cell["value"] for cell in report["total"]]
    assert (mean, longest) == (shown, shown)
    assert level == (100.0 if shown <= 20 else 0.0), "a wait that is shown as within the threshold is within it"
    opened: dict[str, Any] = {"report": "day", **DAY, "metric": "answered"}
    [behind] = (await client.post("/api/reports/calls", json=opened)).json()["calls"]
    assert {name: behind[name] for name in listed} == listed

    desk = folded_call(story.facts).story
    assert desk.joined is not None
    assert desk.answered is not None
    assert round((desk.answered - desk.joined).total_seconds(), 3) == wait


async def test_who_waits_still_has_waited_since_the_same_moment_in_the_list_and_at_the_desk(
    engine: AsyncEngine, log_in: LogIn
) -> None:
    asked = Story().rings().is_verified().then(QueueEntered(queue="20060", position=1, is_held=True), 1.0)
    waits = asked_first(22.0)
    await write(engine, [*asked.facts, *waits.facts])
    client = await log_in("kierownik-20060")
    calls = {call["id"]: call for call in (await client.get("/api/calls", params=DAY)).json()["calls"]}
    assert calls[asked.call_id]["queued_at"] is None, "who is asked something first does not wait yet"
    joined = folded_call(waits.facts).story.joined
    assert joined is not None
    assert calls[waits.call_id]["queued_at"] == joined.isoformat().replace("+00:00", "Z")
