"""Reports of keys as a real Asterisk 22 gave them (moments in seconds), and what was pressed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.key_reports import KeyReports

MIDNIGHT = datetime(2026, 11, 26, tzinfo=UTC)

Reports = list[tuple[str, int, float]]  # key, milliseconds, seconds


def stamped(at: float) -> str:
    return (MIDNIGHT + timedelta(seconds=at)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"


def pressed(reports: Reports) -> str:
    known = KeyReports()
    return "".join(key for key, held, at in reports if known.is_press(key, held, stamped(at)))


TOLD = [
    pytest.param("113", [("1", 100, 0.0), ("1", 100, 0.28), ("3", 100, 0.562)], id="a good line"),
    pytest.param("44", [("4", 40, 0.0), ("4", 60, 0.1)], id="as fast as a speed dial"),
    pytest.param(
        "344678#",
        [
            ("3", 100, 46.789),
            *[("4", 100, at) for at in (46.791, 46.913, 46.916, 47.06)],
            *[("6", 100, at) for at in (47.061, 47.206)],
            *[("7", 100, at) for at in (47.207, 47.352)],
            *[("8", 100, at) for at in (47.353, 47.498)],
            *[("#", 100, at) for at in (47.498, 47.643)],
        ],
        id="a second's packets at once",
    ),
    pytest.param("34", [("3", 40, 57.722), ("3", 800, 58.321), ("4", 100, 58.602)], id="held up for 700 ms"),
    pytest.param(
        "11223",
        [
            *[("1", 40, 33.296), ("1", 800, 33.895), ("1", 100, 34.1)],
            *[("2", 40, 34.276), ("2", 800, 34.874), ("2", 100, 35.157), ("3", 100, 35.438)],
        ],
        id="held up, and pressed again",
    ),
    pytest.param(
        "5", [("5", 40, 2.446), ("5", 200, 2.61), ("5", 500, 2.77)], id="held up twice: three parts of one press"
    ),
    pytest.param("344", [("3", 100, 30.042), ("4", 100, 30.483), ("4", 100, 30.602)], id="an end that was lost"),
    pytest.param("77", [("7", 80, 5.0), ("7", 500, 5.6)], id="a short press, and a long one"),
    pytest.param(
        "123",
        [("1", 100, 9.0), ("2", 100, 9.002), ("3", 100, 9.4)],
        id="together while a file is played: told once",
    ),
    pytest.param(
        "1222",
        [("1", 100, 9.0), ("2", 100, 9.002), ("2", 100, 11.0), ("2", 100, 11.3)],
        id="and pressed again later",
    ),
]


@pytest.mark.parametrize(("keys", "reports"), TOLD)
def test_each_press_counts_once(keys: str, reports: Reports) -> None:
    assert pressed(reports) == keys


@given(
    st.lists(
        st.tuples(st.sampled_from("0123456789*#"), st.integers(40, 2000), st.integers(45, 3000)),
        min_size=1,
        max_size=30,
    )
)
def test_on_a_line_that_delivers_in_time_every_press_counts(presses: list[tuple[str, int, int]]) -> None:
    at, reports = 0.0, []
    for key, held, pause in presses:
        at += (held + pause) / 1000
        reports.append((key, held, at))
    assert pressed(reports) == "".join(key for key, _, _ in presses)


def test_a_report_without_a_moment_counts() -> None:
    known = KeyReports()
    assert [known.is_press("1", 100, "") for _ in range(3)] == [True] * 3
