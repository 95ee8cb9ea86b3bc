"""Places for calls are held by processes, and by no more of them than there are places."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.runner.parallelism import Call
from tests.runner.places import Places

ON_TIME = Call(1, 2, 0.0)
LATE = Call(3, 4, 0.0, sound=10.0, late_sound=1.0)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.lay(tmp_path / "places", now=2, most=3)


@contextmanager
def waiting(places: Places) -> Iterator[threading.Event]:
    """Somebody who waits for a place, and leaves it again; set when it has got one."""
    has_one = threading.Event()

    def wait() -> None:
        with places.one(is_first=False):
            has_one.set()

    thread = threading.Thread(target=wait)
    thread.start()
    yield has_one
    thread.join(20)


def test_whoever_comes_too_many_waits_until_somebody_goes(places: Places) -> None:
    with ExitStack() as held:
        for _ in range(2):
            held.enter_context(places.one(is_first=True))
        with waiting(places) as has_one:
            assert not has_one.wait(0.3)
            held.close()
            assert has_one.wait(20)


def test_one_more_place_is_there_after_calls_on_time(places: Places) -> None:
    with places.one(is_first=True), places.one(is_first=True), waiting(places) as has_one:
        places.tell(ON_TIME)
        assert not has_one.wait(0.3)
        places.tell(ON_TIME)
        assert has_one.wait(20)
    assert places.parallelism.highest == 3


def test_a_place_that_was_taken_away_is_not_taken_again(places: Places) -> None:
    with ExitStack() as first, places.one(is_first=True):
        first.enter_context(places.one(is_first=True))
        places.tell(LATE)
        assert places.parallelism.now == 1
        first.close()  # the place that is still held is the only one now
        with waiting(places) as has_one:
            assert not has_one.wait(0.3)
            places.tell(Call(5, 6, 0.0))
            places.tell(Call(5, 6, 0.0))
            assert has_one.wait(20)


def test_a_process_that_dies_has_no_place_any_more(tmp_path: Path) -> None:
    places = Places.lay(tmp_path / "places", now=1, most=1)
    program = (
        "import sys, pathlib; from tests.runner.places import Places\n"
        "with Places(pathlib.Path(sys.argv[1])).one(is_first=True):\n    print('held', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "places")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with waiting(places) as has_one:
            assert not has_one.wait(0.3)
            holder.send_signal(signal.SIGKILL)
            assert has_one.wait(20)
