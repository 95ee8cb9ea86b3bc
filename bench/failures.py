"""What several tasks have failed with, told as one failure."""

from collections.abc import Iterator
from contextlib import contextmanager

from ops.console import Failed


@contextmanager
def one_failure() -> Iterator[None]:
    """Raises Failed for a group that has any; everything else as it is."""
    try:
        yield
    except BaseExceptionGroup as group:
        if (failures := group.subgroup(Failed)) is None:
            raise
        raise Failed("; ".join(str(failure) for failure in _leaves(failures))) from None


def _leaves(error: BaseException) -> list[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        return [leaf for each in error.exceptions for leaf in _leaves(each)]
    return [error]
