"""`python -m ops.install.web_check`: what `make check` asks of `web/`: format, lint, types, tests, size.

`python -m ops.install.web_check schema` writes what is made of the web service's description anew instead
(`ops.install.web_types`), and `format` puts the pages into shape.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from core.settings import Settings
from ops.console import Failed, exit_status, say
from ops.install.web_build import OWN_SIZES, SIZES, build, install, last_sizes
from ops.install.web_tool import run_tool
from ops.install.web_types import generated
from ops.paths import PROJECT

_PRETTIER = ["prettier/bin/prettier.cjs", "--log-level", "warn"]
_TOOLS = {
    "prettier": [*_PRETTIER, "--check", "."],
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


def _check_schema() -> _Result:
    old = [
        str(file.relative_to(PROJECT))
        for file, text in generated().items()
        if not file.exists() or file.read_text(encoding="utf-8") != text
    ]
    told = f"{', '.join(old)}: not what is offered: run 'python -m ops.install.web_check schema'"
    return _Result("schema", not old, told)


def _check_size(settings: Settings) -> _Result:
    try:
        build(settings)
    except Failed as failure:
        return _Result("build", False, str(failure))
    sizes = last_sizes(settings)
    most = {name: limit for name, (limit, _) in (SIZES | OWN_SIZES).items()}
    too_much = [f"{name}: {size}, at most {most[name]}" for name, size in sizes.items() if size > most[name]]
    told = ", ".join(f"{size / 1000:.1f} kB {name}" for name, size in sizes.items())
    return _Result(f"build ({told})", not too_much, f"too many bytes are loaded: {'; '.join(too_much)}")


def _run_tool(name: str, arguments: list[str]) -> _Result:
    is_good, told = run_tool(*arguments)
    return _Result(name, is_good, told)


def main() -> int:
    """0 when all is good."""
    os.chdir(PROJECT)

    def work() -> None:
        if sys.argv[1:] == ["schema"]:
            install()
            for file, text in generated().items():
                file.write_text(text, encoding="utf-8")
        elif sys.argv[1:] == ["format"]:
            install()
            is_good, told = run_tool(*_PRETTIER, "--write", ".")
            if not is_good:
                raise Failed(told)
        else:
            check(Settings())

    return exit_status(work)


if __name__ == "__main__":
    sys.exit(main())
