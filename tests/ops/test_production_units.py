"""The units of systemd are right, and say of each process what its calls need."""

import configparser
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from core.settings import Settings
from ops.install import checkers
from ops.paths import PROJECT
from ops.running.supervisord import programs

UNITS = PROJECT / "ops" / "production" / "systemd"
INSTALLED = "/opt/system724"


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units as they are shipped, but for where the project lies: here it is the one under test."""
    folder = tmp_path / "units"
    shutil.copytree(UNITS, folder)
    for file in folder.rglob("*"):
        if file.is_file():
            file.write_text(file.read_text("utf-8").replace(INSTALLED, str(PROJECT)), "utf-8")
    return folder


def _verify(command: list[str], units: Path) -> subprocess.CompletedProcess[str]:
    names = sorted(str(file) for file in units.iterdir() if file.is_file())
    # Ours and nobody else's: what the machine has installed is not looked at. What of it is named is made up.
    machine = units.with_name("machine")
    machine.mkdir(exist_ok=True)
    for target in ("sysinit", "basic", "shutdown", "multi-user", "timers", "network-online"):
        (machine / f"{target}.target").write_text("[Unit]\nDefaultDependencies=no\n")
    for journal in ("systemd-journald@.socket", "systemd-journald-varlink@.socket"):
        (machine / journal).write_text("[Unit]\nDefaultDependencies=no\n[Socket]\nListenStream=/run/%i\n")
    for journal in ("systemd-journald@.service", "systemd-journald-sync@.service"):
        (machine / journal).write_text("[Service]\nExecStart=/bin/true\n")
    environment = {**os.environ, "SYSTEMD_UNIT_PATH": f"{units}:{machine}", "LC_ALL": "C"}
    return subprocess.run(
        [*command, "verify", "--man=no", *names],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
    )


def test_systemd_takes_every_unit_without_a_word(units: Path) -> None:
    done = _verify(checkers.command("systemd-analyze"), units)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_a_fault_in_what_all_units_share_is_found(units: Path) -> None:
    common = units / "system724-.service.d" / "common.conf"
    common.write_text(common.read_text("utf-8").replace("ProtectClock=", "ProtectClokc="), "utf-8")
    assert "ProtectClokc" in _verify(checkers.command("systemd-analyze"), units).stderr


def test_every_process_of_the_centre_has_a_unit_that_runs_the_same_module() -> None:
    modules = {unit.stem.removeprefix("system724-"): command for unit, command in _commands()}
    for program in programs(Settings()):
        name = program.name.replace("_", "-")
        wanted = "ops.commands.asterisk" if name == "asterisk" else program.command[2]
        assert modules[name] == f"{INSTALLED}/.venv/bin/python -m {wanted}"


def test_every_role_of_a_machine_wants_units_that_there_are() -> None:
    """Together they run what one machine runs, and the edge."""
    roles = [UNITS / f"system724-{role}.target" for role in ("node", "edge", "application", "web")]
    wanted = [unit for role in roles for unit in _read(role).get("Unit", "Wants").split()]
    assert len(wanted) == len(set(wanted))
    assert all((UNITS / unit).exists() for unit in wanted)
    one = re.findall(r"^Wants=(.*)$", (UNITS / "system724.target").read_text("utf-8"), re.MULTILINE)
    assert set(wanted) == {*" ".join(one).split(), "system724-edge.service"}


def test_no_unit_takes_another_one_with_it_when_it_stops() -> None:
    """A restart of the application or of the preparation must not stop Asterisk, which holds the calls."""
    for unit in UNITS.glob("*.service"):
        read = _read(unit)
        for tie in ("Requires", "BindsTo", "PartOf", "Requisite", "PropagatesStopTo"):
            assert not read.has_option("Unit", tie), unit.name


def test_the_watchdog_stops_first_then_asterisk_then_the_application_then_the_database() -> None:
    """systemd stops in the reverse order of the start: the ends of the last calls are still written down."""
    order = ["postgres", "ari-app", "asterisk", "watchdog"]
    for earlier, later in pairwise(order):
        unit = (UNITS / f"system724-{later}.service").read_text("utf-8")
        assert f"system724-{earlier}.service" in " ".join(re.findall(r"^After=(.*)$", unit, re.MULTILINE)).split()


def test_what_serves_calls_is_never_given_up() -> None:
    assert "StartLimitIntervalSec=0" in (UNITS / "system724-.service.d" / "common.conf").read_text("utf-8")
    for name in ("asterisk", "ari-app", "agi-scripts", "watchdog", "api", "jobs", "courier"):
        assert _read(UNITS / f"system724-{name}.service").get("Service", "Restart") == "always"


def _commands() -> Iterator[tuple[Path, str]]:
    for unit in UNITS.glob("*.service"):
        yield unit, _read(unit).get("Service", "ExecStart")


def _read(unit: Path) -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(unit.read_text("utf-8"))
    return read
