"""The start before anything is installed, in a copy of the project that holds only what it needs."""

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ops import bootstrap
from ops.paths import PROJECT


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A project with no dependency but this module, and no environment yet."""
    (tmp_path / "ops").mkdir()
    shutil.copy(PROJECT / "ops" / "bootstrap.py", tmp_path / "ops")
    (tmp_path / "hello.py").write_text("import sys; print('hello', *sys.argv[1:], sys.prefix)")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1"\n')
    return tmp_path


def start(copy: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(copy / "ops" / "bootstrap.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        # No package index can be reached: whoever tries fails at once.
        env={**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(copy / "none"), **environment},
    )


def make_environment(copy: Path, **stamp: object) -> None:
    """An environment as an earlier start has left it."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(copy / ".venv")], check=True, timeout=100)
    known = {
        "pyproject": hashlib.sha256((copy / "pyproject.toml").read_bytes()).hexdigest(),
        "dev": False,
        "venv": str(copy / ".venv"),
    }
    (copy / ".venv" / "installed.json").write_text(json.dumps({**known, **stamp}))


def test_a_second_start_needs_no_network_and_runs_the_module(copy: Path) -> None:
    make_environment(copy)
    done = start(copy, "hello", "a", "--b")
    assert done.stdout == f"hello a --b {copy / '.venv'}\n"
    assert done.stderr == ""
    assert done.returncode == 0


def test_what_is_set_for_another_python_changes_nothing(copy: Path) -> None:
    make_environment(copy)
    (copy / "foreign").mkdir()
    (copy / "foreign" / "json.py").write_text("raise SystemExit('not ours')")
    (copy / "hello.py").write_text("import json, sys; print(sys.dont_write_bytecode)")
    foreign = {"PYTHONPATH": str(copy / "foreign"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = start(copy, "hello", **foreign)
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_nothing_computes_on_a_second_core_in_case_there_is_more_to_do(copy: Path) -> None:
    make_environment(copy)
    (copy / "hello.py").write_text("import os; print(os.environ['OPENBLAS_NUM_THREADS'])")
    assert start(copy, "hello").stdout == "1\n"
    assert start(copy, "hello", OPENBLAS_NUM_THREADS="4").stdout == "4\n", "somebody's own wish stands"


@pytest.mark.parametrize(
    ("stamp", "arguments"),
    [
        ({"pyproject": "other"}, ["hello"]),
        pytest.param(
            *({}, ["--dev", "hello"]),
            marks=pytest.mark.more(
                "another cause of the same",
                "tests/ops/test_bootstrap.py::test_what_changed_is_installed_anew_and_a_failure_is_one_line",
                "tests/ops/test_bootstrap.py::test_an_environment_with_the_tools_serves_a_start_without_them",
            ),
        ),
    ],
)
def test_what_changed_is_installed_anew_and_a_failure_is_one_line(
    copy: Path, stamp: dict[str, object], arguments: list[str]
) -> None:
    make_environment(copy, **stamp)
    done = start(copy, *arguments)
    last = done.stdout.strip().splitlines()[-1]
    assert done.returncode == 1
    assert last.startswith("the Python packages cannot be installed; check that pip reaches its package index")
    assert last.endswith(f"(log: {copy / '.venv' / 'install.log'})")
    assert "Traceback" not in done.stdout + done.stderr
    # The next start tries again instead of taking the environment for whole.
    assert not (copy / ".venv" / "installed.json").exists()


def test_an_environment_with_the_tools_serves_a_start_without_them(copy: Path) -> None:
    make_environment(copy, dev=True)
    assert start(copy, "hello").returncode == 0


@pytest.mark.more(
    "it is made again in the same way when what is to be in it has changed",
    "tests/ops/test_bootstrap.py::test_what_changed_is_installed_anew_and_a_failure_is_one_line",
)
def test_a_broken_environment_is_made_again(copy: Path) -> None:
    make_environment(copy)
    for name in (copy / ".venv" / "bin").glob("python*"):
        name.unlink()
    done = start(copy, "hello")
    assert f"Creating the Python environment in {copy / '.venv'}" in done.stdout
    assert (copy / ".venv" / "bin" / "python").exists()


@pytest.mark.parametrize("module", ["ops.running.run", "ops.install.tools"])
def test_a_machine_without_apt_is_told_so(copy: Path, module: str) -> None:
    done = start(copy, module, PATH=str(copy), S724_TOOLS_DIR=str(copy / "none"))
    assert done.returncode == 1
    assert done.stdout.count("\n") == 1
    assert done.stdout.startswith("apt-get is missing: this needs Debian or Ubuntu")


def test_the_module_must_be_named(copy: Path) -> None:
    done = start(copy)
    assert done.returncode == 2
    assert "usage" in done.stdout


def test_it_can_be_read_by_an_older_python() -> None:
    source = (PROJECT / "ops" / "bootstrap.py").read_text()
    # Grammar of 3.7; what is younger would be a SyntaxError instead of the line that says what is needed.
    ast.parse(source, feature_version=(3, 7))


def test_what_is_not_python_is_brought_while_packages_are_installed(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brings = copy / "ops" / "install" / "tools.py"
    brings.parent.mkdir(exist_ok=True)
    brings.write_text("def main(): open(__file__ + '.brought', 'x').close()")
    monkeypatch.setattr(bootstrap, "PROJECT", copy)
    with bootstrap.programs_meanwhile("hello"):
        pass
    assert not brings.with_name("tools.py.brought").exists(), "this one needs none"
    with bootstrap.programs_meanwhile("ops.install.tools"):
        pass
    assert brings.with_name("tools.py.brought").exists()
