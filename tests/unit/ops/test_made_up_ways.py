"""Callers of a made-up day go where the shipped scenarios lead."""

from itertools import pairwise

import pytest

from ivr.defaults import scenarios
from ops.demonstration.history.ways import ANSWERS, QUEUE, kinds_of, to_answers, to_queue

LINES = ("9510", "9524")
TOPICS = ("unemployed", "seeker", "employer", "other")


def arrows(line: str) -> set[tuple[str, str]]:
    nodes = scenarios()[f"linia-{line}"]["nodes"]
    return {(name, to) for name, node in nodes.items() for to in (node.get("next") or {}).values()}


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("is_client", [True, False])
def test_every_step_of_a_way_is_an_arrow_of_the_scenario(line: str, topic: str, is_client: bool) -> None:
    known = arrows(line)
    queue = to_queue(line, topic, is_client=is_client)
    answers = to_answers(line, topic, is_client=is_client)
    for way in ((*queue, QUEUE), (*queue, "po_godzinach"), answers):
        assert way[0] == scenarios()[f"linia-{line}"]["start"]
        assert set(pairwise(way)) <= known
    for answer in ANSWERS.get(answers[-1], ()):
        assert (answers[-1], answer) in known
        assert kinds_of(line)[answer] == "knowledge"
