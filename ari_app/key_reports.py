"""Which of Asterisk's reports of keys are presses: on a bad line it tells of some keys twice.

A doubled digit is a wrong card number, a doubled key of a menu an answer to a question that nobody has heard.
Asterisk 22 doubles in two ways, both seen on a real one (`tests/asterisk/test_keys_on_a_bad_line.py`, 0028):

- Packets held up and delivered together: a key that ends less than 45 ms after the one before is put back and read
  once more when its turn has come, and is reported both times (main/channel.c: `AST_MIN_DTMF_GAP`,
  `queue_dtmf_readq`). Not while a file is played, when it is reported once: so the first report counts, and
  the second is left out if it comes.
- Only the packets of a key held up or lost while sound comes: after `dtmftimeout` (rtp.conf) Asterisk takes the
  key for released, and the rest of it for another press (res/res_rtp_asterisk.c: `process_dtmf_rfc2833`).
"""

from collections import deque
from dataclasses import dataclass
from datetime import datetime

MIN_GAP = 0.045  # seconds: AST_MIN_DTMF_GAP
MIN_HELD = 0.08  # seconds: `mindtmfduration` of asterisk.conf
TIMEOUT = 0.15  # seconds: `dtmftimeout` of asterisk-conf/rtp.conf
PACKET = 0.02  # seconds of sound in one; Asterisk notices the end of a time with the next
ROUNDING = 0.002  # seconds; moments are told in whole milliseconds
LATENESS = 0.3  # seconds by which a busy machine reads again later than it should


@dataclass(frozen=True, slots=True)
class _Report:
    key: str
    held: float
    """For how long the key was pressed, by the telephone's own clock; seconds."""
    at: float
    """When Asterisk learnt that it was released; seconds."""

    @property
    def pressed_at(self) -> float:
        return self.at - self.held


class KeyReports:
    """The reports about one channel, in the order in which they come."""

    def __init__(self) -> None:
        self._last = _Report("", 0.0, 0.0)
        self._put_back: deque[tuple[_Report, float]] = deque()  # each with the moment until which it is read again
        self._turn = 0.0  # when Asterisk reads again what it has put back

    def is_press(self, key: str, held_ms: int, timestamp: str) -> bool:
        """Whether this report tells of a press that no earlier one told of. Never raises.

        `timestamp`: Asterisk's own, to the millisecond: when reports arrive here says nothing under load.
        """
        try:
            at = datetime.fromisoformat(timestamp).timestamp()
        except ValueError:
            return True  # a key too many is corrected by the caller, one too few as well, but not by a silent line
        report, last = _Report(key, held_ms / 1000, at), self._last
        self._last = report
        while self._put_back and self._put_back[0][1] < at:
            self._put_back.popleft()
        if at >= self._turn - ROUNDING and self._is_read_again(report):
            self._turn = at + max(report.held, MIN_HELD) + MIN_GAP
            return False
        if at < self._turn or self._put_back:
            before = self._put_back[-1][1] if self._put_back else self._turn + LATENESS
            self._put_back.append((report, before + report.held + MIN_GAP))
            return True
        self._turn = at + MIN_GAP
        return not _is_the_rest(report, last)

    def _is_read_again(self, report: _Report) -> bool:
        if self._put_back and (self._put_back[0][0].key, self._put_back[0][0].held) == (report.key, report.held):
            self._put_back.popleft()
            return True
        return False


def _is_the_rest(report: _Report, last: _Report) -> bool:
    """Of one key: it was longer by at least the time-out, and had begun no later than the part before."""
    return (
        report.key == last.key
        and report.held >= last.held + TIMEOUT
        and report.pressed_at < last.pressed_at + 2 * PACKET
    )
