"""Every test is in a part of `make test` or of `make test-more`, and in no two of them."""

from pathlib import Path

import pytest

from tests.runner.parts import Part
from tests.runner.starters import starts_processes
from tests.runner.suites import (
    BROWSERS,
    CALLS,
    LONGEST,
    MORE,
    OWN_TOOLS,
    SOFTPHONE,
    SUITES,
    TOOLS,
    USUAL,
    AtOnce,
)

ROOT = Path(__file__).resolve().parents[3]
AT_ONCE = {CALLS: AtOnce(6, {"S724_PLACES": "calls"}), BROWSERS: AtOnce(3, {"S724_PLACES": "browsers"})}
FILES = sorted(str(file.relative_to(ROOT)) for file in (ROOT / "tests").rglob("test_*.py"))


def parts(suite: str, *arguments: str) -> list[Part]:
    return [part for lanes in SUITES[suite](AT_ONCE, arguments) for lane in lanes for part in lane]


def takes(part: Part, file: str) -> bool:
    """Whether pytest would collect the file, whatever is chosen by markers then."""
    paths = [each for each in part.arguments if each.startswith("tests")]
    ignored = [each.removeprefix("--ignore=") for each in part.arguments if each.startswith("--ignore=")]
    return _is_below(file, paths) and not _is_below(file, ignored)


def _is_below(file: str, paths: list[str]) -> bool:
    return any(file == path or file.startswith(f"{path}/") for path in paths)


def chosen(part: Part) -> str:
    arguments = list(part.arguments)
    return arguments[arguments.index("-m") + 1] if "-m" in arguments else ""


@pytest.mark.parametrize(
    ("suite", "expression"), [(USUAL, "not more"), (MORE, "more or wide")], ids=["usual", "more"]
)
def test_each_file_is_in_one_part(suite: str, expression: str) -> None:
    for file in FILES:
        found = [part for part in parts(suite) if takes(part, file)]
        if file.startswith((SOFTPHONE, *OWN_TOOLS)):
            assert len(found) == (suite == MORE), file
        else:
            assert len(found) == 1, file
            assert chosen(found[0]) == expression


def test_files_of_databases_are_shared_out_by_the_processes_that_they_start() -> None:
    names = {part.name: part for part in parts(USUAL)}
    for file, part in (
        ("tests/api/calls/test_calls.py", "databases"),
        ("tests/api/http/test_process.py", "services"),
        ("tests/database/ivr/test_office_store.py", "databases"),
        ("tests/database/ops/test_prepare.py", "services"),
        ("tests/contract/test_events.py", "services"),
    ):
        assert takes(names[part], file), file
    assert starts_processes("import subprocess\n")
    assert not starts_processes("from tests.support import pdf_text\n")


def test_the_tools_of_the_tests_are_a_suite_of_their_own() -> None:
    found = [file for file in FILES if any(takes(part, file) for part in parts(TOOLS))]
    assert found == [file for file in FILES if file.startswith((SOFTPHONE, *OWN_TOOLS))]
    assert {chosen(part) for part in parts(TOOLS)} == {""}


@pytest.mark.parametrize("suite", SUITES)
def test_arguments_go_on_to_every_part_and_come_after_its_own(suite: str) -> None:
    assert all(list(part.arguments)[-2:] == ["-k", "sound"] for part in parts(suite, "-k", "sound"))
    assert suite in LONGEST


def test_what_gives_way_waits_for_nobody_in_real_time() -> None:
    giving_way = {part.name for part in parts(USUAL) if part.gives_way}
    assert giving_way == {"units and scenarios", "databases", "installations", "description of the web service"}
    with_places = {part.name for part in parts(USUAL) if part.environment}
    assert with_places == {"telephones", "browsers"}
