"""`python -m ops.install.web_check`: what `make check` asks of `web/`: lint, types, tests, generated types, size.

`python -m ops.install.web_check schema` writes the types of the web service (`web/src/api/schema.d.ts`) anew
instead.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from core.settings import Settings
from ops.console import Failed, exit_status, say
from ops.install.openapi import description
from ops.install.web_build import (
    MOST_FIRST_LOAD,
    WEB,
    build,
    install,
    last_first_load,
    node_command,
    node_environment,
)
from ops.paths import PROJECT

SCHEMA = WEB / "src/api/schema.d.ts"
_PATIENCE = 600.0  # seconds for each tool
_TOOLS = {
    "eslint": ["eslint/bin/eslint.js", ".", "--max-warnings", "0"],
    "svelte-check": ["svelte-check/bin/svelte-check", "--fail-on-warnings", "--output", "human"],
    "vitest": ["vitest/vitest.mjs", "run"],
}


@dataclass(frozen=True, slots=True)
class _Result:
    name: str
    is_good: bool
    told: str


def check(settings: Settings) -> None:
    """Run all of it, two tools at a time. Raises Failed when anything is wrong; what it is has been printed."""
    install()
    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(_run_tool, name, arguments) for name, arguments in _TOOLS.items()]
        running.append(pool.submit(_check_schema))
        results = [one.result() for one in running]
    results.append(_check_size(settings))
    for result in results:
        say(f"{result.name}: {'good' if result.is_good else 'WRONG'}")
        if not result.is_good:
            say(result.told)
    if wrong := [result.name for result in results if not result.is_good]:
        raise Failed(f"web/: {', '.join(wrong)}")


def schema() -> str:
    """The types of the web service as its description has them now. Raises Failed."""
    with tempfile.TemporaryDirectory() as folder:
        described, made = Path(folder, "openapi.json"), Path(folder, "schema.d.ts")
        described.write_text(description(), encoding="utf-8")
        result = _run_tool(
            "openapi-typescript", ["openapi-typescript/bin/cli.js", str(described), "-o", str(made)]
        )
        if not result.is_good:
            raise Failed(f"the types cannot be made: {result.told.strip()[-300:]}")
        return made.read_text(encoding="utf-8")


def _check_schema() -> _Result:
    is_good = SCHEMA.read_text(encoding="utf-8") == schema()
    told = f"{SCHEMA.relative_to(PROJECT)} is not what is offered: run 'python -m ops.install.web_check schema'"
    return _Result("schema", is_good, told)


def _check_size(settings: Settings) -> _Result:
    try:
        build(settings)
    except Failed as failure:
        return _Result("build", False, str(failure))
    size = last_first_load(settings)
    told = f"the desk loads {size} bytes first, at most {MOST_FIRST_LOAD} are wanted"
    return _Result(f"build ({size / 1000:.1f} kB)", size <= MOST_FIRST_LOAD, told)


def _run_tool(name: str, arguments: Sequence[str]) -> _Result:
    script = WEB / "node_modules" / arguments[0]
    try:
        done = subprocess.run(
            [node_command(), str(script), *arguments[1:]],
            cwd=WEB, env=node_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=_PATIENCE, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return _Result(name, False, f"has not ended after {_PATIENCE:.0f} s")
    return _Result(name, done.returncode == 0, done.stdout)


def main() -> int:
    """0 when all is good."""
    os.chdir(PROJECT)

    def work() -> None:
        if sys.argv[1:] == ["schema"]:
            install()
            SCHEMA.write_text(schema(), encoding="utf-8")
        else:
            check(Settings())

    return exit_status(work)


if __name__ == "__main__":
    sys.exit(main())
