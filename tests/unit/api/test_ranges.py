"""Which bytes of a sound are served."""

import pytest

from api.ranges import ByteRange, RangeNotThere, wanted_range


@pytest.mark.parametrize(
    ("header", "start", "end"),
    [
        ("bytes=0-", 0, 1000),
        ("bytes=0-0", 0, 1),
        ("bytes=100-199", 100, 200),
        ("bytes=900-5000", 900, 1000),
        ("bytes=-100", 900, 1000),
        ("bytes=-5000", 0, 1000),
        (" bytes=999- ", 999, 1000),
    ],
)
def test_one_range_is_served_as_far_as_there_is_something(header: str, start: int, end: int) -> None:
    assert wanted_range(header, 1000) == ByteRange(start, end, 1000)


@pytest.mark.parametrize(
    "header", [None, "", "bytes=", "bytes=-", "bytes=5-3", "bytes=0-1,5-9", "lines=0-1", "bytes=a-b", "bytes=²-"]
)
def test_several_ranges_and_what_cannot_be_read_get_the_whole(header: str | None) -> None:
    assert wanted_range(header, 1000) is None


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_a_range_behind_the_end_is_refused_with_the_size(header: str) -> None:
    with pytest.raises(RangeNotThere) as refused:
        wanted_range(header, 1000)
    assert refused.value.size == 1000


def test_the_header_of_an_answer_counts_its_last_byte() -> None:
    assert ByteRange(100, 200, 1000).header == "bytes 100-199/1000"
