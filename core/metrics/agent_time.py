"""How long consultants were in which state, found in the facts about their states. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from core.facts.kinds.consultants import AgentStateChanged
from core.metrics.call_figures import in_order
from core.metrics.contributions import AgentSpell
from core.metrics.talks import moment


def spells_of(
    facts: Iterable[AgentStateChanged], offices: Mapping[str, str], begin: datetime, end: datetime
) -> list[AgentSpell]:
    """Every consultant's time from `begin` to `end`, without gaps, as far as it is known.

    `facts` may come doubled and in any order; they should have each consultant's last one before `begin`: what was
    before the first one is not known. The last state lasts until `end`. `offices`: home office by consultant.
    """
    spells: list[AgentSpell] = []
    last: dict[str, AgentStateChanged] = {}
    for fact in in_order(facts):
        if not isinstance(fact, AgentStateChanged) or moment(fact) >= end:
            continue
        if (before := last.get(fact.agent)) is not None:
            spells += _spell(before, moment(fact), offices, begin)
        last[fact.agent] = fact
    for fact in last.values():
        spells += _spell(fact, end, offices, begin)
    return spells


def _spell(
    fact: AgentStateChanged, until: datetime, offices: Mapping[str, str], begin: datetime
) -> list[AgentSpell]:
    since = max(begin, moment(fact))
    if since >= until:
        return []
    return [AgentSpell(fact.agent, offices.get(fact.agent, ""), str(fact.new), since, until)]
