"""What tests share is started once more if its start fails, and its failure costs one test only."""

import pytest

pytest_plugins = ["pytester"]

BEGIN = """
import pathlib
import pytest

STARTS = pathlib.Path(__file__).with_name("starts")

def start():
    STARTS.touch()
    count = len(STARTS.read_text()) + 1
    STARTS.write_text("x" * count)
    return count
"""
TESTS = "".join(f"\ndef test_{number}(shared): pass\n" for number in range(4))


def ended(pytester: pytest.Pytester, fixture: str) -> tuple[dict[str, int], int]:
    """How four tests with that fixture end, and how often it was started."""
    pytester.makepyfile(BEGIN + fixture + TESTS)
    alone = [
        "-p",
        "tests.support.plugins.second_start",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "-p",
        "no:asyncio",
    ]
    outcomes = pytester.runpytest_inprocess(*alone).parseoutcomes()
    return outcomes, len((pytester.path / "starts").read_text())


@pytest.mark.parametrize("scope", ["session", "module"])
def test_a_start_that_fails_once_fails_no_test(pytester: pytest.Pytester, scope: str) -> None:
    fixture = f"""
@pytest.fixture(scope="{scope}")
def shared():
    assert start() > 1, "not the first time"
    yield
"""
    assert ended(pytester, fixture) == ({"passed": 4}, 2)


def test_a_start_that_fails_twice_fails_the_test_that_asked_for_it_and_no_later_one(
    pytester: pytest.Pytester,
) -> None:
    fixture = """
@pytest.fixture(scope="session")
def shared():
    if start() < 3:
        pytest.fail("not yet")
"""
    assert ended(pytester, fixture) == ({"passed": 3, "errors": 1}, 3)


def test_a_start_that_always_fails_is_tried_three_times_in_all(pytester: pytest.Pytester) -> None:
    fixture = """
@pytest.fixture(scope="session")
def shared():
    start()
    raise RuntimeError("broken")
"""
    assert ended(pytester, fixture) == ({"errors": 4}, 3)


def test_what_a_shared_fixture_needs_itself_is_started_once_more_and_ended_once(pytester: pytest.Pytester) -> None:
    fixture = """
@pytest.fixture(scope="session")
def ground():
    assert start() > 1
    yield
    with pathlib.Path(__file__).with_name("ended").open("a") as ended:
        ended.write("x")

@pytest.fixture(scope="session")
def shared(ground, request):
    assert start() > 3
    yield
    assert not pathlib.Path(__file__).with_name("ended").exists()
"""
    assert ended(pytester, fixture) == ({"passed": 4}, 4)
    assert (pytester.path / "ended").read_text() == "x"


def test_a_fixture_of_one_test_has_one_try_and_a_skip_is_no_failure(pytester: pytest.Pytester) -> None:
    own = """
@pytest.fixture
def shared():
    assert start() > 1
"""
    assert ended(pytester, own) == ({"passed": 3, "errors": 1}, 4)
    (pytester.path / "starts").unlink()
    skips = """
@pytest.fixture(scope="session")
def shared():
    start()
    pytest.skip("not here")
"""
    assert ended(pytester, skips) == ({"skipped": 4}, 1)


def test_the_body_of_a_test_has_two_minutes_and_what_it_needs_has_no_limit_here(
    pytester: pytest.Pytester, pytestconfig: pytest.Config
) -> None:
    ours = [pytestconfig.getini(name) for name in ("timeout", "timeout_func_only")]
    assert ours == ["120", True]
    pytester.makeini("[pytest]\ntimeout = 0.3\ntimeout_func_only = true\n")
    pytester.makepyfile(
        """
        import time
        import pytest

        @pytest.fixture
        def waits():
            time.sleep(0.4)

        def test_needs_long(waits):
            pass

        def test_takes_long():
            time.sleep(5)

        @pytest.mark.timeout(0.4)
        def test_has_a_limit_of_its_own(waits):
            pass
        """
    )
    outcomes = pytester.runpytest_inprocess("-p", "no:xdist", "-p", "no:asyncio").parseoutcomes()
    assert outcomes == {"passed": 2, "failed": 1}
