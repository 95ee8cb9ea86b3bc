"""Is the centre well?"""

from typing import Literal

from pydantic import BaseModel

PartHealth = Literal["ok", "away"]


class Parts(BaseModel):
    """`asterisk` is known through `ari_app`, and counts as away while that does not answer."""

    database: PartHealth
    ari_app: PartHealth
    asterisk: PartHealth


class Health(BaseModel):
    """`ok` when every part is. `standby`: is another application ready to take over the calls? None where only one
    machine leads them."""

    status: Literal["ok", "degraded"]
    parts: Parts
    standby: PartHealth | None = None
