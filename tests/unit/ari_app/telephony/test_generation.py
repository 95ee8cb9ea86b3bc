"""Each process that takes over has another generation than the one before it."""

from ari_app.telephony.generation import GENERATIONS, generation_of


def test_four_processes_that_follow_each_other_differ() -> None:
    assert len({generation_of(epoch) for epoch in range(7, 7 + GENERATIONS)}) == GENERATIONS
    assert generation_of(7) == generation_of(7 + GENERATIONS)
