"""Identifiers. Made by us and never by Asterisk, so that no event can come before its owner knows the id."""

import os
import time
from datetime import UTC, datetime
from random import Random

_random = Random()  # seeded by the kernel
os.register_at_fork(after_in_child=_random.seed)  # two processes would make the same ids
_last_ms = 0
_counter = 0


def new_id(kind: str) -> str:
    """A unique id that sorts by the time it was made, such as `call-019ab3…-4f2a91c3`.

    `kind` says in every log and in Asterisk's own lists what the thing is: call, agent, bridge, play, rec.
    """
    global _last_ms, _counter
    now_ms = time.time_ns() // 1_000_000
    if now_ms <= _last_ms:  # the wall clock may step back; the order of ids may not
        _counter += 1
    else:
        _last_ms, _counter = now_ms, 0
    # No secret, so not asked of the kernel: in each system call another thread may take the interpreter, and keep
    # it while it waits for a processor. A call has a hundred ids.
    return f"{kind}-{_last_ms:011x}{_counter:04x}-{_random.getrandbits(40):010x}"


def call_id_of(channel_id: str) -> str:
    """The id of the call that a caller's channel is: every process that meets the channel knows it by itself.

    Asterisk's unique ids begin with the name of the system and do not come back after a restart of it.
    """
    return f"call-{channel_id}".replace(".", "-")


def channel_began_at(channel_id: str) -> datetime | None:
    """When a channel began, to the second: Asterisk puts it into the unique id. None for an id of our making."""
    seconds, _, number = channel_id.rpartition("-")[2].partition(".")
    return datetime.fromtimestamp(int(seconds), UTC) if seconds.isdigit() and number.isdigit() else None


def fact_id_of(kind: str, call_id: str) -> str:
    """The id of a fact that stands only once for a call, whichever process states it, and however often."""
    return f"event-{kind}-{call_id}"
