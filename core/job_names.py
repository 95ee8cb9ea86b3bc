"""What the process `jobs` can be asked for. Pure."""

from typing import Final, Literal, TypeAlias

SCHEMA: Final = "jobs"
CHANNEL: Final = "s724_jobs"

JobName: TypeAlias = Literal["import", "export", "retention"]
"""`import`: about an import that waits, by its id. `export`: make what is to be told back to the offices now.
`retention`: a run that waits, by its id."""
