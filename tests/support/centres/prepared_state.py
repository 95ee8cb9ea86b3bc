"""The state of a centre as its first start leaves it, made once for all workers of all parts of a run, and lent.

Database files with people, secrets and sounds: to make them takes a core for ten seconds, to copy them a moment.
`python -m tests.support.centres.prepared_state` makes them in the state folder of its environment.
"""

import asyncio
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from core.settings import Settings
from ops.commands.population import fill_up
from ops.install import postgres
from ops.install.secrets import Secrets
from ops.running.centre import configure, database_trouble
from ops.running.installation import FEW_PEOPLE
from ops.running.patience import LOOK_TIME, Patience, activity_of
from ops.running.run import PARTS, read_settings
from ops.running.supervisord import Supervisord, programs
from tests.support.centres import direct_lines
from tests.support.centres.opening_hours import keep_open
from tests.support.centres.shared_speech import lend, shared_folder, speak_answers, spoken_once

_SEEDED = ("S724_RING_TIME", "S724_WRAP_UP_TIME", "S724_HOURS")  # settings that the data follow
_KEPT = ("secrets.json", "postgres/data", "sounds/moh")


def prepared_once(temporary: Path, settings: Settings) -> Path:
    """The state folder of a centre that was prepared and runs no more; `temporary` is pytest's folder of a worker.

    The worker that comes first makes it, and the others wait: together they would be slower. Blocks.
    """
    folder = shared_folder(temporary)
    name = "-".join(["prepared", *_times(settings).values()])
    state = folder / name
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (state / "done").exists():
            _open_to_the_database(folder)
            spoken_once(temporary)
            _make(state, settings)
            (state / "done").touch()
    return state


def lend_state(prepared: Path, settings: Settings) -> None:
    """Let a centre that has not been started yet begin with everything that was prepared."""
    lend(prepared.parent / "spoken", settings)
    for name in _KEPT:
        source, target = prepared / name, settings.state / name
        target.parent.mkdir(mode=0o700, exist_ok=True)
        # With owner and rights: PostgreSQL's files are its own user's.
        subprocess.run(["cp", "--archive", str(source), str(target)], check=True)


def _open_to_the_database(folder: Path) -> None:
    """The database server runs as another user if the tests run as root, and must pass through."""
    everybodys = Path(tempfile.gettempdir())
    for place in (folder, *folder.parents):
        if place == everybodys or place.stat().st_uid != os.getuid():
            return
        place.chmod(place.stat().st_mode | 0o011)


def _make(state: Path, settings: Settings) -> None:
    shutil.rmtree(state, ignore_errors=True)
    state.mkdir(mode=0o711)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("S724_")}
    own = {
        "S724_STATE_DIR": str(state),
        "S724_TOOLS_DIR": str(settings.tools_dir.absolute()),
        "S724_HOURS": "plan",
        "S724_POPULATION": FEW_PEOPLE,
    }
    subprocess.run([sys.executable, "-m", __spec__.name], env=clean | own | _times(settings), check=True)


def _times(settings: Settings) -> dict[str, str]:
    return {name: str(getattr(settings, name.removeprefix("S724_").lower())) for name in _SEEDED}


def main() -> int:
    """Prepare the state folder of the environment as `make run` does, with the lines of the tests, and stop."""
    settings = read_settings()
    lend(settings.state.parent / "spoken", settings)
    secrets = Secrets.load(settings.state)
    database = [program for program in programs(settings) if program.name == "postgres"]
    supervisord = Supervisord(settings, database)
    supervisord.begin()
    try:
        postgres.make_accessible(settings)
        supervisord.start("postgres")
        patience = Patience("the database", lambda: activity_of(supervisord.pids()))
        while told := database_trouble(settings):
            patience.look(told)
            time.sleep(LOOK_TIME)
        configure(settings, PARTS, secrets)
        asyncio.run(fill_up(settings))
        asyncio.run(keep_open(settings.dsn))
        asyncio.run(direct_lines.open_line(settings.dsn))
        asyncio.run(speak_answers(settings))
    finally:
        supervisord.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
