"""A sampled stack counts for the part of Asterisk, the function and the work that it belongs to."""

import pytest

from bench.profile import stacks
from bench.profile.stacks import Frame, Sample

_MODULES = "/tools/usr/lib/x86_64-linux-gnu/asterisk/modules"


def _sample(*frames: tuple[str, str]) -> Sample:
    return Sample(1, tuple(Frame(symbol, file) for symbol, file in frames))


_POLL = _sample(
    ("poll_freewait", "[kernel.kallsyms]"),
    ("__x64_sys_poll", "[kernel.kallsyms]"),
    ("__poll", "/tools/usr/lib/libc.so.6"),
    ("[unknown]", "/tools/usr/sbin/asterisk"),
    ("ast_waitfor", "/tools/usr/sbin/asterisk"),
    ("[unknown]", f"{_MODULES}/res_stasis_playback.so"),
    ("stasis_app_exec", f"{_MODULES}/res_stasis.so"),
)


def test_the_kernel_and_libraries_work_for_the_next_part_of_asterisk() -> None:
    assert stacks.module(_POLL) == "kernel"
    assert stacks.module_of_asterisk(_POLL) == "asterisk"
    assert stacks.modules_on_stack(_POLL) == {"asterisk", "res_stasis_playback.so", "res_stasis.so"}


def test_the_version_of_a_library_is_no_part_of_its_name() -> None:
    assert Frame("json_dumps", "/tools/usr/lib/libjansson.so.4.15.1").module == "libjansson.so"


def test_the_kernel_alone_is_nobodys_work() -> None:
    assert stacks.module_of_asterisk(_sample(("schedule", "[kernel.kallsyms]"))) == "kernel alone"


def test_a_function_without_a_name_goes_by_the_next_one_of_its_module() -> None:
    inside = Sample(1, _POLL.frames[3:])
    assert stacks.function(inside) == "in ast_waitfor (asterisk)"
    assert stacks.function(Sample(1, _POLL.frames[5:])) == "? (res_stasis_playback.so)"
    assert stacks.function(Sample(1, ())) == "[unknown]"


def test_the_system_call_is_told_from_an_interrupt() -> None:
    assert stacks.system_call(_POLL) == "poll"
    assert stacks.system_call(_sample(("irqentry_exit", "[kernel.kallsyms]"))) == "interrupts"
    assert stacks.system_call(_sample(("ast_read", "/tools/usr/sbin/asterisk"))) == ""


@pytest.mark.parametrize(
    ("thread", "frames", "work"),
    [
        ("pbx_thread", _POLL.frames, "announcements and keys"),
        ("bridge_channel_control_thread", (), "recording"),
        (
            "pbx_thread",
            (
                Frame("bridge_channel_internal_join", "/tools/usr/sbin/asterisk"),
                Frame("x", f"{_MODULES}/app_queue.so"),
            ),
            "a bridge, and mixing in it",
        ),
        ("pbx_thread", (Frame("x", f"{_MODULES}/app_queue.so"),), "waiting in Stasis or Queue"),
        ("default_tps_processing_function", _POLL.frames, "messages inside Asterisk"),
        ("unnamed", (Frame("x", "/tools/usr/lib/libasteriskpj.so.2"),), "SIP sockets"),
        ("unnamed", (), "the rest"),
    ],
)
def test_a_stack_belongs_to_the_work_of_a_call(thread: str, frames: tuple[Frame, ...], work: str) -> None:
    assert stacks.work(Sample(1, frames), thread) == work


def test_shares_are_of_all_samples_and_values_that_are_empty_are_left_out() -> None:
    samples = [_POLL, _POLL, _sample(("ast_read", "/tools/usr/sbin/asterisk")), Sample(1, ())]
    assert stacks.shares(samples, stacks.system_call) == {"poll": 0.5}
    assert stacks.shares(samples, stacks.modules_on_stack)["asterisk"] == 0.75
    assert stacks.shares([], stacks.system_call) == {}
