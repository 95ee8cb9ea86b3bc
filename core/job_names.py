"""What the process `jobs` can be asked for. Pure."""

from typing import Final, Literal, TypeAlias

SCHEMA: Final = "jobs"
CHANNEL: Final = "s724_jobs"

JobName: TypeAlias = Literal["import", "export", "erase"]
"""`import`: about an import that waits, by its id. `export`: make what is to be told back to the offices now.
`erase`: carry out an erasure that was approved, by its request."""
