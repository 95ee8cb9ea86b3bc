"""`python -m ops.commands.asterisk` becomes this installation's Asterisk.

With WORDS it says them on its console and prints the answer."""

import os
import sys
from typing import NoReturn

from ops.console import Failed, complain
from ops.install import asterisk_conf
from ops.running.run import read_settings


def become(words: str) -> NoReturn:
    """Replace this process. Raises Failed before `ops.running.prepare` has run, OSError when it cannot be
    started."""
    settings = read_settings()
    if not (asterisk_conf.folder(settings.state) / "asterisk.conf").exists():
        raise Failed(
            f"{settings.state} holds no configuration of Asterisk: run 'python -m ops.running.prepare' first"
        )
    command = asterisk_conf.console_command(settings, words) if words else asterisk_conf.command(settings)
    os.execv(command[0], command)


def main() -> int:
    """Returns only on failure."""
    try:
        become(" ".join(sys.argv[1:]))
    except (Failed, OSError) as error:
        complain(error if isinstance(error, Failed) else Failed(f"Asterisk cannot be started: {error.strerror}"))
    return 1


if __name__ == "__main__":
    sys.exit(main())
