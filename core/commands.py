"""What somebody wants: wishes in the imperative, sent to the process that owns the live state."""

from typing import Literal

import msgspec

AgentWish = Literal["log_in", "ready", "pause", "wrap_up_done", "log_out"]


class ChangeAgent(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """A consultant asks for a change of the own state. `pause_reason` only with `pause`."""

    agent: str
    wish: AgentWish
    pause_reason: str | None = None


class AskHealth(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Is the process alive, and does it reach Asterisk?"""


Command = ChangeAgent | AskHealth


class Done(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Carried out. `state` is the consultant's state now; `details` whatever else the asker wanted."""

    state: str = ""
    details: dict[str, str] = {}


class Refused(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Not carried out; nothing was changed. `message_pl` may be shown to the person who asked."""

    code: str
    message_pl: str


Reply = Done | Refused
