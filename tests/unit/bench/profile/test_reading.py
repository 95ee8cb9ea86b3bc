"""Threads, programs, Python functions, messages, packets and tables of a profile."""

import socket

import pytest

from bench.profile import messages, packets, python_stacks
from bench.profile.messages import Messages
from bench.profile.processes import Usage, program_of
from bench.profile.tables import Table, side_by_side
from bench.profile.threads import parse_threads
from ops.paths import PROJECT


def test_threads_have_the_name_of_their_first_function() -> None:
    text = (
        "0x7f1 27069 pbx_thread           started at [ 4703] pbx.c ast_pbx_start()\n"
        "0x7f2 25850 desc->accept_fn      started at [  761] tcptls.c ast_tcptls_server_start()\n"
        "2 threads listed.\n"
    )
    assert parse_threads(text) == {27069: "pbx_thread", 25850: "desc->accept_fn"}


@pytest.mark.parametrize(
    ("command", "program"),
    [
        (["python3", "-m", "bench.profile.counted_app", ""], "ari_app"),
        (["python3", "-m", "agi_scripts.watchdog", ""], "watchdog"),
        (["python3", "-m", "api", ""], "api"),
        (["postgres: s724 s724 [local] idle", ""], "postgres"),
        (["/tools/ld-linux-x86-64.so.2", "/tools/usr/sbin/asterisk", "-f", ""], "asterisk"),
        (["python3", "-m", "bench.profile.counted_centre", ""], "other"),
    ],
)
def test_a_program_is_known_by_its_command_line(command: list[str], program: str) -> None:
    assert program_of(command) == program


def test_usage_is_added_taken_away_and_shared_out() -> None:
    used = Usage(3.0, 1.0) + Usage(1.0, 1.0) - Usage(2.0, 0.0)
    assert used == Usage(2.0, 2.0)
    assert used.shared(4).seconds == 1.0


def test_functions_lose_their_lines_and_the_folders_of_the_machine() -> None:
    assert python_stacks.function(f"send ({PROJECT}/ari_app/ari/socket.py:70)") == "send (ari_app/ari/socket.py)"
    assert python_stacks.function("f (/v/lib/python3.11/site-packages/anyio/x.py:7)") == "f (anyio/x.py)"
    assert python_stacks.function("run (/usr/lib/python3.11/asyncio/runners.py:118)") == "run (asyncio/runners.py)"


def test_a_function_costs_itself_and_all_that_it_called_once() -> None:
    found = python_stacks.costs({("main (m.py:1)", "walk (w.py:2)", "walk (w.py:3)"): 3, ("walk (w.py:9)",): 1})
    assert found.own == {"walk (w.py)": 1.0}
    assert found.cumulated == {"walk (w.py)": 1.0}


def test_messages_are_those_between_two_readings_for_each_call() -> None:
    before = {"event Dial": Messages(10, 100), "event Old": Messages(3, 9)}
    after = {"event Dial": Messages(30, 500), "event Old": Messages(3, 9), "event New": Messages(5, 50)}
    assert messages.between(before, after, 10) == {"event Dial": Messages(2, 40), "event New": Messages(0.5, 5)}


def test_packets_are_counted_by_port_parity_and_direction() -> None:
    rtp, rtcp = _neighbours()
    port = rtp.getsockname()[1]
    try:
        counter = packets.PacketCounter(port, port + 1)
    except PermissionError:
        pytest.skip("only root may count packets")
    with counter, rtp, rtcp, _socket_on(0) as peer:
        for _ in range(3):
            peer.sendto(b"x", rtp.getsockname())
        rtcp.sendto(b"x", peer.getsockname())
        rtp.sendto(b"x", peer.getsockname())
        rtp.sendto(b"x", peer.getsockname())
        assert counter.packets() == packets.Packets(rtp_in=3, rtp_out=2, rtcp_in=0, rtcp_out=1)


def _neighbours() -> tuple[socket.socket, socket.socket]:
    """On an even port and on the next one."""
    while True:
        first = _socket_on(0)
        port = first.getsockname()[1]
        try:
            if port % 2 == 0:
                return first, _socket_on(port + 1)
        except OSError:
            pass  # somebody has the next one
        first.close()


def _socket_on(port: int) -> socket.socket:
    found = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    found.bind(("127.0.0.1", port))
    return found


def test_both_sides_stand_beside_each_other_the_dearest_first() -> None:
    rows = side_by_side({"a": 1.0, "b": 5.0, "c": 0.01}, {"d": 3.0, "a": 2.0}, least=0.05)
    assert rows == {"b": (5.0, 0.0, 5.0), "d": (0.0, 3.0, -3.0), "a": (1.0, 2.0, -1.0)}
    assert list(side_by_side({"a": 1.0, "b": 5.0}, {}, most=1)) == ["b"]


def test_a_table_is_markdown_and_json() -> None:
    shown = Table("Costs", ("ms", "ours"), {"a|b": (1.234,), "none": (None,)}, notes=("By call.",))
    assert shown.markdown() == "### Costs\n\nBy call.\n\n| ms | ours |\n|---|---:|\n| a\\|b | 1.23 |\n| none |  |"
    assert shown.json() == {"columns": ["ms", "ours"], "rows": {"a|b": [1.234], "none": [None]}}
