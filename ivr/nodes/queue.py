"""Sends the call to the consultants of the chosen office. The way goes on at `served` or `nobody_there`."""

from core.events import OfficeChosen
from ivr.destinations import EnterQueue
from ivr.nodes.kind import kind
from ivr.scenario import NodeSettings
from ivr.visit import Visit


class Settings(NodeSettings):
    pass


async def run(visit: Visit, node: str, settings: Settings) -> EnterQueue:
    """A call that chose no office goes to the provincial one, which is competent for all."""
    context = visit.call.context
    if context.office is None:
        context.office = visit.tools.offices.province().code
        visit.call.record(OfficeChosen(office=context.office, by="default"))
    return EnterQueue(context.office)


KIND = kind("queue", Settings, run, outcomes={"served", "nobody_there"})
