"""The emergency messages in force, in memory: switched on and off while calls go on."""

from ivr.ports import EmergencyMessage


class EmergencyBoard:
    """`ivr.ports.Emergency`. What one office has switched on comes before what holds for all."""

    def __init__(self) -> None:
        self._messages: dict[str | None, EmergencyMessage] = {}

    def switch_on(self, message: EmergencyMessage, office: str | None = None) -> None:
        """For the callers of one office, or for everybody; replaces what was switched on there before."""
        self._messages[office] = message

    def switch_off(self, office: str | None = None) -> None:
        """Nothing happens where none is in force."""
        self._messages.pop(office, None)

    def message(self, office: str | None) -> EmergencyMessage | None:
        """See Emergency."""
        return self._messages.get(office) or self._messages.get(None)
