"""When channels ended while nobody listened."""

from pathlib import Path

import pytest

from ari_app.telephony import channel_ends as module
from ari_app.telephony.channel_ends import channel_ends


def test_latest_ends_of_channels_are_read_and_a_broken_line_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "channel-ends.csv"
    file.write_text(
        "95.5,cut-off-s724-1\nnonsense\n1795563191.250000,s724-1795563100.1\n1795563192.5,agent-1\n17955"
    )
    found = channel_ends([file])
    assert found["s724-1795563100.1"] == 1795563191.25
    assert found["agent-1"] == 1795563192.5


def test_no_ends_of_channels_are_known_without_the_file(tmp_path: Path) -> None:
    assert channel_ends([tmp_path / "channel-ends.csv"]) == {}


def test_only_the_end_of_a_long_file_is_read_and_a_very_long_one_begins_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOKED_AT", 100)
    monkeypatch.setattr(module, "LONGEST_FILE", 1_000)
    file = tmp_path / "channel-ends.csv"
    file.write_text("".join(f"{n}.5,channel-{n}\n" for n in range(50)))
    assert 4 < len(channel_ends([file])) < 12
    assert file.exists()
    file.write_text("".join(f"{n}.5,channel-{n}\n" for n in range(100)))
    assert "channel-99" in channel_ends([file])
    assert not file.exists()
