"""What a log-in is: where it comes from, how long it lasts, what it leads to. Pure."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from api.request_user import User
from core.rights import Role

SESSION_TIME = timedelta(hours=12)
"""The longest that a session lasts."""
IDLE_TIME = timedelta(minutes=30)
"""A session that is not used for so long has ended."""
CALL_GRACE = timedelta(hours=1)
"""For so long more a page watches and is a telephone while its consultant is in a call."""
SEEN_EVERY = timedelta(minutes=1)
"""That a session is used is written down at most so often."""
DEVICE_TIME = timedelta(days=365)
"""A device that nobody has logged in from for so long is a stranger again."""
MOST_DEVICES = 20
"""That an account may have; the one that was used the longest time ago is forgotten."""

SessionKind: TypeAlias = Literal["page", "program"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request comes from. `device` is what it says of itself, whether true or not."""

    address: str
    user_agent: str = ""
    device: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session. The token and the device are told this once; the database has only their hashes."""

    token: str = field(repr=False)
    expires_at: datetime
    device: str = field(repr=False)
    user: User


@dataclass(frozen=True, slots=True)
class SessionNow:
    """A session that goes on. Times are UTC."""

    id: Annotated[str, Field(examples=["session-019ab3c4d5e0000-4f2a91c3d0"])]
    kind: SessionKind
    address: Annotated[str, Field(description="From where it was opened", examples=["10.20.6.17"])]
    user_agent: Annotated[
        str, Field(examples=["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"])
    ]
    created_at: datetime
    last_seen_at: Annotated[datetime, Field(description="To the minute")]
    is_current: bool


@dataclass(frozen=True, slots=True)
class SessionOfAccount(SessionNow):
    """A session that goes on, and whose it is."""

    username: Annotated[str, Field(examples=["k20060-1"])]
    display_name: Annotated[str, Field(examples=["Maria Nowak"])]
    role: Role
    office: Annotated[str, Field(description="Of the account", examples=["20060"])]
