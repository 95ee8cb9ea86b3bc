"""What calls are about, as menus, skills, hours and records tell it apart. The only list of topics.

To add a topic, add its id to `Topic` and its words to `TOPICS`; a scenario can set it then.
"""

from dataclasses import dataclass
from typing import Literal

Topic = Literal["unemployed", "seeker", "employer", "other"]


@dataclass(frozen=True, slots=True)
class TopicWords:
    """A topic in Polish. `title` for staff to read; `whispered` is said to the consultant before the caller."""

    title: str
    whispered: str


TOPICS: dict[Topic, TopicWords] = {
    "unemployed": TopicWords(title="osoba bezrobotna", whispered="osoba bezrobotna"),
    "seeker": TopicWords(title="osoba poszukująca pracy", whispered="poszukujący pracy"),
    "employer": TopicWords(title="pracodawca", whispered="pracodawca"),
    "other": TopicWords(title="inna sprawa", whispered="inna sprawa"),
}


def known_topic(text: str | None) -> Topic | None:
    """The topic that a text names; None if there is no such topic."""
    return next((topic for topic in TOPICS if topic == text), None)


def topic_title(text: str) -> str:
    """As staff read it; the text itself if there is no such topic any more."""
    topic = known_topic(text)
    return text if topic is None else TOPICS[topic].title
