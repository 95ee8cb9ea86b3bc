"""A consultant in a conversation asks for help: whoever may listen in sees it, and comes.

It waits for nothing and holds nothing up; it is over when a supervisor speaks with the consultant, when the
consultant says so, and with the conversation.
"""

from core.call import Call
from core.facts.kinds.colleagues import HelpAsked, HelpEnd, HelpEnded


class HelpCall:
    """One for each conversation. `since` is monotonic; None while no help is wanted."""

    def __init__(self, call: Call, agent: str, since: float | None = None) -> None:
        """`agent` who has the call. `since` if help was wanted already when a process before this one died."""
        self._call = call
        self._agent = agent
        self.since = since

    def asked(self, agent: str) -> None:
        """The consultant wants it; said again, nothing changes."""
        if self.since is None:
            self.since, self._agent = self._call.clock.monotonic(), agent
            self._call.record(HelpAsked(agent=agent))

    def ended(self, why: HelpEnd) -> None:
        """Harmless when none was wanted."""
        if self.since is not None:
            waited, self.since = self._call.clock.monotonic() - self.since, None
            self._call.record(HelpEnded(agent=self._agent, why=why, waited_time=round(waited, 3)))
