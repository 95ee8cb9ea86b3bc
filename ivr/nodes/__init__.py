"""The kinds of nodes, one file each. A kind that is not listed here does not exist."""

from ivr.nodes import (
    announcement,
    callback_order,
    choose_value,
    gmina,
    goodbye,
    menu,
    office_menu,
    one_time_code,
    overflow_preference,
    postal_code,
    queue,
    recording_consent,
    set_office,
    set_topic,
    sms_order,
    survey,
    transfer,
    verification,
    voice_message,
    web_service,
)
from ivr.nodes.kind import NodeKind

KINDS: dict[str, NodeKind] = {
    kind.name: kind
    for kind in (
        announcement.KIND,
        callback_order.KIND,
        choose_value.KIND,
        gmina.KIND,
        goodbye.KIND,
        menu.KIND,
        office_menu.KIND,
        one_time_code.KIND,
        overflow_preference.KIND,
        postal_code.KIND,
        queue.KIND,
        recording_consent.KIND,
        set_office.KIND,
        set_topic.KIND,
        sms_order.KIND,
        survey.KIND,
        transfer.KIND,
        verification.KIND,
        voice_message.KIND,
        web_service.KIND,
    )
}
RULES = {name: kind.rules for name, kind in KINDS.items()}
