"""The only list of topics."""

from typing import get_args

import pytest

from core.topics import TOPICS, Topic, known_topic, topic_title


def test_every_topic_has_its_words() -> None:
    assert tuple(TOPICS) == get_args(Topic)
    assert all(words.title and words.whispered for words in TOPICS.values())


@pytest.mark.parametrize("topic", TOPICS)
def test_a_known_topic_is_found_by_its_id(topic: Topic) -> None:
    assert known_topic(topic) == topic
    assert topic_title(topic) == TOPICS[topic].title


def test_a_topic_that_does_not_exist_is_named_as_it_is_written() -> None:
    assert [known_topic(text) for text in (None, "", "pets")] == [None, None, None]
    assert topic_title("pets") == "pets"
