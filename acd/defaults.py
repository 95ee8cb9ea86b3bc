"""The rules that queues begin with, those of a new installation and that of a new office. After that the database
rules. Pure."""

import json
from importlib import resources

from acd.choice.queue_policy import QueuePolicy

_FILE = resources.files("acd") / "data" / "queues.json"


def default_policies() -> dict[str, QueuePolicy]:
    """By code of the office. Neighbours are the offices across the county's border."""
    found = json.loads(_FILE.read_text("utf-8"))
    return {office: QueuePolicy.model_validate(settings) for office, settings in found.items()}


def rules_of_new_office(ring_time: float, wrap_up_time: float) -> QueuePolicy:
    """Nobody knows its neighbours yet, so its callers go to the whole province when its own consultants are busy.

    The times, in seconds, are those of the settings, as for the offices of a new installation.
    """
    return QueuePolicy(
        neighbours_after=None,
        activate_ratio=None,
        ring_time=max(3.0, ring_time),
        wrap_up_time=wrap_up_time,
    )
