"""What each role may do: one table, closed by default. Pure.

A route names a right, never a role. A right has a reach: whose calls, consultants or settings it is for. Whoever
has no entry here may do nothing: a new role begins with no rights, a new right belongs to nobody.
"""

from collections.abc import Mapping
from enum import IntEnum, StrEnum, auto
from typing import Literal, TypeAlias

Role: TypeAlias = Literal["consultant", "editor", "supervisor", "administrator"]


class Right(StrEnum):
    """A thing that somebody may do or see."""

    READ_WHAT_IS_NO_SECRET = auto()
    """Hours, announcements, numbers for transfers, kinds of nodes: what everybody in the centre may know."""
    PREVIEW_PROMPTS = auto()

    SEE_CALLS = auto()
    SEE_CALLBACKS = auto()
    WITHDRAW_CALLBACKS = auto()
    HEAR_VOICE_MESSAGES = auto()
    """See and hear what callers have left for an office, and say that it is done with."""
    SEE_QUEUES = auto()
    CHANGE_QUEUE_RULES = auto()
    CHANGE_OPENING_HOURS = auto()

    SEE_AGENTS = auto()
    LIST_AGENTS = auto()
    CHANGE_AGENT_STATES = auto()
    MANAGE_AGENTS = auto()
    """Which queues and topics a consultant serves, and that somebody is none any more."""

    MANAGE_CARDS = auto()
    """Unlock clients' cards and set their PINs."""
    READ_ACCESS_LOG = auto()
    """Who looked at clients' data."""

    CHANGE_PROMPTS = auto()
    CHANGE_PRONUNCIATIONS = auto()
    READ_SCENARIOS = auto()
    EDIT_SCENARIOS = auto()
    """Write drafts and approve those of others."""
    PUBLISH_SCENARIOS = auto()
    """Decide what callers hear: publish, roll back, variants."""
    SWITCH_EMERGENCY_MESSAGES = auto()
    CHANGE_TRANSFER_TARGETS = auto()
    """Every call to one of these numbers costs money."""


class Reach(IntEnum):
    """How far a right goes. A wider reach includes the narrower ones."""

    NOTHING = 0
    OWN = 1
    """What the person took part in; as a consultant, oneself."""
    OFFICE = 2
    """What is of the person's office."""
    PROVINCE = 3
    """Everything."""


Rights: TypeAlias = Mapping[Right, Reach]

_EVERYBODY: Rights = {Right.READ_WHAT_IS_NO_SECRET: Reach.PROVINCE, Right.PREVIEW_PROMPTS: Reach.PROVINCE}

_CONSULTANT: Rights = {
    **_EVERYBODY,
    Right.SEE_CALLS: Reach.OWN,
    Right.SEE_CALLBACKS: Reach.OFFICE,
    Right.HEAR_VOICE_MESSAGES: Reach.OFFICE,
    Right.SEE_QUEUES: Reach.OWN,
    Right.SEE_AGENTS: Reach.OWN,
    Right.CHANGE_AGENT_STATES: Reach.OWN,
}

# Editors write what callers hear, and see nobody's calls or data.
_EDITOR: Rights = {
    **_EVERYBODY,
    Right.CHANGE_PROMPTS: Reach.PROVINCE,
    Right.CHANGE_PRONUNCIATIONS: Reach.PROVINCE,
    Right.READ_SCENARIOS: Reach.PROVINCE,
    Right.EDIT_SCENARIOS: Reach.PROVINCE,
}

_SUPERVISOR: Rights = {
    **_EVERYBODY,
    Right.SEE_CALLS: Reach.OFFICE,
    Right.SEE_CALLBACKS: Reach.OFFICE,
    Right.WITHDRAW_CALLBACKS: Reach.OFFICE,
    Right.HEAR_VOICE_MESSAGES: Reach.OFFICE,
    Right.SEE_QUEUES: Reach.OFFICE,
    Right.CHANGE_QUEUE_RULES: Reach.OFFICE,
    Right.CHANGE_OPENING_HOURS: Reach.OFFICE,
    Right.SEE_AGENTS: Reach.OFFICE,
    Right.LIST_AGENTS: Reach.OFFICE,
    Right.CHANGE_AGENT_STATES: Reach.OFFICE,
    Right.MANAGE_AGENTS: Reach.OFFICE,
    Right.MANAGE_CARDS: Reach.OFFICE,
    Right.READ_ACCESS_LOG: Reach.OFFICE,
    Right.CHANGE_PROMPTS: Reach.OFFICE,
    Right.READ_SCENARIOS: Reach.PROVINCE,
    Right.SWITCH_EMERGENCY_MESSAGES: Reach.OFFICE,
}

# The provincial office answers for the whole centre.
_SUPERVISOR_OF_PROVINCE: Rights = {
    **dict.fromkeys(_SUPERVISOR, Reach.PROVINCE),
    Right.CHANGE_PRONUNCIATIONS: Reach.PROVINCE,
    Right.EDIT_SCENARIOS: Reach.PROVINCE,
    Right.PUBLISH_SCENARIOS: Reach.PROVINCE,
}

_ADMINISTRATOR: Rights = {**_SUPERVISOR_OF_PROVINCE, Right.CHANGE_TRANSFER_TARGETS: Reach.PROVINCE}

_TABLE: Mapping[str, Rights] = {
    "consultant": _CONSULTANT,
    "editor": _EDITOR,
    "supervisor": _SUPERVISOR,
    "administrator": _ADMINISTRATOR,
}

_TABLE_OF_PROVINCE: Mapping[str, Rights] = {**_TABLE, "supervisor": _SUPERVISOR_OF_PROVINCE}
"""For accounts of the provincial office."""


def rights_of(role: str, *, is_of_province: bool) -> Rights:
    """The rights of a role; none for a role that is not in the table."""
    return (_TABLE_OF_PROVINCE if is_of_province else _TABLE).get(role, {})
