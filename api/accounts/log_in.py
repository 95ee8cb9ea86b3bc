"""Proving who somebody is: log-ins, one-time codes, passwords and second factors.

Every try is counted before anything is looked at, and hashes a password whether the account exists or not.
"""

from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from pathlib import Path

import pyrage
import structlog
from anyio import to_thread

from api.accounts.credentials.credential_store import (
    Credentials,
    change_password,
    load_credentials,
    put_pending_totp,
    set_first_password,
    switch_totp_off,
    switch_totp_on,
    use_step,
)
from api.accounts.credentials.hashing import HashingQueue
from api.accounts.credentials.passwords import NOBODYS_HASH, hash_password, refuse_weak, verify
from api.accounts.credentials.tokens import account_as_given, is_token, new_token
from api.accounts.credentials.totp import accepted_step, locked_secret, new_secret, opened_secret, otpauth_uri
from api.accounts.errors import (
    ActivationOver,
    CodeRefused,
    LoginBusy,
    LoginRefused,
    TooManyAttempts,
    TotpRefused,
    TotpRequired,
    WrongPassword,
    WrongTotp,
)
from api.accounts.event_store import write_event
from api.accounts.guard_store import count_try, forget_old_counts, forgive, take_back
from api.accounts.login_guard import Subject, subject_of_activations, subject_of_codes, subjects_of
from api.accounts.pairing_store import PairingNow, begin_pairing, find_pairing, use_pairing
from api.accounts.security_event import EventKind, Outcome, SecurityEvent
from api.accounts.session_store import known_device, open_session, user_of
from api.accounts.sessions import Opened, Origin, SessionKind
from api.accounts.store import ADMINISTRATOR
from api.http.networks import network_of
from core.acting import Acting, acts
from core.clock import Clock
from core.db.engine import Engine
from core.errors import DataUnavailable
from core.keys.one_time_secret import code_digest
from core.secrets import read_secrets

log = structlog.get_logger()

NOTED_EVERY = timedelta(minutes=1)
"""A refusal by delay is written down at most so often for each subject: a flood shall not fill the table."""
CLEANED_EVERY = timedelta(hours=1)
_MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class _Try:
    """Somebody wants to prove to be the owner of an account."""

    kind: EventKind
    username: str
    origin: Origin
    is_known: bool  # the device
    subjects: Sequence[Subject]
    queue: HashingQueue


class LogIns:
    """One for the whole process. `state` is the folder with the installation's secrets.

    `is_directory_only`: passwords are for administrators, for the day on which the directory is away; whoever else
    has one is refused.
    """

    def __init__(self, engine: Engine, clock: Clock, state: Path, *, is_directory_only: bool = False) -> None:
        self._engine = engine
        self._clock = clock
        self._state = state
        self._is_directory_only = is_directory_only
        self._of_strangers = HashingQueue(at_once=2, waiting=8)
        self._of_known = HashingQueue(at_once=1, waiting=8)
        self._noted: OrderedDict[str, datetime] = OrderedDict()
        self._cleaned_at: datetime | None = None

    async def log_in(
        self, username: str, password: str, code: str | None, kind: SessionKind, origin: Origin
    ) -> Opened:
        """A session for who gives the right password, and the code if the account asks for one.

        Raises LoginRefused, TotpRequired, and TooManyAttempts or LoginBusy, with which nothing was looked at.
        """
        attempt = await self._attempt("log_in", username, origin)
        async with self._counted(attempt):
            credentials = await self._verified(attempt, password)
        await self._check_code(attempt, credentials, code)
        await self._forgive(attempt)
        token, device, now = new_token(), new_token(), self._clock.now()
        expires_at = await open_session(self._engine, username, kind, origin, token=token, device=device, now=now)
        user = await user_of(self._engine, token, now)
        if user is None:  # closed at this very moment
            raise LoginRefused
        return Opened(token, expires_at, device, user)

    async def set_password(self, username: str, code: str, new_password: str, origin: Origin) -> None:
        """The first password of an administrator whom the installation's owner has made, for who has the one-time
        code (`make administrator`). A wrong code counts as a wrong log-in.

        Raises PasswordRefused, with which nothing was counted; CodeRefused; TooManyAttempts or LoginBusy.
        """
        refuse_weak(new_password, username)
        attempt = await self._attempt("password_set", username, origin)
        digest = code_digest(code)
        async with self._counted(attempt):
            if not _is_code(await load_credentials(self._engine, username), digest, self._clock.now()):
                await self._note(attempt, "wrong")
                raise CodeRefused
            password_hash = await attempt.queue.run(hash_password, new_password)
            now = self._clock.now()
            if not await set_first_password(self._engine, username, digest, password_hash, origin.address, now):
                await self._note(attempt, "wrong")
                raise CodeRefused
        await self._forgive(attempt)

    async def begin_activation(self, username: str, origin: Origin) -> tuple[str, PairingNow]:
        """A secret for this browser and the number that it shows, whether there is such an account or not.

        Raises TooManyAttempts: an address has twenty, and gets one back every 15 seconds.
        """
        subjects = [subject_of_activations(origin.address)]
        attempt = _Try("activation_begun", username, origin, False, subjects, self._of_strangers)
        await self._clean_when_due()
        await self._count(attempt, subjects)
        token = new_token()
        pairing = await begin_pairing(self._engine, username, token, self._clock.now())
        await self._note(attempt, "done")
        return token, pairing

    async def activation_of(self, token: str) -> PairingNow | None:
        """What the browser with this secret waits for; None when it is over."""
        return await find_pairing(self._engine, token, self._clock.now())

    async def activate(self, token: str, new_password: str, origin: Origin) -> str:
        """The first password, for the browser whose number was confirmed. Returns the account's name.

        Raises ActivationOver; PasswordRefused, with which the pairing stays; LoginBusy.
        """
        pairing = await self.activation_of(token)
        if pairing is None or not pairing.is_confirmed:
            raise ActivationOver
        refuse_weak(new_password, pairing.username)
        with self._of_known.place():
            password_hash = await self._of_known.run(hash_password, new_password)
        now = self._clock.now()
        acts(Acting(pairing.username, "activate_account", now))  # for the audit log
        if not await use_pairing(self._engine, token, password_hash, origin.address, now):
            raise ActivationOver
        return pairing.username

    async def change_password(
        self, username: str, token: str, current: str, new_password: str, origin: Origin
    ) -> None:
        """Another password for who has a session and the present password; all other sessions end.

        Raises PasswordRefused, WrongPassword, TooManyAttempts or LoginBusy.
        """
        refuse_weak(new_password, username)
        attempt = await self._attempt("password_changed", username, origin)
        with _by_who_is_logged_in():
            async with self._counted(attempt):
                await self._verified(attempt, current)
                password_hash = await attempt.queue.run(hash_password, new_password)
        await self._forgive(attempt)
        now = self._clock.now()
        await change_password(self._engine, username, password_hash, token, origin.address, now)

    async def begin_totp(self, username: str, password: str, origin: Origin) -> tuple[str, str]:
        """A secret and its otpauth address; it is asked for when one of its codes was confirmed.

        Raises TotpRefused if there is one already; WrongPassword, TooManyAttempts or LoginBusy.
        """
        attempt = await self._attempt("totp_on", username, origin)
        with _by_who_is_logged_in():
            async with self._counted(attempt):
                credentials = await self._verified(attempt, password)
        await self._forgive(attempt)
        if credentials.totp_secret is not None:
            raise TotpRefused("Kod z telefonu jest już włączony. Przed zmianą telefonu trzeba go wyłączyć.")
        secret = new_secret()
        await put_pending_totp(self._engine, username, locked_secret(secret, await self._totp_key()))
        return secret, otpauth_uri(secret, username)

    async def confirm_totp(self, username: str, code: str, origin: Origin) -> None:
        """From now on log-ins need a code. Raises TotpRefused if no secret was shown, WrongTotp."""
        credentials = await load_credentials(self._engine, username)
        pending = None if credentials is None else credentials.totp_pending
        if pending is None:
            raise TotpRefused("Najpierw trzeba dodać nowy klucz w aplikacji w telefonie.")
        now = self._clock.now()
        step = accepted_step(await self._opened(pending), code, now, None)
        if step is None or not await switch_totp_on(self._engine, username, pending, step, origin.address, now):
            raise WrongTotp

    async def end_totp(self, username: str, password: str, code: str, origin: Origin) -> None:
        """The password alone is enough again. Raises TotpRefused if it is; WrongPassword for a wrong password or
        code; TooManyAttempts or LoginBusy.
        """
        attempt = await self._attempt("totp_off", username, origin)
        with _by_who_is_logged_in():
            async with self._counted(attempt):
                credentials = await self._verified(attempt, password)
            if credentials.totp_secret is None:
                await self._forgive(attempt)
                raise TotpRefused("Kod z telefonu nie jest włączony.")
            await self._check_code(attempt, credentials, code)
        await self._forgive(attempt)
        await switch_totp_off(self._engine, username, origin.address, self._clock.now())

    # -- steps

    async def _attempt(self, kind: EventKind, username: str, origin: Origin) -> _Try:
        device = None
        if origin.device is not None and is_token(origin.device):
            device = await known_device(self._engine, username, origin.device, self._clock.now())
        return _Try(
            kind,
            username,
            origin,
            is_known=device is not None,
            subjects=subjects_of(username, origin.address, device),
            queue=self._of_strangers if device is None else self._of_known,
        )

    @asynccontextmanager
    async def _counted(self, attempt: _Try) -> AsyncIterator[None]:
        """A place in the queue, and the try counted as a wrong one. Raises LoginBusy, TooManyAttempts."""
        try:
            with attempt.queue.place():
                await self._clean_when_due()
                await self._count(attempt, attempt.subjects)
                yield
        except LoginBusy:
            await self._note_refusal(attempt, attempt.subjects[-1], "busy")
            raise

    async def _count(self, attempt: _Try, subjects: Sequence[Subject]) -> None:
        wait_time, subject = await count_try(self._engine, subjects, self._clock.now())
        if subject is not None:
            await self._note_refusal(attempt, subject, "delayed")
            raise TooManyAttempts(wait_time)

    async def _verified(self, attempt: _Try, password: str) -> Credentials:
        """Raises LoginRefused; it takes as long if there is no such account, or no password."""
        found = await load_credentials(self._engine, attempt.username)
        password_hash = "" if found is None else found.password_hash
        is_right = await attempt.queue.run(verify, password, password_hash or NOBODYS_HASH)
        if found is None or not password_hash or not is_right:
            await self._note(attempt, "wrong")
            raise LoginRefused
        if found.is_closed:
            await self._note(attempt, "closed")
            raise LoginRefused
        if self._is_directory_only and found.role != ADMINISTRATOR:
            await self._note(attempt, "directory_only")
            raise LoginRefused
        return found

    async def _check_code(self, attempt: _Try, credentials: Credentials, code: str | None) -> None:
        """The second factor, if the account has one. Raises TotpRequired, LoginRefused, TooManyAttempts."""
        if credentials.totp_secret is None:
            return
        if code is None:
            await take_back(self._engine, attempt.subjects, self._clock.now())
            await self._note(attempt, "code_wanted")
            raise TotpRequired
        by_code = [] if attempt.is_known else [subject_of_codes(attempt.username)]
        if by_code:
            try:
                await self._count(attempt, by_code)
            except TooManyAttempts:
                await take_back(self._engine, attempt.subjects, self._clock.now())
                raise
        secret = await self._opened(credentials.totp_secret)
        step = accepted_step(secret, code, self._clock.now(), credentials.totp_last_step)
        if step is None or not await use_step(self._engine, attempt.username, step):
            await self._note(attempt, "wrong_code")
            raise LoginRefused
        if by_code:
            await forgive(self._engine, by_code, self._clock.now())

    async def _forgive(self, attempt: _Try) -> None:
        await forgive(self._engine, attempt.subjects, self._clock.now())

    # -- what is written down

    async def _note(self, attempt: _Try, outcome: Outcome) -> None:
        account = account_as_given(attempt.username)
        event = SecurityEvent(attempt.kind, outcome, account, attempt.origin.address)
        await write_event(self._engine, event, self._clock.now())

    async def _note_refusal(self, attempt: _Try, subject: Subject, outcome: Outcome) -> None:
        now = self._clock.now()
        key = f"{outcome} {subject.key}"
        last = self._noted.get(key)
        if last is not None and now - last < NOTED_EVERY:
            return
        self._noted[key] = now
        self._noted.move_to_end(key)
        if len(self._noted) > _MOST_REMEMBERED:
            self._noted.popitem(last=False)
        log.warning("log-ins are refused", outcome=outcome, network=network_of(attempt.origin.address))
        await self._note(attempt, outcome)

    async def _clean_when_due(self) -> None:
        now = self._clock.now()
        if self._cleaned_at is None or now - self._cleaned_at >= CLEANED_EVERY:
            self._cleaned_at = now
            await forget_old_counts(self._engine, now)

    # -- the key of second factors

    async def _totp_key(self) -> str:
        secrets = await to_thread.run_sync(read_secrets, self._state)
        if not secrets.totp_key:
            log.error("the key of second factors is missing in secrets.json")
            raise DataUnavailable
        return secrets.totp_key

    async def _opened(self, locked: bytes) -> str:
        try:
            return opened_secret(locked, await self._totp_key())
        except (pyrage.DecryptError, ValueError) as error:
            log.error("a second factor cannot be checked with the key in secrets.json")
            raise DataUnavailable from error


def _is_code(credentials: Credentials | None, digest: str, now: datetime) -> bool:
    """Is it the one-time code that this account has now?"""
    if credentials is None or credentials.is_closed or credentials.code_expires_at is None:
        return False
    return credentials.code_expires_at > now and compare_digest(credentials.code_hash or "", digest)


@contextmanager
def _by_who_is_logged_in() -> Iterator[None]:
    """A session that goes on is not refused as if there were none."""
    try:
        yield
    except LoginRefused as error:
        raise WrongPassword from error
