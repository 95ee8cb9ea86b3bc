"""Remembers what the call is about, so that who knows the matter can be chosen and told."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from core.facts.kinds.scenarios import TopicChosen
from core.lists.topics import Topic
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.fields import means
from ivr.nodes.kind import NodeKind
from ivr.visit import Visit


class Settings(NodeSettings):
    topic: Annotated[Topic, means("topic")] = Field(
        title="Temat rozmowy",
        description="Jeden z listy tematów.",
        examples=["employer"],
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

    def topics(self, settings: Settings) -> Sequence[str]:
        return [settings.topic]
