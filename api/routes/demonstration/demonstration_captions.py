"""For somebody who tries the demonstration without sound: what the line says, in words, and what the desk does."""

import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Query

from api.auth import Shared
from api.errors import answers
from api.http.routing import Router
from api.made_up.demonstration_guard import at_this_machine
from api.made_up.desk_now import desk_now
from api.made_up.desk_now_store import named
from api.routes.demonstration.captions_schemas import Captions, DeskNowOut
from api.scenarios.captions import captions, heard_in, words_of
from api.schemas.paging import Moment, utc
from api.services import Services
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallStarted
from ivr.graph.subscenarios import SubscenarioRefused, put_together
from ivr.nodes import KINDS
from ivr.publishing.timetable_store import load_versions
from reports.calls.call_list_store import CallFilter, page_of_calls
from reports.calls.call_visibility import CallVisibility

router = Router(prefix="/api/demonstration", tags=["calls"], dependencies=[Depends(at_this_machine)])

LATELY = timedelta(hours=1)
MADE_UP = re.compile(r"500[0-9]{6}")  # the numbers that the web service gives to callers in a browser
MOST_CALLS = 8  # whose scenario and texts are kept: a call keeps its version, and asks twice a second


@dataclass(frozen=True, slots=True)
class _Lines:
    """What the scenario of a call can say."""

    heard: Callable[[str], Sequence[str]]
    words: Callable[[str, str], str]


_lines: OrderedDict[str, _Lines] = OrderedDict()


@router.get("/captions", responses=answers(404, 422))
async def get_demonstration_captions(
    shared: Shared,
    since: Annotated[
        Moment, Query(description="When the caller began to dial", examples=["2026-11-24T09:00:00Z"])
    ],
) -> Captions:
    """What a caller of the demonstration hears and has heard, and what happens at the desk: the first call from a
    made-up number since a moment.

    In a demonstration only, and only for whoever sits at its machine: 404 otherwise. Needs no log-in: whoever
    telephones has none. Values of a client are never in it.
    """
    began = max(utc(since, is_end=False), shared.clock.now() - LATELY)
    everything, now = CallVisibility(everything=True), shared.clock.now()
    page = await page_of_calls(shared.engine, CallFilter(started_from=began), everything, now=now, limit=50)
    found = next((call for call in reversed(page.calls) if MADE_UP.fullmatch(call.caller_number)), None)
    if found is None:
        return Captions(call_id=None, is_over=False, captions=[], desk=None)
    facts = await shared.calls.facts(found.id)
    lines = await _lines_of(found.id, facts, shared)
    return Captions(
        call_id=found.id,
        is_over=found.ended_at is not None,
        captions=captions(facts, lines.heard, lines.words),
        desk=await _desk(found.id, facts, shared),
    )


async def _desk(call_id: str, facts: Sequence[AnyEvent], shared: Services) -> DeskNowOut:
    now = desk_now(facts)
    names = await named(shared.engine, call_id, now)
    return DeskNowOut(
        stage=now.stage, agent=names.agent, office=names.office, place=names.place, recording=now.recording
    )


async def _lines_of(call_id: str, facts: Sequence[AnyEvent], shared: Services) -> _Lines:
    if call_id in _lines:
        _lines.move_to_end(call_id)
        return _lines[call_id]
    made = _Lines(await _heard(facts, shared), words_of(await shared.scenarios.prompts()))
    _lines[call_id] = made
    while len(_lines) > MOST_CALLS:
        _lines.popitem(last=False)
    return made


async def _heard(facts: Sequence[AnyEvent], shared: Services) -> Callable[[str], Sequence[str]]:
    """Of a scenario that cannot be read nothing is foreseen: its facts tell what was said."""
    start = next((fact for fact in facts if isinstance(fact, CallStarted)), None)
    if start is None or start.scenario is None or start.scenario_version is None:
        return _nothing
    main = (start.scenario, start.scenario_version)
    versions = await load_versions(shared.engine, [main, *start.subscenario_versions.items()])
    known = {name: versions[name, number] for name, number in versions if (name, number) != main}
    try:
        return heard_in(put_together(versions[main], known), KINDS)
    except (KeyError, SubscenarioRefused):
        return _nothing


def _nothing(path: str) -> Sequence[str]:
    return ()
