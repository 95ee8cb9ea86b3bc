"""Accounts of the staff: what administrators ask and send, and the answers."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.accounts.store import AccountFilter, AccountNow, Change
from api.schemas.paging import OFFICE
from api.schemas.words import Name
from core.db.pages import MAX_PAGE
from core.rights import Role

NEW_NAME = "^[a-z][a-z0-9._-]{1,39}$"

DisplayName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$"),
    Field(description="As colleagues see it", examples=["Maria Nowak"]),
]
OfficeCode = Annotated[str, Field(pattern=OFFICE, examples=["20060"])]
Organisation = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$"),
    Field(
        description="Of an observer, who has to have one: an organisation without callers. Others have none",
        examples=["Urząd Marszałkowski Województwa Podlaskiego"],
    ),
]
AlsoOffices = Annotated[
    list[OfficeCode], Field(max_length=50, description="Further offices that the rights of the own one hold for")
]


class AccountQuery(BaseModel):
    """Which accounts are wanted. What is left out does not restrict; an unknown field is refused."""

    model_config = ConfigDict(extra="forbid")

    role: Role | None = None
    office: OfficeCode | None = None
    state: Literal["active", "closed"] | None = None
    limit: int = Field(default=50, ge=1, le=MAX_PAGE)
    cursor: str | None = Field(
        default=None,
        pattern=Name,
        description="`next_cursor` of the page before; the other fields must stay the same",
    )

    def wanted(self, offices: frozenset[str] | None) -> AccountFilter:
        """`offices`: those that the right of who asks is confined to."""
        return AccountFilter(role=self.role, office=self.office, state=self.state, offices=offices)


class AccountPage(BaseModel):
    """Accounts by name."""

    accounts: Sequence[AccountNow]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


class AccountIn(BaseModel):
    """A new account. The name is for ever: it cannot be changed or given to another person."""

    model_config = ConfigDict(extra="forbid")

    username: str = Field(
        pattern=NEW_NAME,
        description="2 to 40 small letters, digits, dots, dashes; a letter first",
        examples=["nowak"],
    )
    display_name: DisplayName
    role: Role
    office: OfficeCode
    also_offices: AlsoOffices = []
    organisation: Organisation | None = None


class AccountChange(BaseModel):
    """What is to be changed; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    display_name: DisplayName | None = None
    role: Role | None = None
    office: OfficeCode | None = None
    also_offices: AlsoOffices | None = None
    organisation: Organisation | None = None

    def wanted(self) -> Change:
        return Change(
            self.display_name,
            self.role,
            self.office,
            None if self.also_offices is None else frozenset(self.also_offices),
            self.organisation,
        )
