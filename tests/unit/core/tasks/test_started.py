"""Since when a process runs: what it says of itself, and whether it lives."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.tasks import version
from core.tasks.started import read_started, say_started

NINE = datetime(2026, 11, 26, 9, tzinfo=UTC)


def test_a_process_that_never_said_anything_is_not_known(tmp_path: Path) -> None:
    assert read_started(tmp_path, "jobs") == (None, False)
    (tmp_path / "run" / "started").mkdir(parents=True)
    (tmp_path / "run" / "started" / "jobs").write_text("{half")
    assert read_started(tmp_path, "jobs") == (None, False)


def test_a_process_lives_while_its_number_is_that_of_its_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It speaks first: the kernel names a program a moment after it has begun to become one.
    speaks = "import sys; print(flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", speaks, "-m", "jobs"]
    (tmp_path / "run").mkdir()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdout.readline() == b"\n"
        monkeypatch.setattr(os, "getpid", lambda: other.pid)
        say_started(tmp_path, "jobs", NINE)
        say_started(tmp_path, "watchdog", NINE)
        found, lives = read_started(tmp_path, "jobs")
        assert found is not None and (found.at, found.version, lives) == (NINE, version.version(), True)
        assert read_started(tmp_path, "watchdog")[1] is False, "the number is another program's"
        other.communicate()
    assert read_started(tmp_path, "jobs") == (found, False)


def test_a_folder_that_cannot_be_written_keeps_no_process_from_beginning(tmp_path: Path) -> None:
    say_started(tmp_path, "api", NINE)
    assert list(tmp_path.iterdir()) == [], "nobody but the installation makes its private folders"
    (tmp_path / "run").write_text("")
    say_started(tmp_path, "api", NINE)
    assert read_started(tmp_path, "api") == (None, False)


def test_the_version_names_the_commit_of_the_working_copy(tmp_path: Path) -> None:
    git = tmp_path / ".git"
    (git / "refs" / "heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    (git / "packed-refs").write_text("# pack\n" + "b" * 40 + " refs/heads/main\n")
    assert version._commit(tmp_path) == "b" * 40
    (git / "refs" / "heads" / "main").write_text("a" * 40 + "\n")
    assert version._commit(tmp_path) == "a" * 40
    (git / "HEAD").write_text("c" * 40 + "\n")
    assert version._commit(tmp_path) == "c" * 40
    assert version.version().startswith(version.NUMBER)
    assert f'version = "{version.NUMBER}"' in (version._PROJECT / "pyproject.toml").read_text()
