"""`make restart-app`: another application takes over the calls of the running centre, for an update.

The old one writes down what it knows and ends without touching a call; the new one takes them up. Callers who
talk hear nothing of it, those who wait keep music and place, new callers hear it ring a little longer.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from core.clock import MachineClock
from core.settings import Settings
from ops.console import Failed, complain, say
from ops.run import read_settings
from ops.supervisord import Supervisord, programs

APPLICATION = "ari_app"
PATIENCE = 30.0  # seconds until the new application has taken over


def restart(settings: Settings) -> float:
    """Seconds from the end of the old application to the first heartbeat of the new one. Raises Failed."""
    supervisord = Supervisord(settings, programs(settings))
    old = supervisord.pid(APPLICATION)
    if not old:
        raise Failed("the application does not run", supervisord.log(APPLICATION))
    began = _now()
    supervisord.signal(APPLICATION, "TERM")
    _wait(lambda: supervisord.pid(APPLICATION) not in (0, old), supervisord.log(APPLICATION))
    started = _now()  # the old one's last beat may be younger than its end was asked for
    _wait(lambda: _beat_since(settings.heartbeat, started), supervisord.log(APPLICATION))
    return _now() - began


def _wait(condition: Callable[[], bool], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            raise Failed("no application has taken over", log)
        time.sleep(0.05)


def _now() -> float:
    """Seconds since 1970, as the files of the state folder are dated."""
    return MachineClock().now().timestamp()


def _beat_since(heartbeat: Path, began: float) -> bool:
    try:
        return heartbeat.stat().st_mtime > began
    except FileNotFoundError:
        return False


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
