"""What the process `jobs` can be asked for. Pure."""

from typing import Final, Literal, TypeAlias

SCHEMA: Final = "jobs"
CHANNEL: Final = "s724_jobs"

JobName: TypeAlias = Literal[
    "import", "export", "verify", "verify_recordings", "retention", "erase", "pack", "offers"
]
"""`import`: about an import that waits, by its id. `export`: make what is to be told back to the offices now.
`verify`: verify all chains and anchors, for a run of that id. `verify_recordings`: the same for recordings.
`retention`: a run of retention that waits, by its id. `erase`: carry out an erasure that was approved, by its
request. `pack`: seal and store the recordings that are closed, and remove what is left of those that are gone.
`offers`: an import of offers that waits, by its id."""
