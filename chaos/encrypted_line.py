"""The telephones that speak SIP over TLS: one connection, over which each registers with its password."""

from collections.abc import Mapping

import anyio

from chaos.registrations import Registrations
from chaos.sip_line import SipLine
from softphone.encryption import Encryption, TlsConnection
from softphone.sip import SipMessage

_LOOK = 0.5  # seconds between two looks whether the connection is up and everybody is registered


class EncryptedLine(SipLine):
    """Comes back by itself when the exchange does. Call `trust` when the exchange has its certificate."""

    way = "TLS"
    parameter = ";transport=tls"

    def __init__(self) -> None:
        super().__init__()
        self.connections = 0
        """How often it has been connected: once more after each death of Asterisk."""
        self._encryption: Encryption | None = None
        self._connection: TlsConnection | None = None
        self._registrations = Registrations(self)

    def trust(self, encryption: Encryption, passwords: Mapping[str, str]) -> None:
        """Connect from now on, and register these telephones."""
        self._registrations.trust(passwords)
        self._encryption = encryption

    @property
    def registered(self) -> int:
        """How many telephones are registered now."""
        return self._registrations.count

    @property
    def address(self) -> str:
        if self._connection is None or not self._connection.is_up:
            return f"{self.host}:0"
        host, port = self._connection.address
        return f"{host}:{port}"

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def send(self, message: SipMessage) -> None:
        if self._connection is not None:
            self._connection.send(message)

    async def _listen(self) -> None:
        while True:
            if self._encryption is not None:
                if self._connection is None or not self._connection.is_up:
                    await self._connect(self._encryption)
                self._registrations.send_those_due()
            await anyio.sleep(_LOOK)

    async def _connect(self, encryption: Encryption) -> None:
        try:
            self._connection = await TlsConnection.to(self.server, encryption, self.host, self._came, lambda: None)
        except OSError:  # Asterisk is away
            return
        self.connections += 1
        self._registrations.begin_anew()

    def _came(self, message: SipMessage) -> None:
        if not self._registrations.takes(message):
            super()._came(message)
