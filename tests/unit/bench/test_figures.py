"""The statistics of `make bench`."""

import json
from pathlib import Path

import pytest

from bench.cpu import part_of
from bench.figures import merge, percentile, table
from bench.keys import PACKET_BYTES, seconds, stream
from bench.sipp import read_outcome


def test_a_percentile_lies_between_its_neighbours() -> None:
    values = [30.0, 10.0, 20.0, 40.0]

    assert percentile(values, 0.0) == 10.0
    assert percentile(values, 0.5) == 25.0
    assert percentile(values, 0.95) == pytest.approx(38.5)
    assert percentile(values, 1.0) == 40.0
    assert percentile([7.0], 0.95) == 7.0


def test_no_values_have_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_figures_of_other_measurements_stay_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "var" / "bench.json"

    merge(file, {"queue_to_agent_ms_p50": 3.0, "failed_calls": 5, "failed_calls_at_2": 5}, forget="x")
    together = merge(file, {"failed_calls": 0}, forget="failed_calls_at_")

    assert together == {"queue_to_agent_ms_p50": 3.0, "failed_calls": 0}
    assert json.loads(file.read_text()) == together
    assert [entry.name for entry in file.parent.iterdir()] == ["bench.json"]


def test_a_table_has_its_columns_under_their_heads() -> None:
    shown = table(["what", "ours", "native"], [["p50", "1.5", ""], ["p95, ms", "12.25", "3"]])

    assert shown.splitlines() == [
        "what      ours  native",
        "-------  -----  ------",
        "p50        1.5",
        "p95, ms  12.25       3",
    ]


def test_each_key_is_held_and_has_one_last_packet() -> None:
    packets = stream("1#")
    events = [(packets[at], packets[at + 1] >> 7) for at in range(0, len(packets), PACKET_BYTES)]

    assert events == [*[(1, 0)] * 3, (1, 1), *[(255, 0)] * 2, *[(11, 0)] * 3, (11, 1), *[(255, 0)] * 2]
    assert seconds("1#") == pytest.approx(0.36)


@pytest.mark.parametrize(
    ("command", "part"),
    [
        (["/v/bin/python", "-m", "ari_app"], "python"),
        (["/v/bin/python", "-m", "ops.running.run"], "other"),
        (["/v/bin/python", "-m", "ops.install.postgres"], "postgres"),
        (["/p/bin/postgres", "-D", "/state"], "postgres"),
        (["postgres: checkpointer ", ""], "postgres"),
        (["/l/ld.so", "--library-path", "/l", "/t/usr/sbin/asterisk", "-f", "-n"], "asterisk"),
        (["/usr/sbin/asterisk", "-rx", "core show channels"], "other"),
    ],
)
def test_processor_time_is_put_down_to_the_part_that_took_it(command: list[str], part: str) -> None:
    assert part_of(command) == part


def test_a_call_that_was_given_up_counts_as_failed(tmp_path: Path) -> None:
    statistics = tmp_path / "statistics.csv"
    statistics.write_text("TotalCallCreated;SuccessfulCall(C);FailedCall(C);\n4;1;0;\n10;8;1;\n", encoding="utf-8")

    outcome = read_outcome(statistics)

    assert (outcome.placed, outcome.failed) == (10, 2)
