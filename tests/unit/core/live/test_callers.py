"""Callers in nodes go through one answer of the relay, however many nodes there are."""

import msgspec

from core.live.callers import CallersIn, heard, told
from core.relay.commands import Done
from core.relay.relay import MOST_BYTES


def test_what_was_told_is_heard() -> None:
    callers = {(2, "menu"): 3, (2, "karta/mój pin"): 1, (11, "menu"): 7}
    assert heard(told(callers)) == (
        [CallersIn(2, "karta/mój pin", 1), CallersIn(2, "menu", 3), CallersIn(11, "menu", 7)],
        0,
    )
    assert heard(told({})) == ([], 0)


def test_too_many_nodes_leave_the_emptiest_out_and_say_how_many_are_there() -> None:
    callers = {(1, f"{number:ż>90}"): 1 + number for number in range(300)}
    details = told(callers)
    assert len(msgspec.json.encode(Done(details=details))) < MOST_BYTES
    nodes, others = heard(details)
    assert sum(one.callers for one in nodes) + others == sum(callers.values())
    assert min(one.callers for one in nodes) > 200
