"""`python -m ops.commands.edge` writes the configuration of this machine's edge (S724_EDGE) and becomes it.

It needs no database: the centre tells it which telephones may register."""

import os
import sys
from typing import NoReturn

from core.nodes import edges_of
from ops.console import Failed, complain
from ops.install import edge_conf, kamailio
from ops.running.run import read_settings


def become() -> NoReturn:
    """Replace this process. Raises Failed for settings that cannot be used, OSError when it cannot be started."""
    settings = read_settings()
    own = next((edge for edge in edges_of(settings) if edge.name == settings.edge), None)
    if own is None:
        raise Failed("S724_EDGE is to say which of S724_EDGES this machine is")
    kamailio.ensure()
    edge_conf.write(edge_conf.edge_of(settings, own), edge_conf.folder(settings, own.name))
    command = edge_conf.command(settings, own.name)
    os.execv(command[0], command)


def main() -> int:
    """Returns only on failure."""
    try:
        become()
    except (Failed, OSError) as error:
        complain(error if isinstance(error, Failed) else Failed(f"the edge cannot be started: {error.strerror}"))
    return 1


if __name__ == "__main__":
    sys.exit(main())
