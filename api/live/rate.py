"""How much one page may say. Pure."""

RATE = 20.0
"""Messages a second, in the long run."""
BURST = 60
"""Messages at once."""
MOST_BYTES = 4096
"""Of one message."""


class MessageRate:
    """A bucket that fills by `RATE` a second and holds `BURST`."""

    def __init__(self, now: float, rate: float = RATE, burst: float = BURST) -> None:
        self._rate, self._burst = rate, burst
        self._left = burst
        self._at = now

    def allows(self, now: float) -> bool:
        """One more message at the monotonic moment `now`: may it be?"""
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
