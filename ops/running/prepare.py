"""`python -m ops.running.prepare`: what must stand before the processes of a production start.

What `make run` does by itself before it starts them: programs, secrets, schema and shipped data, Asterisk's
configuration. It may be run again at any time, also while calls are going on; what it has changed in Asterisk's
configuration holds from the next `core reload`.
"""

import os
import shlex
import sys
import time

from core.settings import Settings
from ops.console import exit_status, say
from ops.install import asterisk_conf, certificates, tools
from ops.install.secrets import Secrets
from ops.paths import PROJECT, make_private, write_private
from ops.running.centre import configure, database_trouble, of_nodes
from ops.running.patience import LOOK_TIME, Activity, Patience
from ops.running.run import PARTS, read_settings


def prepare(settings: Settings) -> None:
    """Blocks for some seconds; at the very first time for some minutes. Raises Failed with what to do."""
    tools.ensure()
    secrets = Secrets.load(settings.home)
    certificates.ensure(settings)
    # Written before the database is asked: what cannot go into a configuration is refused at once.
    for of_node in of_nodes(settings):
        if not asterisk_conf.folder(of_node.state).exists():
            asterisk_conf.render(of_node, secrets, dialplan="", has_log_file=True)
    _wait_for_database(settings)
    configure(settings, PARTS, secrets, has_log_file=True)
    run = make_private(settings.home / "run")
    write_private(run / "environment", _environment())
    write_private(run / "metrics-token", secrets.metrics_token)


def _wait_for_database(settings: Settings) -> None:
    # Somebody else starts it: of its processes nothing is known, so it gets the longest time.
    patience = Patience("the database", lambda: Activity(is_wanting=True))
    while told := database_trouble(settings):
        patience.look(told)
        time.sleep(LOOK_TIME)


def _environment() -> str:
    """What the processes need to know of the programs, in the way that systemd reads it."""
    values = {"S724_ESPEAK": shlex.join(tools.espeak_command()), "S724_TOOLS_DIR": str(tools.tools_dir())}
    return "".join(f'{name}="{_quoted(value)}"\n' for name, value in values.items())


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def main() -> int:
    """0 when everything stands, 1 after a failure."""
    os.chdir(PROJECT)

    def work() -> None:
        settings = read_settings()
        prepare(settings)
        say(f"Everything stands in {settings.state}.")

    return exit_status(work)


if __name__ == "__main__":
    sys.exit(main())
