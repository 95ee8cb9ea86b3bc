"""The person of simulated calls: the pages offer the same card, PIN and code."""

import re

from ivr.simulator import case
from ops.paths import PROJECT


def test_the_pages_offer_the_person_whom_simulated_calls_know() -> None:
    written = (PROJECT / "web" / "src" / "scenario" / "simulator" / "surroundings.ts").read_text(encoding="utf-8")
    known = re.search(r"KNOWN = \{ card: '(\d+)', pin: '(\d+)', code: '(\d+)' \}", written)
    assert known is not None
    assert known.groups() == (case.KNOWN_CARD, case.KNOWN_PIN, case.KNOWN_CODE)
