"""Acts that take two persons: begun here by a route, confirmed and carried out at /api/proposals."""

from collections.abc import Mapping
from typing import Any

import structlog

from api.request_user import User
from api.schemas.proposals import ProposalOut
from api.services import Services
from core.two_persons import four_eyes_store
from core.two_persons.four_eyes import Act
from ivr.prompts.change_store import ValidSpan

log = structlog.get_logger()


async def proposed(
    shared: Services,
    user: User,
    act: Act,
    office: str | None,
    subject: str,
    details: Mapping[str, Any],
) -> ProposalOut:
    """Let it wait for a second person. Raises NoSecondPerson."""
    now = shared.clock.now()
    found = await four_eyes_store.propose(shared.engine, act, office, subject, details, user.username, now)
    log.info("a second person is asked for", act=act.value, subject=subject)
    return ProposalOut.of(found)


async def broke_glass(
    shared: Services, user: User, act: Act, office: str | None, details: Mapping[str, Any], why: str
) -> None:
    """It is done without a second person; that is written down and told."""
    now = shared.clock.now()
    await four_eyes_store.note_break_glass(shared.engine, act, office, details, user.username, why, now)
    log.warning("done without a second person", act=act.value, office=office)


def span_details(span: ValidSpan) -> dict[str, str | None]:
    """The span as a proposal keeps it."""
    return {
        "valid_from": span.valid_from.isoformat(),
        "valid_to": None if span.valid_to is None else span.valid_to.isoformat(),
    }
