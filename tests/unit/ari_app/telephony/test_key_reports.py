"""Reports of keys as a real Asterisk 22 gave them (moments in seconds), and what was pressed."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.telephony.key_reports import KeyReports, asterisks_seconds
from ari_app.telephony.played_files import PlayedFiles
from tests.support.asterisk.key_reading import Press, Told, told_of

MIDNIGHT = datetime(2026, 11, 26, tzinfo=UTC)

Reports = list[tuple[str, int, float]]  # key, milliseconds, seconds


def stamped(at: float) -> str:
    return (MIDNIGHT + timedelta(seconds=at)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"


def pressed(reports: Reports, *, file_until: float = 0.0) -> str:
    files = PlayedFiles()
    known = KeyReports(files)
    counted = ""
    if file_until:
        files.begins("W01", MIDNIGHT.timestamp())
    for key, held, at in reports:
        if file_until and at >= file_until:
            files.is_over("W01", asterisks_seconds(stamped(file_until)))
        counted += key if known.is_press(key, held, stamped(at)) else ""
    return counted


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
    pytest.param(
        "8663",
        [("8", 100, 43.592), *[("6", 100, at) for at in (44.093, 44.151, 44.218)], ("3", 100, 44.432)],
        id="a whole key at once, and the next one in time",
    ),
    pytest.param(
        "#062",
        [
            *[("#", 100, 20.55), ("0", 100, 20.55), ("0", 100, 20.675)],
            *[("6", 100, 20.728), ("6", 100, 20.82), ("2", 100, 21.009)],
        ],
        id="one that comes while another is stretched",
    ),
    pytest.param(
        "7555",
        [("7", 100, 0.73), ("5", 100, 0.789), ("5", 100, 1.069), ("5", 100, 1.349)],
        id="the end of a key and the beginning of the next one at once",
    ),
    pytest.param(
        "344", [("3", 100, 5.0), ("4", 100, 5.002), ("4", 100, 5.5), ("4", 100, 5.78)], id="read again late"
    ),
    pytest.param("344", [("3", 100, 30.042), ("4", 100, 30.483), ("4", 100, 30.602)], id="an end that was lost"),
    pytest.param("77", [("7", 80, 5.0), ("7", 500, 5.6)], id="a short press, and a long one"),
    pytest.param(
        "734",
        [("7", 40, 4.5), ("7", 800, 4.9), ("3", 100, 5.2), ("4", 100, 5.5)],
        id="held up, and its first part told late",
    ),
]


@pytest.mark.parametrize(("keys", "reports"), TOLD)
def test_each_press_counts_once(keys: str, reports: Reports) -> None:
    assert pressed(reports) == keys


TOGETHER: Reports = [("1", 100, 9.0), ("2", 100, 9.002)]


def test_each_key_during_a_file_is_told_once_and_the_next_press_counts() -> None:
    assert pressed([*TOGETHER, ("2", 100, 9.2), ("2", 100, 9.48)], file_until=9.1) == "1222"
    assert pressed([("2", 100, 9.0), ("2", 100, 9.002), ("2", 100, 9.2)], file_until=9.5) == "222"


def test_a_file_stretches_no_key_so_that_none_is_put_back_for_long_after_it() -> None:
    told: Reports = [
        ("1", 100, 21.67),
        ("2", 100, 21.67),
        ("2", 100, 21.729),
        ("2", 100, 22.009),
        ("3", 100, 22.288),
    ]
    assert pressed(told, file_until=21.676) == "12223"


def test_key_that_was_put_back_is_read_again_also_while_a_file_is_played() -> None:
    files = PlayedFiles()
    known = KeyReports(files)
    told: Reports = [*TOGETHER, ("2", 100, 9.06), ("2", 100, 9.34)]
    files.begins("W01", (MIDNIGHT + timedelta(seconds=9.001)).timestamp())
    counts = [known.is_press(key, held, stamped(at)) for key, held, at in told]
    assert counts == [True, True, False, True]


def test_key_that_is_not_told_again_in_time_is_another_press() -> None:
    assert pressed([*TOGETHER, ("2", 100, 11.0), ("2", 100, 11.3)]) == "1222"


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


def test_the_model_of_asterisk_tells_what_a_real_one_told() -> None:
    # Keys of a call to a real one (milliseconds), the first of them down when the announcement ended.
    presses = [Press("8", 500, 60), *(Press(key, 100, 180) for key in "420299#")]
    told = [(each.key, each.at) for each in told_of(presses, file=range(468)) if each.key]
    real = [
        *[("8", 700), ("4", 859), ("4", 1248), ("2", 1249), ("2", 1393), ("0", 1420), ("0", 1539)],
        *[("2", 1700), ("9", 1979), ("9", 2260), ("#", 2540)],
    ]
    assert [key for key, _ in told] == [key for key, _ in real]
    assert [at for _, at in told] == pytest.approx([at for _, at in real], abs=25)


def counted(told: Iterable[Told], file: range) -> str:
    files = PlayedFiles()
    known = KeyReports(files)
    if file:
        files.begins("W01", MIDNIGHT.timestamp())
    keys = ""
    for each in told:
        if not each.key:
            files.is_over("W01", asterisks_seconds(stamped(each.at / 1000)))
        elif known.is_press(each.key, each.held, stamped(each.at / 1000)):
            keys += each.key
    return keys


def by_hand(random: Random) -> list[Press]:
    return [
        Press(random.choice("0123456789"), 20 * random.randint(3, 12), 20 * random.randint(4, 25))
        for _ in range(random.choice([6, 9]))
    ]


def by_machine(held: int, pause: int) -> Callable[[Random], list[Press]]:
    return lambda random: [Press(random.choice("0123456789"), held, pause) for _ in range(9)]


def a_long_stall(random: Random) -> list[range]:
    begin = random.randint(0, 1500)
    return [range(begin, begin + random.randint(20, 900))]


def short_stalls(random: Random) -> list[range]:
    stalls, at = [], 0
    while at < 2600:
        begin = at + random.randint(40, 300)
        at = begin + random.randint(20, 90)
        stalls.append(range(begin, at))
    return stalls


CALLS = 150
# Not all can be known: what is told of two presses that came together may be what is told of one.
LINES = [
    pytest.param(lambda _: [], 0, id="in time"),
    pytest.param(a_long_stall, CALLS // 50, id="a long stall"),
    pytest.param(short_stalls, CALLS // 50, id="short stalls"),
]
HANDS = [
    by_hand,
    pytest.param(by_machine(180, 60), id="the telephones of these tests"),
    pytest.param(by_machine(70, 70), id="a speed dial"),
    pytest.param(by_machine(100, 100), id="a slower one"),
]


@pytest.mark.parametrize(("line", "unknown"), LINES)
@pytest.mark.parametrize("hand", HANDS)
def test_keys_count_once_wherever_an_announcement_ends(
    hand: Callable[[Random], list[Press]], line: Callable[[Random], list[range]], unknown: int
) -> None:
    random = Random(724)
    wrong = 0
    for _ in range(CALLS):
        presses = hand(random)
        file = range(random.choice([0, random.randint(1, 1500)]))
        told = told_of(presses, file=file, stalls=line(random))
        wrong += counted(told, file) != "".join(press.key for press in presses)
    assert wrong <= unknown


def test_a_report_without_a_moment_counts() -> None:
    known = KeyReports(PlayedFiles())
    assert [known.is_press("1", 100, "") for _ in range(3)] == [True] * 3
