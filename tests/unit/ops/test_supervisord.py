"""What supervisord has given up is started again, and it is asked for that only when it has written something."""

from pathlib import Path

from core.settings import Settings
from ops.running.supervisord import Supervisord


class Asked(Supervisord):
    """A supervisord whose states are given here, and counted when asked for."""

    def __init__(self, state_dir: Path) -> None:
        super().__init__(Settings.model_validate({"state_dir": state_dir}), [])
        self.states = {"api": "RUNNING"}
        self.asked = 0
        self.started: list[str] = []

    def state(self) -> dict[str, str]:
        self.asked += 1
        return self.states

    def start(self, name: str) -> None:
        self.started.append(name)
        self.states[name] = "STARTING"

    def writes(self, line: str) -> None:
        with self.log("supervisord").open("a") as log:
            log.write(line)


def test_supervisord_that_writes_nothing_is_not_asked_again(tmp_path: Path) -> None:
    supervisord = Asked(tmp_path)
    supervisord.writes("INFO spawned: 'api'\n")
    for _ in range(10):
        assert supervisord.revive() == []
    assert supervisord.asked == 1


def test_program_that_was_given_up_is_started_at_the_next_look(tmp_path: Path) -> None:
    supervisord = Asked(tmp_path)
    supervisord.writes("INFO spawned: 'api'\n")
    supervisord.revive()
    supervisord.states["api"] = "FATAL"
    supervisord.writes("INFO gave up: api entered FATAL state\n")
    assert supervisord.revive() == ["api"]
    assert supervisord.started == ["api"]


def test_log_that_is_just_exchanged_hides_nothing(tmp_path: Path) -> None:
    supervisord = Asked(tmp_path)
    supervisord.states["api"] = "FATAL"
    assert supervisord.revive() == ["api"]
    supervisord.states["api"] = "FATAL"
    assert supervisord.revive() == ["api"]
