"""Pieces of work, each guarded on its own: what is tried again, and what is given up."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pgqueuer import RetryRequested
from sqlalchemy.exc import SQLAlchemyError

from jobs.work import MOST_TRIES, Work

pytestmark = pytest.mark.anyio

Job = Callable[[Any], Awaitable[None]]


class Queue:
    """Takes entry points as pgqueuer does, and hands them out."""

    def __init__(self) -> None:
        self.does: dict[str, Job] = {}

    def entrypoint(self, name: str, **_: object) -> Callable[[Job], None]:
        return lambda job: self.does.update({name: job})

    def schedule(self, name: str, _: str) -> Callable[[Job], None]:
        return lambda job: self.does.update({name: job})


class Imports:
    """Raises what it is told, and notes what failed."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error
        self.failed: list[str] = []

    async def run(self, run: str) -> None:
        if self.error is not None:
            raise self.error

    async def fail(self, run: str) -> None:
        self.failed.append(run)


def work_of(imports: Imports) -> Job:
    nothing = cast(Any, None)
    queue = Queue()
    Work(nothing, nothing, Path(), cast(Any, imports), *[nothing] * 9).register(cast(Any, queue))
    return queue.does["import"]


JOB = SimpleNamespace(payload=b"import-1")


async def test_work_that_the_database_interrupts_each_time_is_given_up_in_the_end() -> None:
    imports = Imports(SQLAlchemyError())
    does = work_of(imports)
    for _ in range(MOST_TRIES - 1):
        with pytest.raises(RetryRequested):
            await does(JOB)
    assert imports.failed == []
    await does(JOB)
    assert imports.failed == ["import-1"]


async def test_work_that_ends_well_in_between_is_tried_as_often_again() -> None:
    imports = Imports(SQLAlchemyError())
    does = work_of(imports)
    for _ in range(2):
        for _ in range(MOST_TRIES - 1):
            with pytest.raises(RetryRequested):
                await does(JOB)
        imports.error = None
        await does(JOB)
        imports.error = SQLAlchemyError()
    assert imports.failed == []


async def test_a_fault_of_ours_is_not_tried_again_and_ends_nothing_else() -> None:
    imports = Imports(KeyError())
    await work_of(imports)(JOB)
    assert imports.failed == ["import-1"]


async def test_files_of_other_systems_are_looked_for_by_the_clock() -> None:
    looked: list[str] = []

    class Files:
        async def look(self) -> None:
            looked.append("look")

    nothing, queue = cast(Any, None), Queue()
    work = Work(*[nothing] * 12, *[cast(Any, Files())])
    work.register(cast(Any, queue))
    await queue.does["take_system_files"](JOB)
    assert looked == ["look"]
