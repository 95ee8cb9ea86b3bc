"""Consents: what may be asked, and the answers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Self, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.schemas.copying import copied
from api.schemas.paging import OFFICE
from clients.consents.desk_store import SaidAtTheDesk, WantedConsent
from clients.consents.text_store import StoredText, version_of
from clients.consents.texts import LONGEST_WORDS, SHIPPED_FROM, ConsentText, TextKind, in_force, shipped
from clients.persons.card import Consent
from core.consents.consent import PURPOSES, Channel, Purpose
from core.reasons import written_reason

_LINE = r"^[^\x00-\x1f\x7f]+$"


class ConsentIn(BaseModel):
    """What a client has said of one purpose and channel, after the text in force was read."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [{"purpose": "offers", "channel": "sms", "what": "given", "call_id": "call-019ab3c4d5e"}]
        },
    )

    purpose: Purpose
    channel: Channel
    what: SaidAtTheDesk
    note: str | None = Field(
        default=None, min_length=1, max_length=500, pattern=_LINE, description="How it was said"
    )
    call_id: str | None = Field(default=None, pattern="^[A-Za-z0-9-]{1,64}$", description="The own call at hand")
    reason: str | None = Field(default=None, min_length=3, max_length=500, pattern=_LINE)

    def wanted(self) -> WantedConsent:
        return WantedConsent(self.purpose, self.channel, self.what, self.note, self.call_id, self.reason)


class ConsentsOut(BaseModel):
    """How all consents of the client stand now."""

    consents: list[Consent]


class ConsentTextOut(BaseModel):
    """A text for a span of days."""

    id: str = Field(examples=["text-019ab3c4d5e0000-4f2a91c3d0"])
    office: str | None = Field(description="None: of the province", examples=["20060"])
    purpose: Purpose | None = Field(description="None: for every purpose")
    kind: TextKind
    words: str = Field(description="In Polish")
    sha256: str = Field(description="Of the words: stands in the register beside what was said")
    valid_from: date
    valid_to: date | None = Field(
        description="Not included; None: until further notice; as valid_from: was replaced before it began"
    )
    basis: str
    changed_by: str
    changed_at: datetime | None = Field(description="None: ships")

    @classmethod
    def of(cls, stored: StoredText) -> Self:
        return copied(cls, stored, stored.text)

    @classmethod
    def of_shipped(cls, text: ConsentText) -> Self:
        return copied(cls, text, basis="", changed_by="", changed_at=None)


class ConsentTextsOut(BaseModel):
    """All texts of the centre's own, the latest first, and what holds without one."""

    texts: list[ConsentTextOut]
    shipped: list[ConsentTextOut]
    shipped_from: date = SHIPPED_FROM
    version: int = Field(description="For If-Match")

    @classmethod
    def of(cls, stored: Sequence[StoredText]) -> Self:
        return cls(
            texts=list(map(ConsentTextOut.of, stored)),
            shipped=list(map(ConsentTextOut.of_shipped, shipped())),
            version=version_of(stored),
        )


class TextToRead(BaseModel):
    """What is read for a purpose today."""

    id: str
    purpose: Purpose
    kind: TextKind
    words: str


class TextsToRead(BaseModel):
    """For each purpose the words that ask, explain and take back, as they hold for an office now."""

    texts: list[TextToRead]

    @classmethod
    def of(cls, stored: Sequence[StoredText], office: str, day: date) -> Self:
        texts = [one.text for one in stored]
        return cls(
            texts=[
                TextToRead(id=found.id, purpose=purpose, kind=kind, words=found.words)
                for purpose in PURPOSES
                for kind in get_args(TextKind)
                for found in [in_force(texts, kind, purpose, office, day)]
            ]
        )


class ConsentTextIn(BaseModel):
    """A text from a day on."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [
                {
                    "office": None,
                    "purpose": "offers",
                    "kind": "consent",
                    "words": "Czy zgadza się Pan/Pani na otrzymywanie ofert pracy?",
                    "valid_from": "2027-01-01",
                    "basis": "Opinia inspektora ochrony danych z 2.12.2026",
                }
            ]
        },
    )

    office: str | None = Field(default=None, pattern=OFFICE, description="None: of the province")
    purpose: Purpose | None = Field(default=None, description="None: for every purpose")
    kind: TextKind
    words: str = Field(min_length=20, max_length=LONGEST_WORDS, pattern=_LINE)
    valid_from: date = Field(description="Today or later; the day begins at midnight in Warsaw")
    basis: Annotated[str, AfterValidator(written_reason)] = Field(
        min_length=3, max_length=500, pattern=_LINE, description="Why"
    )

    @property
    def text(self) -> ConsentText:
        return ConsentText("", self.office, self.purpose, self.kind, self.words, self.valid_from, None)
