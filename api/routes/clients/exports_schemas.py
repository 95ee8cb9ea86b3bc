"""Files that tell an office what was written down: what may be asked, and the answers."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.paging import OFFICE, Cursor, Place, place_of
from clients.exporting.batch_file import BatchKind
from core.db.pages import MAX_PAGE

BATCH_ID = "^[a-z0-9-]{1,72}$"


class ExportQuery(BaseModel):
    """Which files are wanted."""

    model_config = ConfigDict(extra="forbid")

    office: str | None = Field(default=None, pattern=OFFICE, examples=["20060"])
    limit: int = Field(default=50, ge=1, le=MAX_PAGE)
    cursor: Cursor | None = None

    def place(self) -> Place | None:
        """Where the page begins; None for the first one."""
        return place_of(self.cursor)


class ExportConfirmation(BaseModel):
    """Which file the office has."""

    model_config = ConfigDict(extra="forbid")

    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="Of the file that was taken in")


class ExportOut(BaseModel):
    """A signed file for an office. Whatever it tells stands in no other file. Times are UTC."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=["export-019ab3c4d5e0000-4f2a91c3d0"])
    office: str = Field(examples=["20060"])
    kind: BatchKind = Field(
        description="`contacts`: what consultants wrote down; `ninety_day`: contacts that count as the regular "
        "one, with their evidence; `corrections`: proposals that were accepted"
    )
    made_at: datetime
    rows: int
    sha256: str
    signature: str = Field(description="Ed25519 over the bytes of the file, base64; the key: GET /api/exports/key")
    fetched_at: datetime | None = Field(description="When it was fetched over the web service, the last time")
    fetched_by: str | None = Field(description="Account", examples=["kierownik-20060"])
    confirmed_at: datetime | None = Field(description="Since when the office says that it has the file")


class ExportPage(BaseModel):
    """Files, newest first."""

    exports: list[ExportOut]
    is_asked: bool = Field(description="Are files being made now, or as soon as it is possible?")
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


class PublicKey(BaseModel):
    """By which an office checks the signatures."""

    pem: str = Field(examples=["-----BEGIN PUBLIC KEY-----\n…\n-----END PUBLIC KEY-----\n"])
