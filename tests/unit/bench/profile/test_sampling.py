"""What perf and py-spy write is read as they mean it."""

from pathlib import Path

from bench.profile.sampling import parse_perf, perf_counts, py_spy_stacks
from bench.profile.stacks import Frame, Sample

_PERF = [
    "  25844/27069   \n",
    "\tffffffff816dc991 do_sys_poll ([kernel.kallsyms])\n",
    "\t    7ff9a64b2a19 [unknown] (/tools/usr/sbin/asterisk)\n",
    "\t    7ff9a64bc9f4 ast_waitfor (/tools/usr/sbin/asterisk)\n",
    "\n",
    "  25844/25850   \n",
    "\t    7ff9a68287cf [unknown] (/tools/usr/lib/libjansson.so.4.15.1)\n",
]


def test_each_sample_has_its_thread_and_its_functions_from_the_inside() -> None:
    assert list(parse_perf(_PERF)) == [
        Sample(
            27069,
            (
                Frame("do_sys_poll", "[kernel.kallsyms]"),
                Frame("[unknown]", "/tools/usr/sbin/asterisk"),
                Frame("ast_waitfor", "/tools/usr/sbin/asterisk"),
            ),
        ),
        Sample(25850, (Frame("[unknown]", "/tools/usr/lib/libjansson.so.4.15.1"),)),
    ]


def test_a_sample_without_functions_counts_too() -> None:
    assert list(parse_perf(["  1/2 \n", "\n"])) == [Sample(2, ())]


def test_system_calls_are_counted_by_their_names_and_what_is_not_supported_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "asterisk.stat"
    file.write_text(
        "# started on Fri Nov 27\n\n"
        "1200;;context-switches;9;100.00;;\n"
        "77;;syscalls:sys_enter_poll;9;100.00;;\n"
        "<not supported>;;syscalls:sys_enter_futex;0;100.00;;\n"
    )
    assert perf_counts(file) == {"context-switches": 1200, "poll": 77}


def test_stacks_of_python_are_added_up(tmp_path: Path) -> None:
    file = tmp_path / "ari_app.spy"
    file.write_text("main (a.py:1);send (b.py:2) 3\nmain (a.py:1) 4\nmain (a.py:1);send (b.py:2) 1\n")
    assert py_spy_stacks(file) == {("main (a.py:1)", "send (b.py:2)"): 4, ("main (a.py:1)",): 4}
