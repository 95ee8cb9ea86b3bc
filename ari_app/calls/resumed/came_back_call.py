"""A caller who waited in one of Asterisk's own queues while the application was away, and comes over now.

The beginning of the call stands in the records already; the place in the queue is that of the moment of joining.
"""

from dataclasses import dataclass

from acd.waiting.arrival import JOINS_NOW, ComesBack
from ari_app.calls.inbound_call import follow
from ari_app.calls.services import CallServices
from core.call import Call
from core.clock import Clock
from core.facts.call_context import CallContext
from core.ids import channel_began_at
from core.telephony.telephony import Channel
from ivr.destinations import EnterQueue
from ivr.graph.scenario import Scenario
from ivr.number_route import NumberRoute


@dataclass(frozen=True, slots=True)
class Waited:
    """What the dialplan knows of the caller, as text; empty if it knows nothing."""

    office: str
    topic: str
    level: str
    client_id: str
    joined_at: str  # seconds since 1970, maybe with a fraction
    consent: str = ""  # "1": the conversation may be recorded, as the caller has said before
    asked_time: str = ""  # seconds from joining in which a question was answered, before the wait began

    def joined(self, clock: Clock) -> float | None:
        """The moment of joining as a monotonic one; None if it cannot be read, or has not come yet."""
        try:
            waited = clock.now().timestamp() - float(self.joined_at)
        except ValueError:
            return None
        return clock.monotonic() - waited if 0 <= waited < 86_400 else None

    def waits_since(self, clock: Clock) -> float | None:
        """When the wait began: at joining, or when a question was answered."""
        joined = self.joined(clock)
        try:
            asked_time = float(self.asked_time)
        except ValueError:
            return joined
        return joined if joined is None or not asked_time > 0 else min(joined + asked_time, clock.monotonic())


def returning_call(channel: Channel, waited: Waited, services: CallServices) -> Call:
    """The call of a caller who comes over, with what is known of it."""
    clock = services.clock
    began_at = channel_began_at(channel.id)
    age = 0.0 if began_at is None else max(0.0, (clock.now() - began_at).total_seconds())
    context = CallContext(
        office=waited.office or None,
        client_id=waited.client_id or None,
        verification_level=int(waited.level) if waited.level.isdigit() else 0,
        topic=waited.topic or None,
        is_recording_allowed=waited.consent == "1",
    )
    return services.call_of(channel, started=clock.monotonic() - age, context=context)


async def came_back_call(call: Call, route: NumberRoute | None, waited: Waited, services: CallServices) -> None:
    """Back into the queue at the old place, and on through the scenario from its queue.

    A number that nobody owns any more, or whose scenario has no queue now, is served from the queue all the same.
    """
    ivr = services.ivr
    if waited.office not in services.matchmaker.queues.offices:
        call.context.office = None
    since = waited.waits_since(call.clock)
    arrival = JOINS_NOW if since is None else ComesBack(since, waited.joined(call.clock))
    node = None if route is None else _queue_node(route.scenario)
    if route is None or node is None:
        route = next(e for e in ivr.routes.values() if _queue_node(e.scenario) is not None)
        node = _queue_node(route.scenario)
    walk = ivr.walk(call, route.scenario, node)
    step = await walk.next_destination()
    await follow(call, walk, step, services, arrival if isinstance(step, EnterQueue) else JOINS_NOW)


def _queue_node(scenario: Scenario) -> str | None:
    """A node that sends a call into the queue of its office, which is the one of before; else any queue.

    Not simply the first one: the database keeps the nodes of a graph in an order of its own.
    """
    queues = sorted(name for name, node in scenario.nodes.items() if node.kind == "queue")
    own = [name for name in queues if scenario.nodes[name].settings.get("to", "office") == "office"]
    return next(iter(own or queues), None)
