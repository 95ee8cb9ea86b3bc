"""Telephones in software: real SIP and RTP, for `make call` and for the tests.

    with Engine() as engine:                       # several in a process share one SIP stack
        caller = Phone(engine, "600100200")        # a number of the public network
        await caller.call("9510", port=5060)       # answered, or CallRefused
        await caller.say(440)                      # Hz
        await caller.send_keys("1234#")
        await caller.gone()                        # the far end hung up

Needs the development dependencies (baresip).
"""

from softphone.calls import (
    CallRefused,
    DidNotHappen,
    Ending,
    NoConnection,
    NotRegistered,
    PhoneError,
    Ring,
    State,
)
from softphone.encryption import Encryption
from softphone.engine import Engine
from softphone.line import KEY_TIME
from softphone.machinery import EngineStopped
from softphone.phone import Phone
from softphone.recording import Heard
from softphone.tones import RATE, Samples, hears_tone, rms, tone, tone_frames, tone_share

__all__ = [
    "KEY_TIME",
    "RATE",
    "CallRefused",
    "DidNotHappen",
    "Encryption",
    "Ending",
    "Engine",
    "EngineStopped",
    "Heard",
    "NoConnection",
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
