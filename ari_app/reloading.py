"""Takes over what an office has changed while the centre runs: scenarios, consultants, hours, rules of queues.

A failure leaves what was there: an error here must not end the process, and every call with it.
"""

import anyio
import structlog
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from acd.matchmaker import Matchmaker
from acd.policy_store import load_policies, next_policy_change
from acd.queue_policy import QueuePolicy
from acd.store import load_agents
from core.clock import Clock
from ivr.hours_store import HoursInForce, load_hours
from ivr.interpreter import Ivr
from ivr.store import load_entries
from ivr.subscenarios import SubscenarioRefused
from ivr.transfer_store import load_targets
from ivr.transfer_targets import TransferTargets

log = structlog.get_logger()

REVIEW_TIME = 60.0  # seconds after which is looked without being told: news are lost while the database is away


async def reload_scenarios(ivr: Ivr, engine: AsyncEngine) -> None:
    """New calls take the new versions; calls in progress keep theirs."""
    try:
        ivr.entries = await load_entries(engine)
    except (OSError, SQLAlchemyError, ValidationError, SubscenarioRefused) as error:
        log.error("scenarios were not loaded, the old ones stay", error=type(error).__name__)
        return
    log.info("scenarios were loaded anew")


async def reload_transfer_targets(targets: TransferTargets, engine: AsyncEngine) -> None:
    """What was put on the list is allowed, what was taken off is not any more."""
    try:
        targets.replace(await load_targets(engine))
    except (OSError, SQLAlchemyError) as error:
        log.error("the list of transfers was not loaded, the old one stays", error=type(error).__name__)


async def reload_policies(matchmaker: Matchmaker, engine: AsyncEngine, clock: Clock) -> None:
    """The rules in force now hold at once, also for those who wait already."""
    try:
        policies = await load_policies(engine, clock.now())
    except (OSError, SQLAlchemyError) as error:
        log.error("rules of queues were not loaded, the old ones stay", error=type(error).__name__)
        return
    if policies and not _are_in_force(matchmaker, policies):  # none at all: nothing to go by, the old ones stay
        matchmaker.set_policies(policies)
        log.info("rules of queues were loaded anew")


async def reload_agents(matchmaker: Matchmaker, engine: AsyncEngine) -> None:
    """Who is new may log in, who was deleted is gone, other queues and skills hold at once."""
    try:
        agents = await load_agents(engine)
    except (OSError, SQLAlchemyError) as error:
        log.error("consultants were not loaded, the old ones stay", error=type(error).__name__)
        return
    matchmaker.team.set_agents(agents)


async def reload_hours(hours: HoursInForce, engine: AsyncEngine) -> None:
    """Opening hours that were changed hold at once; planned ones need no loading when they begin."""
    try:
        hours.replace(await load_hours(engine))
    except (OSError, SQLAlchemyError) as error:
        log.error("opening hours were not loaded, the old ones stay", error=type(error).__name__)


async def keep_hours_up_to_date(hours: HoursInForce, engine: AsyncEngine) -> None:
    """Until cancelled: look now and then for changes that were not heard of."""
    while True:
        await anyio.sleep(REVIEW_TIME)
        await reload_hours(hours, engine)


async def keep_up_to_date(matchmaker: Matchmaker, engine: AsyncEngine, clock: Clock) -> None:
    """Until cancelled: let planned rules begin and end at their moments, and look now and then for what was not
    heard of."""
    while True:
        await reload_agents(matchmaker, engine)
        await reload_policies(matchmaker, engine, clock)
        await anyio.sleep(await _time_to_next(engine, clock))


async def _time_to_next(engine: AsyncEngine, clock: Clock) -> float:
    now = clock.now()
    try:
        change = await next_policy_change(engine, now)
    except (OSError, SQLAlchemyError):
        return REVIEW_TIME
    return REVIEW_TIME if change is None else min(REVIEW_TIME, (change - now).total_seconds() + 0.001)


def _are_in_force(matchmaker: Matchmaker, policies: dict[str, QueuePolicy]) -> bool:
    """Rules that have not changed are not set again: help that flows between offices would begin anew."""
    return all(
        matchmaker.policy(office).model_copy(update={"lends_to": ()}) == policy
        for office, policy in policies.items()
    )
