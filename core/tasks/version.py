"""Which version of the system runs: its number, and the commit that it was installed from where that is known."""

from contextlib import suppress
from functools import cache
from pathlib import Path

NUMBER = "0.2.0"

_PROJECT = Path(__file__).resolve().parents[2]
_SHORT = 12


@cache
def version() -> str:
    """ "0.2.0 (4ef6e3ec1234)"; without the commit where the code does not lie in a working copy. As it is when a
    process asks first: a process that was not restarted after an update goes on saying the old one."""
    commit = ""
    with suppress(OSError):
        commit = _commit(_PROJECT)
    return f"{NUMBER} ({commit[:_SHORT]})" if commit else NUMBER


def _commit(project: Path) -> str:
    """Empty if it is not known. Read, not asked of git, which refuses a working copy that is another user's."""
    folder = project / ".git"
    if folder.is_file():  # a second working copy: its own head, the branches of the first
        folder = project / folder.read_text().partition("gitdir:")[2].strip()
    head = (folder / "HEAD").read_text().strip()
    if not head.startswith("ref:"):
        return head
    name = head.partition("ref:")[2].strip()
    common = folder / "commondir"
    shared = (folder / common.read_text().strip()) if common.is_file() else folder
    if (shared / name).is_file():
        return (shared / name).read_text().strip()
    for line in (shared / "packed-refs").read_text().splitlines():
        if line.endswith(f" {name}"):
            return line.partition(" ")[0]
    return ""
