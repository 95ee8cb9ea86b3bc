"""`make restart-app`: another application takes over the calls of the running centre, for an update.

The old one writes down what it knows and ends without touching a call; the new one takes them up. Callers who
talk hear nothing of it, those who wait keep music and place, new callers hear it ring a little longer.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import anyio

from core.clock import MachineClock
from core.db.engine import make_engine
from core.db.errors import DATABASE_AWAY
from core.lease.standby_store import is_waiting
from core.settings import Settings
from ops.console import Failed, complain, say
from ops.running.patience import LOOK_TIME, Patience, activity_of
from ops.running.run import read_settings
from ops.running.supervisord import APPLICATION, Supervisord, programs


def restart(settings: Settings) -> float:
    """Seconds from the end of the old application to the first heartbeat of the new one; of several on a machine
    one after the other, each until it waits for its turn, and so where several machines lead the calls by turns.
    Raises Failed."""
    of_each = {f"{APPLICATION}-{name}": name for name in settings.application_names} or {APPLICATION: ""}
    return sum(_restart(settings, program, name) for program, name in of_each.items())


def _restart(settings: Settings, program: str, name: str) -> float:
    supervisord = Supervisord(settings, programs(settings))
    old = supervisord.pid(program)
    if not old:
        raise Failed("the application does not run", supervisord.log(program))
    began = _now()
    supervisord.signal(program, "TERM")
    log = supervisord.log(program)
    patience = Patience("the next application", lambda: activity_of([supervisord.pid(program)], [log]), log=log)

    def wait(condition: Callable[[], bool], trouble: str) -> None:
        while not condition():
            patience.look(trouble)
            time.sleep(LOOK_TIME / 2)

    wait(lambda: supervisord.pid(program) not in (0, old), "the old one has not ended")
    started = _now()  # the old one's last beat may be younger than its end was asked for
    is_one_of_several = bool(name)  # whose other one beats meanwhile
    wait(
        lambda: (
            (not is_one_of_several and _beat_since(settings.heartbeat, started))
            or _waits(settings, name or settings.application)
        ),
        "it has taken over no calls yet",
    )
    return _now() - began


def _now() -> float:
    """Seconds since 1970, as the files of the state folder are dated."""
    return MachineClock().now().timestamp()


def _beat_since(heartbeat: Path, began: float) -> bool:
    try:
        return heartbeat.stat().st_mtime > began
    except FileNotFoundError:
        return False


def _waits(settings: Settings, application: str) -> bool:
    """Has another application taken over, and is this one ready for the next time?"""

    async def ask() -> bool:
        engine = make_engine(settings.dsn)
        try:
            return await is_waiting(engine, application)
        except DATABASE_AWAY:
            return False
        finally:
            await engine.dispose()

    return bool(application) and anyio.run(ask)


def main() -> int:
    try:
        say(f"Another application has taken over after {restart(read_settings()):.1f} s.")
    except Failed as failure:
        complain(failure)
        return 1
    except OSError:
        complain(Failed("the centre does not run here: start it with 'make run'"))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
