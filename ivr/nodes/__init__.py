"""The kinds of nodes, one file each. A kind that is not listed here does not exist."""

from ivr.nodes import (
    announcement,
    choose_value,
    goodbye,
    language,
    menu,
    office_menu,
    postal_code,
    queue,
    recording_consent,
    set_office,
    set_topic,
    verification,
)
from ivr.nodes.kind import NodeKind

KINDS: dict[str, NodeKind] = {
    kind.name: kind
    for kind in (
        announcement.KIND,
        choose_value.KIND,
        goodbye.KIND,
        language.KIND,
        menu.KIND,
        office_menu.KIND,
        postal_code.KIND,
        queue.KIND,
        recording_consent.KIND,
        set_office.KIND,
        set_topic.KIND,
        verification.KIND,
    )
}
RULES = {name: kind.rules for name, kind in KINDS.items()}
