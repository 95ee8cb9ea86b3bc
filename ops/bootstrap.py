"""Makes the Python environment of the project, then runs one of its modules in it.

    python3 -I ops/bootstrap.py [--dev] MODULE [ARGUMENT...]

It runs before anything is installed, under whatever python3 the machine has: only the standard library, and
no syntax that an older Python cannot read, so that it can say what it needs. `-I` keeps this folder from
being searched for modules: its secrets.py is not Python's. With an unchanged pyproject.toml it uses no
network and takes a fraction of a second. `--dev` adds what the tests and checks need.
"""

import collections.abc
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

OLDEST = (3, 11)
PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
LOG = VENV / "install.log"
# Set for another Python, these would lead ours to other modules, or have all of them compiled at every start: also
# at that of a process which has just died and whose callers wait.
FOREIGN = ("PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
# numpy's library would have a thread for each further core, which turns in circles for a while after each
# multiplication, in case another one comes: a third of what the tests' telephones took of the processor.
OURS = {"OPENBLAS_NUM_THREADS": "1"}
# What is not Python is brought with apt by these modules; better to hear at once that there is none.
NEED_APT = ("ops.running.run", "ops.install.tools")


class Failed(Exception):
    """The text is one line that says what to do."""


def main(arguments: "list[str]") -> int:
    """Install what is missing and become the module. Returns only on failure."""
    dev = arguments[:1] == ["--dev"]
    module = arguments[1:] if dev else arguments
    if not module:
        say("usage: bootstrap.py [--dev] MODULE [ARGUMENT...]")
        return 2
    status = prepare(module[0], dev)
    if status == 0:
        for name in FOREIGN:
            os.environ.pop(name, None)
        for name, value in OURS.items():
            os.environ.setdefault(name, value)
        # A name with a dash is no module but a program of the environment.
        start = [str(PYTHON.with_name(module[0]))] if "-" in module[0] else [str(PYTHON), "-m", module[0]]
        os.execv(start[0], start + module[1:])
    return status


def prepare(module: str, dev: bool) -> int:
    """Exit status: 0 when the module can be run, else why not has been said."""
    try:
        check_python()
        if module in NEED_APT:
            check_apt()
        os.chdir(str(PROJECT))
        install_once(dev, module)
    except Failed as failure:
        say(str(failure))
        return 1
    except OSError as error:
        say(f"{error.filename or PROJECT}: {error.strerror}")
        return 1
    except KeyboardInterrupt:
        say("Stopped. The next start goes on from here.")
        return 130
    return 0


def check_python() -> None:
    """Is this Python new enough?"""
    if sys.version_info < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:2])
        raise Failed(
            f"Python 3.11 or newer is needed, {sys.executable} is {found}: "
            "install a newer one and name it, as in 'make run PYTHON=python3.13'"
        )


def check_venv_module() -> None:
    """Debian and Ubuntu leave the venv module out of the python3 package."""
    # Debian leaves an empty folder of that name behind: a specification without a file.
    specs = [importlib.util.find_spec(name) for name in ("venv", "ensurepip")]
    if any(spec is None or spec.origin is None for spec in specs):
        raise Failed(f"{sys.executable} has no venv: run 'apt-get install python3-venv' as root")


def check_apt() -> None:
    """Can what is not Python be brought, or is it there already?"""
    tools = Path(os.environ.get("S724_TOOLS_DIR") or PROJECT / ".tools")
    if (tools / "manifest.json").exists() or shutil.which("asterisk"):
        return
    for program in ("apt-get", "dpkg-deb"):
        if shutil.which(program) is None:
            raise Failed(
                f"{program} is missing: this needs Debian or Ubuntu, or asterisk 22.4 or newer on the PATH"
            )


def install_once(dev: bool, module: str) -> None:
    """Make the environment unless it is there and unchanged. Of two starts at once the second waits."""
    # The lock is on the project's folder itself: nothing to leave behind, and it is there from the first start.
    folder = os.open(str(PROJECT), os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is preparing the Python environment; waiting for it ...")
            fcntl.flock(folder, fcntl.LOCK_EX)
        known = read_stamp()
        wanted = {
            "pyproject": hashlib.sha256((PROJECT / "pyproject.toml").read_bytes()).hexdigest(),
            "dev": dev or bool(known.get("dev")),
            "venv": str(VENV),
        }
        if known != wanted or not works("import sys"):
            with programs_meanwhile(module):
                install(wanted, bool(known) and known.get("venv") != wanted["venv"])
    finally:
        os.close(folder)


@contextmanager
def programs_meanwhile(module: str) -> "collections.abc.Iterator[None]":
    """Bring what is not Python while the packages are installed: each takes one core, or the network.

    Whatever becomes of it: the module looks itself, brings what is missing and tells what is wrong.
    """
    if module not in NEED_APT:
        yield
        return
    bring = "import sys; sys.path.insert(0, sys.argv[1]); from ops.install.tools import main; main()"
    bringing = subprocess.Popen(
        [sys.executable, "-I", "-c", bring, str(PROJECT)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
        bringing.wait()
    finally:
        bringing.terminate()
        bringing.wait()


def install(wanted: "dict[str, object]", is_moved: bool) -> None:
    """Make the environment again where it is broken or was moved, and install the packages."""
    if is_moved or not works(f"import sys, pip; assert sys.version_info >= {OLDEST}"):
        check_venv_module()
        say(f"Creating the Python environment in {VENV} ...")
        shutil.rmtree(str(VENV), ignore_errors=True)
        run([sys.executable, "-I", "-m", "venv", str(VENV)], "the Python environment cannot be created")
    STAMP.unlink() if STAMP.exists() else None
    say("Installing Python packages (a minute or two) ...")
    what = ".[web,dev]" if wanted["dev"] else ".[web,show]"
    pip = [str(PYTHON), "-I", "-m", "pip", "install", "--no-input", "--progress-bar", "off"]
    # Much of what tests need is never imported; what calls need is compiled now and not while one waits.
    run(
        pip + (["--no-compile"] if wanted["dev"] else []) + ["-e", what],
        "the Python packages cannot be installed; check that pip reaches its package index, then try again",
    )
    fresh = STAMP.with_name("installed.tmp")
    fresh.write_text(json.dumps(wanted))
    fresh.replace(STAMP)


def run(command: "list[str]", failure: str) -> None:
    """Run a long step: its output goes to the log, its progress to the screen."""
    VENV.mkdir(exist_ok=True)
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
        errors="replace",
    )
    lines = []
    assert process.stdout is not None
    try:
        for line in process.stdout:
            lines.append(line)
            show_progress(line.strip())
        process.wait()
    finally:
        process.terminate()
        if sys.stdout.isatty():
            sys.stdout.write("\r\033[K")
            sys.stdout.flush()
        VENV.mkdir(exist_ok=True)
        LOG.write_text("".join(lines))
    if process.returncode:
        errors = [line.strip() for line in lines if line.startswith("ERROR")]
        reason = f" ({errors[-1]})" if errors else ""
        raise Failed(f"{failure}{reason} (log: {LOG})")


def show_progress(line: str) -> None:
    """One line that changes on a terminal; whole lines elsewhere."""
    words = line.split()
    if words[:1] == ["Collecting"]:
        text = f"  {words[1]}"
    elif line.startswith("Installing collected packages:"):
        text = "  unpacking {} packages".format(line.count(",") + 1)
    else:
        return
    if sys.stdout.isatty():
        width = shutil.get_terminal_size().columns - 1
        sys.stdout.write("\r\033[K" + text[:width])
        sys.stdout.flush()
    else:
        say(text)


def read_stamp() -> "dict[str, object]":
    """What was installed last; empty when that is not known."""
    try:
        found = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def works(code: str) -> bool:
    """Does the environment's Python run this?"""
    try:
        done = subprocess.run(
            [str(PYTHON), "-I", "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except OSError:
        return False
    return done.returncode == 0


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
