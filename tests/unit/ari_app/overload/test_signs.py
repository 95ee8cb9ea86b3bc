"""How late the process is, and what calls take of the processors."""

import os
import subprocess
import sys
import time
from pathlib import Path

from ari_app.overload.signs import AsteriskProcess, Use, seconds_of_all
from core.overload.lateness import Lateness


def test_the_worst_lateness_is_told_once() -> None:
    lateness = Lateness()
    for seconds in (0.1, 0.3, -5.0, 0.2):
        lateness.tell(seconds)
    assert lateness.take() == 0.3
    assert lateness.take() == 0.0


def test_use_is_a_share_of_all_processors() -> None:
    use = Use(lambda: 0.0, processors=4)
    assert use.take(0.0) == 0.0, "nothing is known at the first look"
    before = time.process_time()
    while time.process_time() - before < 0.1:
        pass
    assert 0.02 < use.take(1.0) < 0.2


def test_no_time_between_two_looks_is_no_use() -> None:
    use = Use(lambda: 0.0)
    use.take(1.0)
    assert use.take(1.0) == 0.0


def test_what_asterisk_takes_counts() -> None:
    spent = iter((10.0, 12.0))
    use = Use(lambda: next(spent), processors=4)
    use.take(0.0)
    assert 0.5 <= use.take(1.0) < 0.6


def test_what_others_take_is_told_beside_it() -> None:
    own, of_all = iter((10.0, 11.0, 12.0)), iter((50.0, 53.0, 54.0))
    use = Use(lambda: next(own), lambda: next(of_all), processors=2, machine=4)  # two of the four may be used
    use.take(0.0)
    assert 0.5 <= use.take(1.0) < 0.6
    assert 0.45 < use.of_others <= 0.5
    use.take(2.0)
    assert use.of_others <= 0.0, "nobody else worked"


def test_what_has_a_low_priority_is_none_of_the_others(tmp_path: Path) -> None:
    stat = tmp_path / "stat"
    stat.write_text("cpu  100 90000 50 700 0 0 0 0 0 0\ncpu0 100 90000 50 700 0 0 0 0 0 0\n")
    assert seconds_of_all(stat) == 150 / os.sysconf("SC_CLK_TCK")
    assert seconds_of_all() > 0.0


def test_asterisk_is_found_by_its_configuration_and_not_its_console(tmp_path: Path) -> None:
    conf = tmp_path / "asterisk.conf"
    found = AsteriskProcess(conf)
    assert found.seconds() == 0.0
    waits = [sys.executable, "-c", "import sys; sum(range(3_000_000)); print(flush=True); sys.stdin.read()"]
    with (
        subprocess.Popen(
            [*waits, "-C", str(conf), "-rx"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as console,
        subprocess.Popen(
            [*waits, "-f", "-n", "-C", str(conf)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as asterisk,
    ):
        for one in (console, asterisk):
            assert one.stdout is not None
            one.stdout.readline()  # it has worked
        first = found.seconds()
        assert first > 0.0
        asterisk.kill()
        asterisk.wait()
        assert found.seconds() == 0.0, "its console is another process"
        console.kill()
    with subprocess.Popen(
        [*waits, "-f", "-n", "-C", str(conf)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as another:
        assert another.stdout is not None
        another.stdout.readline()
        assert found.seconds() > 0.0
        another.kill()
