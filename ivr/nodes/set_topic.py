"""Remembers what the call is about, so that who knows the matter can be chosen and told."""

from pydantic import Field

from core.events import TopicChosen
from core.topics import TOPICS, Topic
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.kind import NodeKind
from ivr.visit import Visit


class Settings(NodeSettings):
    topic: Topic = Field(
        title="Temat rozmowy",
        description=", ".join(f"{topic} – {words.title}" for topic, words in TOPICS.items()) + ".",
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
