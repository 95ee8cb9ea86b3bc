"""The topics of a process: words, and what can be chosen."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pydantic import TypeAdapter, ValidationError

from core.lists.topics import RESERVED, SHIPPED_TOPICS, TOPICS, Topic, TopicWords, topic_faults, topic_title
from tests.support.acd.shipped_lists import shipped_lists

FORM = TypeAdapter[str](Topic)


@pytest.fixture(autouse=True)
def _shipped() -> Iterator[None]:
    with shipped_lists():
        yield


def test_every_shipped_topic_has_its_words_and_an_id_that_topics_may_have() -> None:
    assert dict(TOPICS) == SHIPPED_TOPICS
    assert all(words.title and words.whispered and words.is_active for words in TOPICS.values())
    assert all(FORM.validate_python(topic) == topic for topic in TOPICS)
    assert not RESERVED & TOPICS.keys()


@pytest.mark.parametrize("text", ["", "Pogoda", "a b", "ą", "x" * 41, "a\n", "a-b", "a1"])
def test_an_id_that_is_not_well_formed_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        FORM.validate_python(text)


@pytest.mark.parametrize("topic", SHIPPED_TOPICS)
def test_a_topic_is_named_by_its_title(topic: str) -> None:
    assert topic_title(topic) == SHIPPED_TOPICS[topic].title


def test_a_topic_that_has_never_been_there_is_named_as_it_is_written() -> None:
    assert topic_title("pets") == "pets"


def test_a_topic_that_was_deactivated_keeps_its_words_and_cannot_be_chosen() -> None:
    TOPICS.replace({**SHIPPED_TOPICS, "seeker": replace(SHIPPED_TOPICS["seeker"], is_active=False)})
    assert topic_title("seeker") == "osoba poszukująca pracy"
    assert topic_faults(["employer", "seeker", "pets"]) == [
        "Temat „seeker” jest wyłączony.",
        "Nie ma tematu „pets”.",
    ]


def test_a_new_topic_can_be_chosen_at_once() -> None:
    assert topic_faults(["foreigner"])
    TOPICS.replace({**SHIPPED_TOPICS, "foreigner": TopicWords("cudzoziemiec", "cudzoziemiec")})
    assert topic_faults(["foreigner"]) == []


def test_the_reserved_names_are_those_that_a_topic_could_have() -> None:
    assert all(FORM.validate_python(name) == name for name in RESERVED)
