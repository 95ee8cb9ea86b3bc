"""The topics and reasons of pauses of this process, which tests may change: afterwards they are as shipped."""

from collections.abc import Iterator
from contextlib import contextmanager

from acd.pause_reasons import PAUSE_REASONS, SHIPPED_REASONS
from core.lists.topics import SHIPPED_TOPICS, TOPICS


@contextmanager
def shipped_lists() -> Iterator[None]:
    """What ships before and after the block."""
    _ship()
    try:
        yield
    finally:
        _ship()


def _ship() -> None:
    TOPICS.replace(SHIPPED_TOPICS)
    PAUSE_REASONS.replace(SHIPPED_REASONS)
