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
                "application restarted",
            ],
        )
    ),
    phases=("faults",),
    talk_times=(6.0, 12.0),
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
