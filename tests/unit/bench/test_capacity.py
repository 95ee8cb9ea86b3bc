"""What `make bench` makes of its tries: the highest load that held, and why others did not."""

import socket
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.capacity import Capacity, processor
from bench.capacity_calls import Try
from bench.capacity_conversations import Conversations, Level, recording_sizes
from bench.hearing import Hearing, Packet, judge
from bench.load import Load
from bench.packets import Circular
from bench.search import highest
from bench.sounds import packet_of_tone
from recordings import talk_file

TONE = 400


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


def heard(numbers: list[int], hertz: int = TONE, source: int = 1) -> list[Packet]:
    """Packets that came in time, each 20 ms after the one with the number before."""
    return [Packet(0.02 * number, source, number % 65536, packet_of_tone(hertz)) for number in numbers]


def never(_begin: float, _end: float) -> bool:
    return False


def test_a_conversation_without_a_flaw_has_no_gaps_and_loses_nothing() -> None:
    assert judge(heard(list(range(100))), 0.0, 2.0, TONE, never) == Hearing([], 0, 0)


def test_a_single_lost_packet_is_no_gap_but_is_lost() -> None:
    assert judge(heard([*range(50), *range(51, 100)]), 0.0, 2.0, TONE, never) == Hearing([], 1, 0)


def test_a_gap_is_measured_and_its_packets_are_lost() -> None:
    found = judge(heard([*range(50), *range(60, 100)]), 0.0, 2.0, TONE, never)

    assert found.gaps == pytest.approx([0.22])
    assert found.lost == 10


def test_silence_at_the_end_and_another_sound_are_gaps() -> None:
    assert judge(heard(list(range(50))), 0.0, 2.0, TONE, never).gaps == pytest.approx([1.02])
    assert judge(heard(list(range(100)), hertz=1100), 0.0, 2.0, TONE, never).gaps == pytest.approx([2.0])
    assert judge([], 0.0, 2.0, TONE, never).gaps == pytest.approx([2.0])


def test_what_is_missing_during_a_stall_is_excused_and_counted() -> None:
    packets = heard([*range(50), *range(60, 80), *range(81, 100)])

    found = judge(packets, 0.0, 2.0, TONE, lambda begin, end: begin < 1.1 < end)

    assert found == Hearing([], 1, 11)


def test_numbers_that_begin_anew_packets_that_overtake_and_a_new_source_are_no_loss() -> None:
    assert judge(heard(list(range(65530, 65630))), 1310.6, 1312.6, TONE, never).lost == 0
    assert judge(heard([0, 1, 2, 3, 4, 3, 5]), 0.0, 0.1, TONE, never).lost == 1  # the one that came later
    assert judge([*heard([1]), *heard([9], source=2)], 0.0, 0.2, TONE, never).lost == 0


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


def test_a_level_says_what_limited_it() -> None:
    flawed = Level(50, 49, 48, [Hearing([0.07, 0.08], 4, 0), Hearing([], 1, 0)], 0, 0, 0.1, 1.0)

    assert flawed.limits == [
        "only 49 conversations",
        "only 48 recordings grow",
        "2 gaps, the longest 80 ms",
        "5 packets lost",
    ]
    assert Level(50, 50, 51, [Hearing([], 0, 9)], 1, 0, 0.1, 1.0).limits == []
    assert str(Level(50, 50, 51, [Hearing([], 0, 21)], 1, 2, 0.1, 1.0)) == (
        "50 conversations, 51 recordings grow, cores taken by the centre 1.00 and the telephones 0.10, "
        "1 stalls of the machine and 2 of the telephones, 21 gaps and losses disregarded: "
        "limited by 21 gaps and losses that cannot be judged"
    )


def test_a_recording_that_is_being_made_grows_as_one_file(tmp_path: Path) -> None:
    folder, links = tmp_path / "recordings", tmp_path / "links"
    links.mkdir()
    file, link = folder / "2026/11/27/rec.wav", links / "rec.raw"
    talk_file.begin(file, link)
    before = recording_sizes(folder)
    with link.open("ab") as recorder:
        recorder.write(bytes(talk_file.BYTES_A_SECOND))

    assert recording_sizes(folder) == {file: before[file] + talk_file.BYTES_A_SECOND}


def test_figures_and_table_hold_what_was_tried() -> None:
    conversations = (Conversations(300, 0.2), Conversations(350, 0.25))

    assert Capacity(2, "AMD EPYC", (22, 30), conversations).figures() == {
        "capacity_cores": 2,
        "capacity_calls_per_s": 22,
        "capacity_calls_per_s_native": 30,
        "capacity_conversations": 300,
        "capacity_conversations_native": 350,
        "capacity_telephones_cores": 0.2,
        "capacity_telephones_cores_native": 0.25,
    }
    assert "capacity_conversations" not in Capacity(2, "AMD EPYC", (22, 30), None).figures()
    assert Capacity(2, "AMD EPYC", None, conversations).table().splitlines() == [
        "2 cores, AMD EPYC                 centre  native",
        "--------------------------------  ------  ------",
        "conversations at once                300     350",
        "cores that their telephones take    0.20    0.25",
    ]


def test_the_processor_has_a_name_where_the_kernel_knows_it() -> None:
    assert processor("processor\t: 0\nmodel name\t: AMD EPYC 9R14\nmodel name\t: other\n") == "AMD EPYC 9R14"
    assert processor("processor\t: 0\nBogoMIPS\t: 243.75\n") == "unknown processor"


def test_one_packet_goes_to_all_ports_in_one_call() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
        others = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(3)]
        try:
            for other in others:
                other.bind(("127.0.0.1", 0))
                other.settimeout(5)
            circular = Circular(b"\xd5" * 160)
            circular.send(own, 1, 0)  # to nobody
            circular.readdress([other.getsockname()[1] for other in others])
            circular.send(own, 258, 320)

            for other in others:
                packet, sender = other.recvfrom(2048)
                assert packet[:8] == b"\x80\x08\x01\x02\x00\x00\x01\x40"
                assert packet[12:] == b"\xd5" * 160
                assert sender[1] == own.getsockname()[1]
        finally:
            for other in others:
                other.close()
