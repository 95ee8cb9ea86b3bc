"""What answers for a time instead of the usual: variants of scenarios, and emergency messages."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import Path, Response

from acd.store import load_queue_offices
from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.proposals import broke_glass, proposed
from api.request_user import User
from api.routes.scenarios.scenarios import Publisher, Reader
from api.routes.scenarios.switches_schemas import EmergencyIn, EmergencyOut, VariantIn, VariantOut
from api.schemas.paging import utc
from api.schemas.proposals import ProposalOut
from api.services import Services
from core.errors import NotAllowed, SettingsRefused
from core.ids import new_id
from core.rights import Right
from core.two_persons.four_eyes import Act, NoSecondPerson
from ivr import emergency_message_store
from ivr.emergency_message import EmergencyMessage
from ivr.publishing import variant_store
from ivr.publishing.variant_store import new_variant_id
from ivr.publishing.variants import Variant

router = Router(prefix="/api", tags=["scenarios"])

Switcher = Annotated[User, needs(Right.SWITCH_EMERGENCY_MESSAGES)]
_WAITS: dict[int | str, dict[str, Any]] = {
    202: {"model": ProposalOut, "description": "It begins later, and waits for a second person"}
}
Id = Annotated[str, Path(pattern="^[a-z0-9-]{1,80}$")]


@router.get("/scenario-variants", responses=answers(401, 403))
async def get_variants(user: Reader, shared: Shared) -> list[VariantOut]:
    """All variants, those that are over and planned included; the latest first."""
    return [VariantOut.of(row) for row in await variant_store.list_variants(shared.engine)]


@router.post("/scenario-variants", responses=answers(401, 403, 413, 422))
async def add_variant(wanted: VariantIn, user: Publisher, shared: Shared) -> VariantOut:
    """Let another scenario answer for a span of time; it begins and ends by itself.

    422 with `settings_refused` if it overlaps with another of the same priority, or does not fit otherwise.
    """
    now = shared.clock.now()
    variant = Variant(
        new_variant_id(),
        wanted.number,
        wanted.office,
        wanted.scenario,
        now if wanted.valid_from is None else utc(wanted.valid_from, is_end=False),
        None if wanted.valid_to is None else utc(wanted.valid_to, is_end=True),
        wanted.priority,
    )
    return VariantOut.of(
        await variant_store.add_variant(shared.engine, variant, wanted.reason, user.username, now)
    )


@router.post("/scenario-variants/{variant}/end", responses=answers(401, 403, 404, 409, 422))
async def end_variant(variant: Id, user: Publisher, shared: Shared) -> VariantOut:
    """It holds no longer; one that was planned never will."""
    return VariantOut.of(
        await variant_store.end_variant(shared.engine, variant, user.username, shared.clock.now())
    )


@router.get("/emergency-messages", responses=answers(401, 403))
async def get_emergency_messages(user: Reader, shared: Shared) -> list[EmergencyOut]:
    """Which messages are and were switched on, by whom; the latest first."""
    now = shared.clock.now()
    return [EmergencyOut.of(row, now) for row in await emergency_message_store.list_messages(shared.engine)]


@router.post("/emergency-messages", responses={**answers(401, 403, 409, 413, 422), **_WAITS})
async def switch_emergency_on(
    wanted: EmergencyIn, user: Switcher, shared: Shared, response: Response
) -> EmergencyOut | ProposalOut:
    """Within a second all callers who begin hear it before anything else; it takes the place of the one before.

    A supervisor may do so for the own office; the province's supervisors, the managing team and administrators for
    all. One person alone has an hour in a day; what is to last longer ends after that hour unless another person
    confirms it (`proposal`). `break_glass` with a reason lasts as long as it says: the board raises an alarm, and
    the decided proposals list it. Without a `proposal` nobody could confirm more than the hour.

    One that begins later always takes a second person (202, or `break_glass`): there is time to ask for one. It
    ends no message before it; while both hold, the later one is heard.
    """
    _check_in_reach(user, wanted.office)
    now = shared.clock.now()
    starts_at = now if wanted.starts_at is None else max(now, utc(wanted.starts_at, is_end=False))
    ends_at = None if wanted.ends_at is None else utc(wanted.ends_at, is_end=True)
    await _check(shared, wanted, starts_at, ends_at)
    message = EmergencyMessage(new_id("emergency"), wanted.office, wanted.prompt, wanted.text, starts_at, ends_at)
    details = {
        "prompt": wanted.prompt,
        "text": wanted.text,
        "ends_at": None if ends_at is None else ends_at.isoformat(),
    }
    if starts_at > now:
        details["starts_at"] = starts_at.isoformat()
    alone = await emergency_message_store.time_alone(shared.engine, wanted.office, user.username, now)
    proposal = None
    if starts_at > now or ends_at is None or ends_at > now + alone:
        subject = wanted.office or "województwo"
        if wanted.break_glass is not None:
            await broke_glass(shared, user, Act.EMERGENCY_MESSAGE, wanted.office, details, wanted.break_glass)
        elif starts_at > now:
            response.status_code = 202
            return await proposed(shared, user, Act.EMERGENCY_MESSAGE, wanted.office, subject, details)
        else:
            with suppress(NoSecondPerson):  # the first hour is heard all the same
                proposal = await proposed(shared, user, Act.EMERGENCY_MESSAGE, wanted.office, subject, details)
            message = replace(message, ends_at=now + alone)
    row = await emergency_message_store.switch_on(shared.engine, message, user.username, now)
    return EmergencyOut.of(row, now, proposal)


async def _check(shared: Services, wanted: EmergencyIn, starts_at: datetime, ends_at: datetime | None) -> None:
    """Raises SettingsRefused with everything that is wrong."""
    problems = []
    if ends_at is not None and ends_at <= starts_at:
        problems.append("Koniec komunikatu musi leżeć w przyszłości i po jego początku.")
    if wanted.office is not None and wanted.office not in await load_queue_offices(shared.engine):
        problems.append("Nie ma takiego urzędu.")
    if wanted.prompt is not None:
        known = await shared.scenarios.prompts()
        if wanted.prompt not in known:
            problems.append(f"Nie ma zapowiedzi „{wanted.prompt}”.")
        elif known.prompt(wanted.prompt).names():
            problems.append(f"Zapowiedź „{wanted.prompt}” wymaga wartości, których tu nie ma.")
    if problems:
        raise SettingsRefused(problems)


@router.post("/emergency-messages/{message}/end", responses=answers(401, 403, 404, 409, 422))
async def switch_emergency_off(message: Id, user: Switcher, shared: Shared) -> EmergencyOut:
    """Callers who begin from now on do not hear it."""
    found = await emergency_message_store.get_message(shared.engine, message)
    _check_in_reach(user, found.message.office)
    now = shared.clock.now()
    return EmergencyOut.of(
        await emergency_message_store.switch_off(shared.engine, message, user.username, now), now
    )


def _check_in_reach(user: User, office: str | None) -> None:
    if not user.may_for(Right.SWITCH_EMERGENCY_MESSAGES, office):
        raise NotAllowed
