"""Telephones of `make chaos` that speak over TLS: their sound is what the other side's key says, or nothing."""

import pytest

from chaos.sip_line import SipLine, sound_offer
from chaos.sound_cipher import SoundCipher
from softphone.sip import SipMessage
from tests.support.telephones.raw_sip import rtp_packet

KEY = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\n"
OTHER = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\r\n"


def offer(more: str) -> SipMessage:
    body = sound_offer(SipLine.host, 4000, profile="RTP/SAVP", more=more)
    return SipMessage("INVITE sip:k@127.0.0.1 SIP/2.0", [], body)


def test_what_is_closed_with_its_own_key_opens_at_the_other_side() -> None:
    centre = offer(KEY)
    telephone = SoundCipher(centre)
    answered = offer(telephone.line)
    # Two ciphers of the same pair of keys: each opens what the other has closed.
    listener = SoundCipher(answered)
    packet = rtp_packet(1, 160, b"\xd5" * 160)
    closed = telephone.close(packet)
    assert closed != packet and packet[12:] not in closed
    assert listener.open(closed) == packet
    assert telephone.profile == "RTP/SAVP"


def test_what_another_key_has_closed_is_nothing_and_a_new_key_is_taken() -> None:
    telephone, stranger = SoundCipher(offer(KEY)), SoundCipher(offer(OTHER))
    packet = rtp_packet(1, 160, b"\xd5" * 160)
    assert SoundCipher(offer(telephone.line)).open(stranger.close(packet)) == b""
    listener = SoundCipher(offer(telephone.line))
    assert listener.offered_again(offer(stranger.line))
    assert listener.open(stranger.close(rtp_packet(2, 320, b"\xd5" * 160)))


def test_an_offer_without_a_key_is_noticed() -> None:
    telephone = SoundCipher(offer(KEY))
    assert not telephone.offered_again(offer(""))
    with pytest.raises(LookupError, match="in clear"):
        SoundCipher(offer(""))
