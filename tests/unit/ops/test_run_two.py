"""What `make run-two` adds to the settings reaches whoever rings the running centre, and no later `make run`."""

from pathlib import Path

import pytest

from core.settings import Settings
from ops.running import run, run_two


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name in run.SEVERAL:
        monkeypatch.setenv(name, "")  # so that it is as before afterwards
    monkeypatch.setenv("S724_STATE_DIR", str(tmp_path))
    (tmp_path / "run").mkdir()
    return monkeypatch


def test_whoever_rings_the_running_centre_knows_its_edges(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("S724_NODES", run_two.NODES)
    environment.setenv("S724_EDGES", run_two.EDGES)
    with run._told_to_others(Settings()):
        for name in run.SEVERAL:
            environment.setenv(name, "")
        assert run.read_settings(is_of_running=False).edges == ""
        assert run.read_settings().edges == run_two.EDGES
    for name in run.SEVERAL:
        environment.setenv(name, "")
    assert run.read_settings().edges == ""


def test_where_there_is_one_asterisk_nothing_is_told(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with run._told_to_others(Settings()):
        assert list((tmp_path / "run").iterdir()) == []
        assert run.read_settings().nodes == ""


def test_its_addresses_are_ones_that_the_settings_take() -> None:
    values = {"nodes": run_two.NODES, "edges": run_two.EDGES, "web_at": run_two.WEB_AT}
    found = Settings.model_validate(values)
    assert (len(found.of_asterisks), len(found.web_services_at)) == (2, 2)
