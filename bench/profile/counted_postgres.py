"""`python -m bench.profile.counted_postgres`: the embedded PostgreSQL with `pg_stat_statements`."""

import os
import subprocess
import sys

from core.settings import Settings
from ops.console import Failed, complain
from ops.install import postgres

_LIBRARY = "pg_stat_statements"
# pg_stat_statements shows the text of others' statements only to those who may read all statistics.
_PREPARATION = f"""\
CREATE EXTENSION IF NOT EXISTS {_LIBRARY};
GRANT pg_read_all_stats TO {postgres.DATABASE};
GRANT EXECUTE ON FUNCTION pg_stat_statements_reset TO {postgres.DATABASE};
"""


def main() -> int:
    """Prepare, then become the server. Returns only on failure."""
    try:
        server = postgres.prepare(Settings())
        _add_extension(server)
    except Failed as failure:
        complain(failure)
        return 1
    with (server.data / "postgresql.auto.conf").open("a", encoding="utf-8") as configuration:
        configuration.write(f"shared_preload_libraries = '{_LIBRARY}'\n")
    return postgres.become(server)


def _add_extension(server: postgres.Server) -> None:
    """With no server running: nobody but the server's own account may do this."""
    who = server.user
    command = [str(postgres.binaries() / "postgres"), "--single", "-D", str(server.data)]
    command += ["-c", f"shared_preload_libraries={_LIBRARY}"]
    done = subprocess.run(
        [*command, postgres.DATABASE],
        input=_PREPARATION,
        capture_output=True,
        text=True,
        check=False,
        cwd=server.data.parent,
        env={**os.environ, "LC_ALL": "C"},
        user=who.pw_uid if who else None,
        group=who.pw_gid if who else None,
        extra_groups=[] if who else None,
    )
    if done.returncode or "ERROR" in done.stdout + done.stderr:
        raise Failed(f"pg_stat_statements cannot be used: {(done.stderr or done.stdout).strip()[-300:]}")


if __name__ == "__main__":
    sys.exit(main())
