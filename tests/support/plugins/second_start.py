"""A plugin of pytest: what all tests of a file or a worker share is started once more if its start fails.

Such a failure costs the test that asked for it, and the next one tries again. pytest itself would fail every later
test of the worker with the first failure. After MOST_FAILURES nothing is tried any more: then it is broken, and
each test would wait for it in vain.
"""

from collections import Counter
from collections.abc import Generator
from typing import Any

import pytest

MOST_FAILURES = 3
"""Of one fixture in one worker."""
_SHARED = ("session", "package", "module")
_FAILURES = pytest.StashKey[Counter[pytest.FixtureDef[Any]]]()
"""Failed starts of each fixture since its last good one."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any], request: Any) -> Generator[None, Any, Any]:
    """Start it a second time, and forget a second failure."""
    if fixturedef.scope not in _SHARED:
        return (yield)
    failures = request.config.stash.setdefault(_FAILURES, Counter())
    try:
        made = yield
    except (Exception, pytest.fail.Exception):
        failures[fixturedef] += 1
        if failures[fixturedef] >= MOST_FAILURES or fixturedef.cached_result is None:
            raise  # pytest keeps it, and fails whoever asks from now on
        fixturedef.finish(request)
        if failures[fixturedef] > 1:
            raise  # this was the second try
    else:
        failures[fixturedef] = 0
        return made
    return request.node.ihook.pytest_fixture_setup(fixturedef=fixturedef, request=request)
