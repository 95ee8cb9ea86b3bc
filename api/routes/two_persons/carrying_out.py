"""Acts that take two persons, carried out when another person has confirmed them.

What a proposal says is read again by the schema of its route, and checked again: meanwhile something else may have
changed. Then nothing is done, and the proposal says why.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeAlias

import structlog

from acd.staffing.hiring_store import let_see_clients
from api.accounts.credentials.credential_store import switch_totp_off
from api.accounts.store import change_account, restore_account
from api.request_user import User
from api.routes.accounts.accounts_schemas import AccountChange
from api.routes.knowledge.rates_schemas import RatesIn
from api.routes.matching.matching_weights_schemas import MatchingWeightsIn
from api.routes.templates.templates import sentences
from api.routes.templates.templates_schemas import TemplateIn
from api.services import Services
from clients.importing.asking_store import confirm as confirm_import
from clients.requests.desk_store import Officer
from clients.requests.hold_store import end_hold
from core.clock import WARSAW
from core.errors import S724Error
from core.ids import new_id
from core.retention.retention_rule_store import save_rule
from core.two_persons import four_eyes_store
from core.two_persons.four_eyes import Act
from core.two_persons.four_eyes_store import Proposal
from guidance.standards.standard_store import publish
from ivr.emergency_message import EmergencyMessage
from ivr.emergency_message_store import switch_on
from ivr.prompts import change_store
from ivr.prompts.change_store import ValidSpan
from knowledge.rates.rate_store import remove_rate, save_rates
from market.matching import weights_store
from messaging.templates.template import articles_in
from messaging.templates.template_store import publish_template

log = structlog.get_logger()

SHORTER_FROM: Final = timedelta(days=7)
"""After a shorter time of retention was confirmed: so long somebody may still say that it is wrong."""


@dataclass(frozen=True, slots=True)
class Second:
    """The person who has confirmed it, and from which address."""

    user: User
    address: str


CarryOut: TypeAlias = Callable[[Services, Proposal, Second, datetime], Awaitable[None]]
"""Does what the proposal says. Raises S724Error: nothing was done."""


async def confirmed(shared: Services, second: Second, proposal_id: str) -> Proposal:
    """Confirm and carry out. Raises NotFound, ProposalDecided, SecondPersonRefused; what cannot be carried out any
    more is told by the proposal."""
    now = shared.clock.now()
    found = await four_eyes_store.confirm(shared.engine, proposal_id, second.user.username, now)
    try:
        await _CARRY_OUT[found.wanted.act](shared, found, second, now)
    except S724Error as error:
        return await four_eyes_store.carried_out(shared.engine, proposal_id, error.message_pl)
    return await four_eyes_store.carried_out(shared.engine, proposal_id)


async def _end_hold(shared: Services, found: Proposal, second: Second, now: datetime) -> None:
    office = found.wanted.office
    assert office is not None
    officer = Officer(second.user.username, second.user.office, frozenset({office}))
    await end_hold(shared.engine, officer, found.subject, found.details["version"], now)


async def _set_rates(shared: Services, found: Proposal, second: Second, now: datetime) -> None:
    wanted = RatesIn.model_validate(dict(found.details)).wanted
    await save_rates(shared.engine, wanted, found.proposed_by, now)


async def _remove_rate(shared: Services, found: Proposal, second: Second, now: datetime) -> None:
    valid_from = date.fromisoformat(found.details["valid_from"])
    await remove_rate(shared.engine, found.subject, valid_from, found.details["version"], _day(now))


async def _shorten_retention(shared: Services, found: Proposal, second: Second, now: datetime) -> None:
    details = found.details
    await save_rule(
        shared.engine,
        details["kind"],
        found.wanted.office,
        details["days"],
        max(date.fromisoformat(details["valid_from"]), _day(now + SHORTER_FROM)),
        details["basis"],
        details["version"],
        found.proposed_by,
        now,
    )


async def _accept_import(shared: Services, found: Proposal, second: Second, now: datetime) -> None:
    await confirm_import(shared.engine, found.subject, second.user.username)


async def _emergency_message(shared: Services, found: Proposal, second: Second, now: datetime) -> None:
    """The message goes on, begins anew where its first hour is over, or is planned."""
    details = found.details
    starts = details.get("starts_at")
    starts_at = now if starts is None else max(now, datetime.fromisoformat(starts))
    ends_at = None if details["ends_at"] is None else datetime.fromisoformat(details["ends_at"])
    if ends_at is not None and ends_at <= now:
        raise S724Error("Czas komunikatu już minął.")
    message = EmergencyMessage(
        new_id("emergency"), found.wanted.office, details["prompt"], details["text"], starts_at, ends_at
    )
    await switch_on(shared.engine, message, found.proposed_by, now, confirmed_by=second.user.username)


async def _change_prompt(shared: Services, found: Proposal, second: Second, now: datetime) -> None:
    prompt, details, by, engine = found.details["prompt"], found.details, found.proposed_by, shared.engine
    read = details.get("version_read")
    match details["change"]:
        case "new":
            owner = found.wanted.office
            assert owner is not None
            await change_store.create_prompt(engine, prompt, details["purpose"], owner, details["text"], by, now)
        case "text":
            span = _span(details, now)
            await change_store.save_text(engine, prompt, details["language"], details["text"], span, by, now, read)
        case "audio":
            await change_store.save_audio(
                engine,
                prompt,
                details["language"],
                details["sha256"],
                details["duration_time"],
                _span(details, now),
                by,
                now,
                read,
            )
        case "restore":
            await change_store.restore_version(engine, prompt, details["version"], by, now, read)
        case "end_text":
            await change_store.end_text(engine, prompt, details["version"], now, read)
        case "end_audio":
            await change_store.end_audio(engine, prompt, details["language"], now, read)


async def _change_account(shared: Services, found: Proposal, second: Second, now: datetime) -> None:
    change = AccountChange.model_validate(found.details).wanted()
    await change_account(shared.engine, found.subject, change, found.proposed_by, now, is_confirmed=True)


async def _restore_account(shared: Services, found: Proposal, second: Second, now: datetime) -> None:
    await restore_account(shared.engine, found.subject, second.address, now)


async def _remove_second_factor(shared: Services, found: Proposal, second: Second, now: datetime) -> None:
    await switch_totp_off(shared.engine, found.subject, second.address, now)


async def _let_see_clients(shared: Services, found: Proposal, second: Second, now: datetime) -> None:
    office = found.wanted.office
    assert office is not None
    await let_see_clients(shared.engine, found.subject, office)


async def _publish_standard(shared: Services, found: Proposal, second: Second, now: datetime) -> None:
    await publish(shared.engine, found.details["version_id"], second.user.username, now)


async def _publish_template(shared: Services, found: Proposal, second: Second, now: datetime) -> None:
    details = {name: value for name, value in found.details.items() if name in TemplateIn.model_fields}
    template = TemplateIn.model_validate({**details, "source": found.details["template"]}).template
    words = await sentences(shared, articles_in(template), template.office, _day(now))
    read, by = found.details["version"], second.user.username
    await publish_template(shared.engine, template, words, read, found.proposed_by, by, now)


async def _set_matching_weights(shared: Services, found: Proposal, second: Second, now: datetime) -> None:
    details = {name: value for name, value in found.details.items() if name != "version"}
    wanted = MatchingWeightsIn.model_validate(details)
    begins = max(wanted.valid_from, _day(now))
    read, by = found.details["version"], second.user.username
    await weights_store.save_rule(
        shared.engine, wanted.weights, begins, wanted.basis, read, found.proposed_by, by, now
    )


def _span(details: Mapping[str, Any], now: datetime) -> ValidSpan:
    """What was to begin meanwhile begins now."""
    ends = details["valid_to"]
    begins = max(datetime.fromisoformat(details["valid_from"]), now)
    return ValidSpan(begins, None if ends is None else datetime.fromisoformat(ends))


def _day(now: datetime) -> date:
    return now.astimezone(WARSAW).date()


_CARRY_OUT: Final[Mapping[Act, CarryOut]] = {
    Act.END_HOLD: _end_hold,
    Act.SET_RATE: _set_rates,
    Act.REMOVE_RATE: _remove_rate,
    Act.SHORTEN_RETENTION: _shorten_retention,
    Act.ACCEPT_IMPORT: _accept_import,
    Act.EMERGENCY_MESSAGE: _emergency_message,
    Act.CHANGE_PROMPT: _change_prompt,
    Act.CHANGE_ACCOUNT: _change_account,
    Act.RESTORE_ACCOUNT: _restore_account,
    Act.REMOVE_SECOND_FACTOR: _remove_second_factor,
    Act.LET_SEE_CLIENTS: _let_see_clients,
    Act.PUBLISH_STANDARD: _publish_standard,
    Act.PUBLISH_TEMPLATE: _publish_template,
    Act.SET_MATCHING_WEIGHTS: _set_matching_weights,
}
