"""`make reports-role NAME=power_bi`: a role that reads the views of reports and nothing else; prints its password.

Beside the running centre. Given again, it makes another password. After a restore it has to be given again, since
a backup holds no rights. With a server of the operator's own (`S724_DATABASE_URL`) it prints what a superuser
there has to carry out.
"""

import os
import secrets
import sys
from collections.abc import Sequence

from core.settings import Settings
from ops.console import Failed, exit_status, say
from ops.install.postgres import carry_out_as_owner, where_it_listens
from ops.paths import PROJECT
from ops.running.run import read_settings
from reports.figures.reader_role import is_role_name, role_statements


def make_role(settings: Settings, name: str) -> None:
    """Raises Failed with what to do."""
    if not is_role_name(name):
        raise Failed("give a name of small letters, digits and _: make reports-role NAME=power_bi")
    password = secrets.token_urlsafe(24)
    script = "BEGIN;\n" + "".join(f"{statement};\n" for statement in role_statements(name, password)) + "COMMIT;\n"
    if settings.database_url:
        say("S724_DATABASE_URL names a server of your own. A superuser carries this out there, in that database:")
        say(script)
        return
    carry_out_as_owner(settings, script, hide=password)
    say(f"Role {name}, password {password} (shown once). Socket {where_it_listens(settings)}, database s724.")
    say("What the views hold: docs/reports.md.")


def main(given: Sequence[str]) -> int:
    os.chdir(PROJECT)
    return exit_status(lambda: make_role(read_settings(), given[0] if given else ""))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
