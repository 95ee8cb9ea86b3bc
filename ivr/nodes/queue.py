"""Sends the call to the consultants of the chosen office, or of the evening pool in which that takes part.

How the wait ended says where the way goes on.

`served`: after a conversation; `nobody_there`: there is nobody to wait for, or the wait was too long; `full`: the
queue took nobody in and has said so; `callback`: the centre will ring back and has said when.
"""

from typing import Annotated, Literal

from pydantic import Field

from ivr.destinations import EnterQueue
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.fields import titles
from ivr.nodes.kind import NodeKind
from ivr.visit import Visit

QUEUES = {"office": "właściwego urzędu", "evening_pool": "wspólnego dyżuru"}


class Settings(NodeSettings):
    to: Annotated[Literal["office", "evening_pool"], titles(QUEUES)] = Field(
        default="office",
        title="Kolejka",
        description="Wspólny dyżur to ten, w którym urząd uczestniczy; kto w żadnym, ma własną kolejkę.",
    )


class QueueKind(NodeKind[Settings]):
    name = "queue"
    label = "Kolejka"
    help = "Łączy z konsultantem wybranego urzędu; bez wyboru – urzędu wojewódzkiego."
    group = "konsultant"
    settings = Settings
    fixed_outcomes = (
        NodeOutcome("served", "po rozmowie"),
        NodeOutcome("nobody_there", "nikt nie może odebrać"),
        NodeOutcome("full", "kolejka jest pełna"),
        NodeOutcome("callback", "zamówiono oddzwonienie"),
    )
    is_queue = True

    async def run(self, visit: Visit, node: str, settings: Settings) -> EnterQueue:
        """The office of the call stays the caller's, whatever queue it waits in. An office that takes part in no
        pool keeps its callers.
        """
        context = visit.call.context
        queue = visit.competent_office()
        if settings.to == "evening_pool":
            queue = visit.tools.hours.pool(queue, context.topic, visit.call.clock.now()) or queue
        return EnterQueue(queue, context.topic, context.stays_home, visit.take_question())
