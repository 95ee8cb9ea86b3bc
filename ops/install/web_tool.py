"""Runs a tool of `web/node_modules`."""

import subprocess

from ops.install.web_build import WEB, node_command, node_environment

_PATIENCE = 600.0  # seconds


def run_tool(script: str, *arguments: str) -> tuple[bool, str]:
    """Is all good, and what the tool has printed. `script`: below `node_modules`. Blocks; raises Failed without
    our Node."""
    try:
        done = subprocess.run(
            [node_command(), str(WEB / "node_modules" / script), *arguments],
            cwd=WEB, env=node_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=_PATIENCE, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False, f"has not ended after {_PATIENCE:.0f} s"
    return done.returncode == 0, done.stdout
