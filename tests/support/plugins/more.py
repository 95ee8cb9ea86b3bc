"""A plugin of pytest: what `make test` leaves to `make test-more`, each with its reason beside it.

`@pytest.mark.more(reason, *proofs)` takes a test, or one case of it, out of `make test`. Each of `proofs` is
another test, `path::name`, that stays there and shows the same behaviour; one that is no more is an error of the
collection. At least one is named.

A test that looks at more where `tests.support.plugins.width.IS_WIDE` says so is marked `wide`: by itself if
Hypothesis makes its examples or if its module imports what widens, otherwise by hand. `make test` runs it narrow,
and `make test-more` once more, wide.
"""

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import is_hypothesis_test

MORE, WIDE = "more", "wide"
_WIDENS = ("IS_WIDE", "SWEEP_STEP", "moments_of", "check_accessibility")
"""A module that imports one of these holds tests that look at more in a wide run."""
_ROOT = Path(__file__).resolve().parents[3]

ANOTHER = "another value of the same list, in the same way"
"""Why a case of `first_of` may be left out."""


def few_of(values: Iterable[object], stay: set[Any], reason: str, *proofs: str) -> list[Any]:
    """Values for `parametrize`, of which `make test` runs only those that stay. An empty `stay` is an error."""
    cases = list(values)
    assert stay and stay <= set(cases), f"{stay} are not among {cases}"
    left_out = pytest.mark.more(reason, *proofs)
    return [pytest.param(case, marks=[] if case in stay else [left_out]) for case in cases]


def first_of(number: int, values: Iterable[object], reason: str, *proofs: str) -> list[Any]:
    """Values for `parametrize`, of which `make test` runs the first ones. A tuple is one value for each name."""
    cases = list(values)
    assert 0 < number < len(cases), f"{number} of {len(cases)} are not some of them"
    left_out = pytest.mark.more(reason, *proofs)
    return [*cases[:number], *(_marked(case, left_out) for case in cases[number:])]


def _marked(case: object, mark: pytest.MarkDecorator) -> Any:
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=[mark])


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{MORE}(reason, *proofs): only `make test-more` runs it")
    config.addinivalue_line(
        "markers", f"{WIDE}: looks at more in `make test-more`; set by tests.support.plugins.more"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)) or _widens(getattr(item, "module", None)):
            item.add_marker(WIDE)
        for marker in item.iter_markers(MORE):
            if faults := faults_of(marker.args):
                raise pytest.UsageError(f"{item.nodeid}: {'; '.join(faults)}")


def _widens(module: object) -> bool:
    return any(hasattr(module, name) for name in _WIDENS)


def faults_of(arguments: tuple[object, ...]) -> list[str]:
    """What is wrong with the arguments of a marker `more`."""
    reason, *proofs = map(str, arguments or ("",))
    faults = [] if reason.strip() else ["`more` names no reason"]
    if not proofs:
        faults.append("`more` names no test that stays and shows the same")
    return faults + [f"in `make test` there is no {proof}" for proof in proofs if not _stays(proof)]


def _stays(proof: str) -> bool:
    path, _, name = proof.partition("::")
    return name in _that_stay(_ROOT / path)


@cache
def _that_stay(file: Path) -> frozenset[str]:
    """The test functions of a file, without those that are left out as a whole."""
    if not file.is_file():
        return frozenset()
    functions = [
        node
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return frozenset(
        node.name
        for node in functions
        if not any(ast.unparse(mark).startswith("pytest.mark.more(") for mark in node.decorator_list)
    )
