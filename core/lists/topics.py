"""What calls are about, as menus, skills, hours and records tell it apart: the topics of this process. Pure.

Topics are rows of a table, which people change over the web service. `TOPICS` has those that ship until a process
has read the table (`core.lists.topic_store`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from pydantic import Field

from core.lists.catalogue import Catalogue

Topic: TypeAlias = Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
"""The id of a topic, well-formed. Whether there is such a topic is asked of `TOPICS` when it is chosen."""

RESERVED = frozenset({"all", "evening"})
"""No topic can be called so: opening hours have plans of these names."""


@dataclass(frozen=True, slots=True)
class TopicWords:
    """A topic in Polish. `title` for staff to read; `whispered` is said to the consultant before the caller."""

    title: str
    whispered: str
    is_active: bool = True


SHIPPED_TOPICS: dict[str, TopicWords] = {
    "unemployed": TopicWords(title="osoba bezrobotna", whispered="osoba bezrobotna"),
    "seeker": TopicWords(title="osoba poszukująca pracy", whispered="poszukujący pracy"),
    "employer": TopicWords(title="pracodawca", whispered="pracodawca"),
    "other": TopicWords(title="inna sprawa", whispered="inna sprawa"),
}
"""Those that a new installation begins with."""

TOPICS = Catalogue(SHIPPED_TOPICS)
"""The topics of this process: as a mapping, those that can be chosen."""


def topic_faults(topics: Iterable[str]) -> list[str]:
    """Which of these cannot be chosen: a Polish sentence for each; none if all can."""
    return [
        f"Temat „{topic}” jest wyłączony." if TOPICS.known(topic) else f"Nie ma tematu „{topic}”."
        for topic in topics
        if topic not in TOPICS
    ]


def topic_title(text: str) -> str:
    """As staff read it, also of a topic that was deactivated; the text itself if there has never been one."""
    words = TOPICS.known(text)
    return text if words is None else words.title
