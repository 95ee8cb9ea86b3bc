"""What `make bench` makes of its tries: the highest load that held, and why others did not."""

from collections import Counter
from collections.abc import Callable

import pytest

from bench.capacity import Capacity, processor
from bench.capacity_calls import Try
from bench.load import Load
from bench.search import highest


def up_to(limit: int, tried: list[int]) -> Callable[[int], bool]:
    def holds(load: int) -> bool:
        tried.append(load)
        return load <= limit

    return holds


@pytest.mark.parametrize(
    ("limit", "found", "tried"),
    [
        (23, 22, [16, 20, 24, 22]),
        (16, 16, [16, 20, 18]),
        (15, 14, [16, 12, 14]),
        (3, 2, [16, 12, 8, 4, 2]),
        (1, 0, [16, 12, 8, 4, 2]),
        (99, 30, [16, 20, 24, 28, 30]),
    ],
)
def test_the_highest_load_is_found_without_trying_one_twice(limit: int, found: int, tried: list[int]) -> None:
    seen: list[int] = []

    assert highest(up_to(limit, seen), start=16, step=4, fine=2, most=30) == found
    assert seen == tried


def test_a_try_says_what_limited_it() -> None:
    load = Load(20, 600, 3, {}, Counter({"is not on record": 3}))
    good = Load(20, 600, 0, {})

    assert Try(good, [0.02] * 20, 0, [0.01] * 20).limits == []
    assert Try(load, [0.02] * 18 + [0.3] * 2, 1, [0.01, 0.051]).limits == [
        "3 calls: is not on record",
        "1 calls heard no announcement",
        "first sound 300.0 ms",
        "gap 50.6 ms",
    ]
    assert Try(good, [0.02] * 3, 0, None, 1, 1).limits == ["stalls of the machine: too little was measured"]
    assert Try(good, [0.02], 0, []).limits == ["no gap was measured"]
    assert Try(good, [0.02], 0, None).limits == []
    assert str(Try(good, [0.02], 0, None, 0)) == (
        "600 calls, 0 failed, first sound 20.0 ms at 95% of 1, cores taken by SIPp 0.00: holds"
    )


def test_figures_and_table_hold_what_was_tried() -> None:
    capacity = Capacity(2, "AMD EPYC", 22, 30)
    assert capacity.figures() == {
        "capacity_cores": 2,
        "capacity_calls_per_s": 22,
        "capacity_calls_per_s_native": 30,
    }
    assert capacity.table().splitlines() == [
        "2 cores, AMD EPYC                          centre  native",
        "-----------------------------------------  ------  ------",
        "calls a second (native: whatever the gap)      22      30",
    ]


def test_the_processor_has_a_name_where_the_kernel_knows_it() -> None:
    assert processor("processor\t: 0\nmodel name\t: AMD EPYC 9R14\nmodel name\t: other\n") == "AMD EPYC 9R14"
    assert processor("processor\t: 0\nBogoMIPS\t: 243.75\n") == "unknown processor"
