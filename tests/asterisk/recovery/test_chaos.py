"""A short `make chaos`: few callers, one fault of each kind that callers could notice, the same judgement."""

import json
import tempfile
from pathlib import Path

import anyio
import pytest

from chaos import report
from chaos.plan import Plan, schedule
from chaos.proof import prove
from core.settings import Settings
from ops.paths import make_private
from tests.support.centres.shared_speech import lend, spoken_once

SHORT = Plan(
    seed=724,
    callers=20,
    consultants_each=1,
    faults=tuple(
        schedule(
            724,
            kills=1,
            kinds=[
                "application killed",
                "consultant dismissed in a conversation",
                "web service killed",
                "courier killed",
                "application restarted",
            ],
        )
    ),
    supervisors=14,
    phases=("faults",),
    talk_times=(6.0, 12.0),
)


@pytest.mark.more(
    "two minutes with the machine for itself; each of its faults strikes a real call, and the board is held"
    " against real calls, in the others",
    "tests/asterisk/recovery/test_the_application_dies.py::test_a_conversation_goes_on_and_its_recording_stays_one_file",
    "tests/asterisk/recovery/test_the_application_dies.py::test_a_waiting_caller_keeps_music_place_and_wait_time",
    "tests/asterisk/recovery/test_the_application_dies.py::test_a_telephone_that_rang_is_rung_anew_for_the_same_caller",
    "tests/asterisk/recovery/test_the_application_dies.py::test_a_new_call_hears_ringing_until_somebody_answers",
    "tests/asterisk/desk/test_hiring.py::test_whoever_is_dismissed_in_mid_call_keeps_it_and_gets_no_other_until_taken_back",
    "tests/browser/test_faults.py::test_no_call_is_lost",
    "tests/database/messaging/test_killed_courier.py::test_killed_at_every_stage",
    "tests/browser/test_board.py::test_beside_many_calls_the_board_shows_at_every_look_what_the_centre_and_the_reports_count",
    "tests/asterisk/lines/test_encrypted_lines.py::test_certificates_are_renewed_under_twenty_calls_and_none_is_lost",
)
@pytest.mark.timeout(240)
def test_no_caller_notices_that_a_process_died(tmp_path_factory: pytest.TempPathFactory) -> None:
    with tempfile.TemporaryDirectory(prefix="s724-chaos-") as folder:
        Path(folder).chmod(0o755)  # the database server runs as another user where the tests run as root
        settings = Settings(state_dir=Path(folder) / "state")
        make_private(settings.state)
        lend(spoken_once(tmp_path_factory.getbasetemp()), settings)
        found = anyio.run(prove, SHORT, Path(folder))
    told = json.dumps(found["details"], indent=1, ensure_ascii=False)
    assert report.failures(found) == [], told
    assert found["calls_at_once"] >= SHORT.callers - 1
    assert [fault["kind"] for fault in found["faults"]] == [fault.kind for fault in SHORT.faults]
    assert all(len(fault["stages"]) >= 2 for fault in found["faults"])
    # Every look at the board was what the facts came to, and the reports what the telephones saw.
    assert found["board_errors"] == 0, told
    assert found["board_looks"] > 50
    assert found["board_facts"] > 500
    assert found["message_errors"] == 0, told
    assert found["messages"]["answer"] > 5
