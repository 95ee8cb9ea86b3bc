"""What Python's functions cost, of the stacks that py-spy met. Pure."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ops.paths import PROJECT

_LINE_NUMBER = re.compile(r":\d+\)$")
_LIBRARIES = re.compile(r"(?<=\()/\S*/(?:site-packages|python3\.\d+)/")
_STARTED = re.compile(r"^(main|run|_run|<module>|Runner\.run|_run_code|_run_module_as_main|Thread\._bootstrap)")


@dataclass(frozen=True, slots=True)
class Costs:
    """Shares (0 to 1) of a process's time by function: itself alone, and with all that it called."""

    own: dict[str, float]
    cumulated: dict[str, float]


def costs(stacks: Mapping[tuple[str, ...], int]) -> Costs:
    """Functions are named with their files; what only starts the others is left out of the cumulated ones."""
    own, cumulated, total = Counter[str](), Counter[str](), 0
    for stack, count in stacks.items():
        names = [function(frame) for frame in stack]
        own[names[-1]] += count
        cumulated.update(dict.fromkeys((name for name in names if not _STARTED.match(name)), count))
        total += count
    return Costs(
        *({name: count / total for name, count in each.most_common() if name} for each in (own, cumulated))
    )


def function(frame: str) -> str:
    """`send (/…/ari_app/ari/socket.py:70)` without the line and without the folder of the project or library."""
    return _LIBRARIES.sub("", _LINE_NUMBER.sub(")", frame).replace(f"{PROJECT}/", ""))
