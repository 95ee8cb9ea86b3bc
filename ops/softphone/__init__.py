"""Telephones in software: real SIP and RTP, for `make call` and for the tests.

    with Engine() as engine:                       # several in a process share one SIP stack
        caller = Phone(engine, "600100200")        # a number of the public network
        await caller.call("9510", port=5060)       # answered, or CallRefused
        await caller.say(440)                      # Hz
        await caller.send_keys("1234#")
        await caller.gone()                        # the far end hung up

Needs the development dependencies (baresip).
"""

from ops.softphone.calls import CallRefused, DidNotHappen, Ending, NotRegistered, PhoneError, Ring, State
from ops.softphone.engine import Engine
from ops.softphone.line import KEY_TIME
from ops.softphone.machinery import EngineStopped
from ops.softphone.phone import Phone
from ops.softphone.recording import Heard
from ops.softphone.tones import RATE, Samples, hears_tone, rms, tone, tone_frames, tone_share

__all__ = [
    "KEY_TIME",
    "RATE",
    "CallRefused",
    "DidNotHappen",
    "Ending",
    "Engine",
    "EngineStopped",
    "Heard",
    "NotRegistered",
    "Phone",
    "PhoneError",
    "Ring",
    "Samples",
    "State",
    "hears_tone",
    "rms",
    "tone",
    "tone_frames",
    "tone_share",
]
