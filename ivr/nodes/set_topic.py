"""Remembers what the call is about, so that who knows the matter can be chosen and told."""

from typing import Literal

from pydantic import Field

from core.events import TopicChosen
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.kind import NodeKind
from ivr.visit import Visit


class Settings(NodeSettings):
    topic: Literal["unemployed", "seeker", "employer", "other"] = Field(
        title="Temat rozmowy",
        description="unemployed – bezrobotny, seeker – szuka pracy, employer – pracodawca, other – inna sprawa.",
    )


class SetTopicKind(NodeKind[Settings]):
    name = "set_topic"
    label = "Ustaw temat"
    help = "Zapamiętuje, czego dotyczy rozmowa: według tego dobierany jest konsultant."
    group = "konsultant"
    settings = Settings
    fixed_outcomes = (NodeOutcome("done", "dalej"),)

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        visit.call.context.topic = settings.topic
        visit.call.record(TopicChosen(topic=settings.topic))
        return "done"
