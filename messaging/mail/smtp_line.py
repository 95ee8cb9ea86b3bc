"""The line by which mail goes: the office's own mail server, never the world's. Step by step, so that it is known
whether a mail certainly has not gone."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aiosmtplib
from aiosmtplib.errors import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from messaging.line import NotTaken, Unknown

ANSWER_TIME: Final = 30.0
"""Seconds that the server has for each answer."""

_ON_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class SmtpAccount:
    """`name` empty: the server wants none. `ca`: who vouches for its certificate; None: whom the machine
    trusts."""

    host: str
    port: int
    name: str = ""
    password: str = ""
    ca: Path | None = None

    def __repr__(self) -> str:
        return f"SmtpAccount({self.host}:{self.port})"

    @property
    def needs_tls(self) -> bool:
        """On this machine nobody is between, unless somebody says who vouches for the server."""
        return self.ca is not None or self.host not in _ON_THIS_MACHINE


class SmtpLine:
    """A connection for each mail: the few of an office are worth no pool."""

    def __init__(self, account: SmtpAccount, own_name: str = "system724") -> None:
        self._account = account
        self._own_name = own_name
        self._context = ssl.create_default_context(cafile=account.ca) if account.needs_tls else None

    async def send(self, envelope: str, to: str, content: bytes) -> None:
        """The server has it when this returns. `envelope`: where reports go; empty: nowhere.

        Raises NotTaken where it certainly has not taken it, Unknown where it may have, and nothing else.
        """
        account = self._account
        smtp = aiosmtplib.SMTP(
            hostname=account.host,
            port=account.port,
            timeout=ANSWER_TIME,
            start_tls=account.needs_tls,  # None would send in clear where somebody between leaves the offer out
            tls_context=self._context,
            local_hostname=self._own_name,
        )
        try:
            await self._say_who_to(smtp, envelope, to)
            try:
                await smtp.data(content)
            except SMTPDataError as refused:
                raise _not_taken(refused) from None
            except (SMTPException, OSError, TimeoutError) as error:
                raise Unknown from error
        finally:
            smtp.close()

    async def _say_who_to(self, smtp: aiosmtplib.SMTP, envelope: str, to: str) -> None:
        try:
            await smtp.connect()
            if self._account.name:
                await smtp.login(self._account.name, self._account.password)
            await smtp.mail(envelope)
            await smtp.rcpt(to)
        except (SMTPSenderRefused, SMTPRecipientRefused) as refused:
            raise _not_taken(refused) from None
        except SMTPResponseException as refused:
            raise NotTaken(f"Serwer poczty odmówił ({refused.code}).") from None  # of us, not of this mail
        except (SMTPException, OSError, TimeoutError, ValueError) as error:
            raise NotTaken(f"Serwer poczty nie odpowiada ({type(error).__name__}).") from error


def _not_taken(refused: SMTPResponseException) -> NotTaken:
    return NotTaken(f"Serwer poczty nie przyjął wiadomości ({refused.code}).", is_final=refused.code >= 500)
