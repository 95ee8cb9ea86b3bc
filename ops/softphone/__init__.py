"""Telephones in software: real SIP and RTP, for `make call` and for the tests.

    with Engine() as engine:                       # one a process
        caller = Phone(engine, "600100200")        # a number of the public network
        await caller.call("9510", port=5060)       # answered, or CallRefused
        await caller.say(440)                      # Hz
        await caller.send_keys("1234#")
        await caller.gone()                        # the far end hung up

Needs the development dependencies (baresip).
"""

from ops.softphone.calls import CallRefused, DidNotHappen, Ending, NotRegistered, PhoneError, Ring, State
from ops.softphone.engine import Engine, EngineStopped
from ops.softphone.phone import KEY_TIME, Phone
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
