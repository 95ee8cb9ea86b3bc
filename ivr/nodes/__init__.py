"""The kinds of nodes, one file each. A kind that is not listed here does not exist."""

from ivr.nodes import (
    announcement,
    benefit,
    choose_value,
    contact_confirmation,
    goodbye,
    knowledge,
    menu,
    next_visit,
    offers,
    office_menu,
    postal_code,
    queue,
    recording_consent,
    registration_status,
    set_office,
    set_topic,
    trainings,
    verification,
)
from ivr.nodes.kind import NodeKind

KINDS: dict[str, NodeKind] = {
    kind.name: kind
    for kind in (
        announcement.KIND,
        benefit.KIND,
        choose_value.KIND,
        contact_confirmation.KIND,
        goodbye.KIND,
        knowledge.KIND,
        menu.KIND,
        next_visit.KIND,
        office_menu.KIND,
        offers.KIND,
        postal_code.KIND,
        queue.KIND,
        recording_consent.KIND,
        registration_status.KIND,
        set_office.KIND,
        set_topic.KIND,
        trainings.KIND,
        verification.KIND,
    )
}
RULES = {name: kind.rules for name, kind in KINDS.items()}
