"""The rules that the queues of a new installation begin with. After that the database rules."""

import json
from importlib import resources

from acd.queue_policy import QueuePolicy

_FILE = resources.files("acd") / "data" / "queues.json"


def default_policies() -> dict[str, QueuePolicy]:
    """By code of the office. Neighbours are the offices across the county's border."""
    found = json.loads(_FILE.read_text("utf-8"))
    return {office: QueuePolicy.model_validate(settings) for office, settings in found.items()}
