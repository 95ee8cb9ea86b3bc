"""Remembers what the call is about, so that who knows the matter can be chosen and told."""

from pydantic import Field

from core.events import TopicChosen
from core.topics import TOPICS, Topic
from ivr.graph.scenario import NodeSettings
from ivr.nodes.kind import kind
from ivr.visit import Visit


class Settings(NodeSettings):
    topic: Topic = Field(
        title="Temat rozmowy",
        description=", ".join(f"{topic} – {words.title}" for topic, words in TOPICS.items()) + ".",
    )


async def run(visit: Visit, node: str, settings: Settings) -> str:
    visit.call.context.topic = settings.topic
    visit.call.record(TopicChosen(topic=settings.topic))
    return "done"


KIND = kind(
    "set_topic",
    Settings,
    run,
    outcomes={"done"},
    label="Ustaw temat",
    help_pl="Zapamiętuje, czego dotyczy rozmowa: według tego dobierany jest konsultant.",
    group="konsultant",
)
