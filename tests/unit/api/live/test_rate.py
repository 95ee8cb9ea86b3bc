"""How much one page may say."""

from api.live.rate import BURST, RATE, MessageRate


def test_sixty_at_once_and_twenty_a_second_from_then_on() -> None:
    rate = MessageRate(100.0)
    assert sum(rate.allows(100.0) for _ in range(100)) == BURST
    assert sum(rate.allows(101.0) for _ in range(100)) == RATE
    assert all(rate.allows(110.0 + number / RATE) for number in range(1000))


def test_a_long_silence_saves_up_no_more_than_a_burst() -> None:
    rate = MessageRate(0.0)
    assert sum(rate.allows(1e6) for _ in range(1000)) == BURST
