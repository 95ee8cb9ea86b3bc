"""The whole start and end, and what happens when something dies or cannot be had."""

import json
import os
import re
import signal
import socket
from functools import partial
from pathlib import Path

import asyncpg
import pytest
from anyio import to_thread

from ops import health
from ops.console import Failed
from ops.running.installation import STARTS, Installation
from tests.ops.conftest import SMALL
from tests.ops.small_centre import REGISTERING
from tests.support.centres import forked
from tests.support.plugins.more import few_of
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.asyncio


def pid_of(centre: Installation, name: str) -> int:
    found = [process.pid for process in centre.processes() if process.name.startswith(name)]
    return found[0]


def answers(centre: Installation) -> bool:
    return health.ask_sip(centre.settings, "9510") == 200


async def database_answers(centre: Installation) -> bool:
    try:
        connection = await asyncpg.connect(centre.settings.dsn.replace("+asyncpg", ""), timeout=2)
    except (OSError, asyncpg.PostgresError):
        return False
    try:
        return bool(await connection.fetchval("SELECT current_user") == "s724")
    finally:
        await connection.close()


def complaint(centre: Installation) -> str:
    """The one line of a start that failed, after what was said about its progress."""
    return last_line(centre.output)


def last_line(output: str) -> str:
    assert "Traceback" not in output
    return output.strip().splitlines()[-1]


async def test_ready_tells_addresses_hotlines_and_accounts(shared: Installation) -> None:
    told = shared.output
    settings, secrets = shared.settings, shared.secrets
    for wanted in (
        f"http://127.0.0.1:{settings.http_port}",
        f"127.0.0.1:{settings.sip_port}",
        "9510",
        REGISTERING,
        secrets.sip_password(REGISTERING),
        secrets.web_password("kierownik"),
    ):
        assert wanted in told


async def test_the_end_leaves_no_process_and_a_second_start_works(small: Installation) -> None:
    small.start()
    assert {p.name for p in small.processes()} >= {"supervisord", "postgres"}
    assert small.stop(signal.SIGINT) == 0
    assert not small.processes()
    # After a power cut the number of the dead server may belong to any living process.
    claim = small.settings.state / "postgres" / "data" / "postmaster.pid"
    claim.write_text(f"{os.getpid()}\n{claim.parent}\n1\n5432\n/nowhere\n\n  1 1\nready\n")
    small.start()
    assert await database_answers(small)
    assert small.stop(signal.SIGTERM) == 0


@pytest.mark.parametrize(
    "name",
    few_of(
        ["postgres", "ld-linux", "supervisord"],
        {"postgres", "supervisord"},
        "Asterisk is killed in a call in the other",
        "tests/asterisk/recovery/test_the_rest_dies.py::"
        "test_a_restart_of_asterisk_closes_what_it_ended_and_frees_the_consultant",
    ),
)
async def test_what_is_killed_is_started_again_or_ends_the_whole(shared: Installation, name: str) -> None:
    if not shared.pid:
        shared.start()
    killed = pid_of(shared, name)
    os.kill(killed, signal.SIGKILL)
    if name == "supervisord":
        assert shared.wait() == 1
        assert "the supervisor has stopped" in shared.output
        assert not shared.processes()
        shared.start()
    else:
        await eventually(lambda: pid_of(shared, name) != killed)
    await eventually(lambda: answers(shared), 20)
    await eventually(lambda: database_answers(shared), 20)


async def test_nothing_stays_when_the_command_itself_is_killed(small: Installation) -> None:
    small.start()
    os.kill(small.pid, signal.SIGKILL)
    small.wait()
    await eventually(lambda: not small.processes(), 30)
    small.start()
    assert answers(small)
    assert await database_answers(small)
    assert "System uptime" in small.console("core show uptime")


async def test_a_start_ends_what_a_power_cut_of_the_supervisor_left(small: Installation) -> None:
    small.start()
    # Frozen, it cannot obey when its parent goes: as a supervisor that hangs.
    supervisor = pid_of(small, "supervisord")
    os.kill(supervisor, signal.SIGSTOP)
    os.kill(small.pid, signal.SIGKILL)
    small.wait()
    assert small.processes()
    begun = small.processes()
    os.kill(supervisor, signal.SIGCONT)
    small.start()
    assert not {p.pid for p in begun} & {p.pid for p in small.processes()}
    assert answers(small)


async def test_two_centres_in_one_folder_are_refused(shared: Installation) -> None:
    second = Installation(shared.settings.state, module="tests.ops.small_centre")
    second._output = shared.settings.state / "second.out"
    second.begin()
    assert second.wait() == 1
    assert f"already runs in {shared.settings.state} (process {shared.pid})" in complaint(second)
    assert answers(shared)


async def test_a_taken_port_is_one_line(small: Installation) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", small.settings.sip_port))
        small.begin()
        assert small.wait() == 1
    assert small.output.count("\n") == 1
    assert f"port {small.settings.sip_port} (UDP, SIP) is taken" in complaint(small)
    assert "S724_SIP_PORT" in complaint(small)


NO_NUMBER, NO_DATABASE = (
    ("S724_SIP_PORT", "many"),
    (
        "S724_DATABASE_URL",
        "postgresql+asyncpg://nobody:x@127.0.0.1:1/none",
    ),
)


@pytest.mark.parametrize(
    "setting",
    few_of(
        [
            NO_NUMBER,
            ("S724_BIND", "localhost"),
            ("S724_TRUNK_BIND", "192.0.2.1"),
            ("S724_PLAIN", "telnet"),
            ("S724_TLS_CERT", "/nowhere.pem"),
            ("S724_TRUNK", "not an address"),
            ("S724_RTP_PORTS", "1-2"),
            ("S724_DATABASE_URL", "mysql://x/y"),
            NO_DATABASE,
        ],
        {NO_NUMBER, NO_DATABASE},
        "each is a start of its own, and together they take two minutes: one that its kind refuses, and one that"
        " only the start can know, stay",
        "tests/ops/test_start_and_end.py::test_a_taken_port_is_one_line",
    ),
)
async def test_a_setting_that_cannot_be_used_is_one_line(tmp_path: Path, setting: tuple[str, str]) -> None:
    variable, value = setting
    centre = Installation(tmp_path / "var", module=SMALL)
    done = await to_thread.run_sync(
        partial(forked.run, SMALL, environment={**centre.environment(), variable: value})
    )
    assert done.returncode == 1
    assert variable in last_line(done.stdout + done.stderr)
    assert not centre.processes()


async def test_a_process_that_dies_ends_the_start_with_its_last_words(tmp_path: Path) -> None:
    centre = Installation(tmp_path / "var", module="tests.ops.broken_centre")
    with pytest.raises(Failed):
        centre.start()
    assert "broken has ended during the start; its last words:\nno disk left" in centre.output
    assert str(centre.settings.state / "log" / "broken.log") in complaint(centre)
    assert not centre.processes()


@pytest.mark.more(
    "waits for more than ten seconds; what is told meanwhile is shown by a held clock, a real start in the last",
    "tests/unit/ops/test_patience.py::test_a_start_that_gets_on_is_waited_for_and_told_of",
    "tests/ops/test_start_and_end.py::test_ready_tells_addresses_hotlines_and_accounts",
)
async def test_a_slow_start_says_what_it_waits_for_and_becomes_ready(tmp_path: Path) -> None:
    with Installation(tmp_path / "var", module="tests.ops.slow_centre") as centre:
        assert re.search(r"^Waiting for the database \(1\d s\): .+$", centre.output, re.MULTILINE)
        assert answers(centre)


@pytest.mark.more(
    "a start for a line that the tests themselves read",
    "tests/unit/runner/test_closing.py::test_starts_are_read_where_somebody_wrote_them",
    "tests/ops/test_start_and_end.py::test_the_end_leaves_no_process_and_a_second_start_works",
)
async def test_each_start_is_noted_where_somebody_wants_to_know(
    small: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STARTS, str(tmp_path / "starts"))
    small.start()
    [line] = (tmp_path / "starts").read_text().splitlines()
    assert json.loads(line)["what"] == "tests.ops.small_centre"
