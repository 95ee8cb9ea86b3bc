"""The proof of the logs: what stands in it, and what verifications have found."""

from datetime import date, datetime
from typing import Literal, Self

from pydantic import BaseModel, Field

from api.schemas.copying import copied
from core.db.tables.proof_tables import VerificationRunRow
from core.proof.chain import Fault, Finding
from core.proof.proof import LogProof, Verified
from core.proof.proof_store import ChainState
from core.proof.recordings_proof import TOLD_PL, RecordingFault, RecordingFinding, RecordingsVerified

_FAULTS_PL: dict[Fault, str] = {
    "changed": "Zmieniono wpis",
    "missing": "Usunięto wpis",
    "foreign": "Dopisano wpis",
    "block_changed": "Zmieniono blok",
    "block_missing": "Brakuje bloku",
    "expired_early": "Usunięto wpisy przed upływem okresu ich przechowywania",
    "anchor_differs": "Blok nie zgadza się z podpisanym plikiem dnia",
    "anchor_changed": "Zmieniono podpisany plik dnia",
    "anchor_missing": "Brakuje podpisanego pliku dnia",
}


class ProofFindingOut(BaseModel):
    """Something that is not as it was written. Times are UTC."""

    fault: Fault = Field(examples=["changed"])
    told: str = Field(description="The same in Polish", examples=["Zmieniono wpis"])
    block: int = Field(description="0: of no block, but of an anchor", examples=[412])
    number: int | None = Field(description="Of the row", examples=[90_211])
    at: datetime | None = Field(description="Of the row; of an anchor the end of its day")
    who: str | None = Field(description="Whom the row names", examples=["k20060-1"])

    @classmethod
    def of(cls, found: Finding) -> Self:
        return copied(cls, found, told=_FAULTS_PL[found.fault])


class LogVerified(BaseModel):
    """What a verification has found of one log."""

    log: str = Field(examples=["access_log"])
    blocks: int
    rows: int = Field(description="In these blocks")
    expired_blocks: int = Field(description="Whose rows have gone by the rule of retention")
    tail: int = Field(description="Rows that were in no block yet")
    wrong: int = Field(description="How much is not as it was written; 0: nothing")
    findings: list[ProofFindingOut] = Field(description="The first of it, in the order of the log; at most 100")
    without_row: int = Field(
        description="Numbers that no row has: rolled back, or deleted before they were seen. No proof of either"
    )

    @classmethod
    def of(cls, log: LogProof) -> Self:
        return copied(cls, log, findings=[ProofFindingOut.of(one) for one in log.findings])


class VerificationOut(BaseModel):
    """A verification of everything. Times are UTC."""

    id: str = Field(examples=["verification-019ab3c4d5e0000-4f2a91c3d0"])
    state: Literal["waiting", "running", "done", "failed"]
    asked_by: str = Field(description="An account; `system`: the one of every night", examples=["audytor"])
    asked_at: datetime
    ended_at: datetime | None
    is_intact: bool | None = Field(description="Null until it is done")
    logs: list[LogVerified]
    anchors: int = Field(description="Signed files of days")
    first_anchor: date | None
    last_anchor: date | None
    anchor_findings: list[ProofFindingOut] = Field(description="What is wrong with the files themselves")

    @classmethod
    def of(cls, run: VerificationRunRow) -> Self:
        found = None if run.result is None else Verified.of_document(run.result)
        return copied(
            cls,
            run,
            logs=[] if found is None else [LogVerified.of(log) for log in found.logs],
            anchors=0 if found is None else found.anchors.files,
            first_anchor=None if found is None else found.anchors.first_day,
            last_anchor=None if found is None else found.anchors.last_day,
            anchor_findings=[] if found is None else [ProofFindingOut.of(one) for one in found.anchors.findings],
        )


class RecordingFindingOut(BaseModel):
    """Something that is not as it was stored."""

    fault: RecordingFault = Field(examples=["changed"])
    told: str = Field(description="The same in Polish", examples=["Plik nagrania został zmieniony"])
    recording: str | None = Field(description="Null for a file that belongs to none")
    store: str | None = Field(examples=["local"])
    object: str | None = Field(description="The file, as the store names it")
    number: int | None = Field(description="Of the row in the log of recordings")

    @classmethod
    def of(cls, found: RecordingFinding) -> Self:
        return copied(cls, found, told=TOLD_PL[found.fault])


class RecordingsVerificationOut(BaseModel):
    """A verification of the recordings. Times are UTC; figures are 0 until it is done."""

    id: str = Field(examples=["verification-019ab3c4d5e0000-4f2a91c3d0"])
    state: Literal["waiting", "running", "done", "failed"]
    asked_by: str = Field(description="An account; `system`: the one of every night", examples=["audytor"])
    asked_at: datetime
    ended_at: datetime | None
    is_intact: bool | None = Field(description="Null until it is done")
    recordings: int = Field(description="Packed ones; the size of each was compared")
    read: int = Field(description="Of these, those that were read as a whole")
    bytes: int = Field(description="That were read")
    clear: int = Field(description="Files in clear that wait to be packed")
    wrong: int = Field(description="How much is not as it was stored; 0: nothing")
    findings: list[RecordingFindingOut] = Field(description="The first of it; at most 100")
    log: LogVerified | None = Field(description="The chain of the log of recordings")

    @classmethod
    def of(cls, run: VerificationRunRow) -> Self:
        found = None if run.result is None else RecordingsVerified.of_document(run.result)
        return copied(
            cls,
            run,
            recordings=0 if found is None else found.recordings,
            read=0 if found is None else found.read,
            bytes=0 if found is None else found.bytes,
            clear=0 if found is None else found.clear,
            wrong=0 if found is None else found.wrong,
            findings=[] if found is None else [RecordingFindingOut.of(one) for one in found.findings],
            log=None if found is None else LogVerified.of(found.log),
        )


class ProofOut(BaseModel):
    """The proof of logs and recordings. `verification`: the last one that is done; `asked`: a newer one, which is
    not; `recordings`, `recordings_asked`: the same of recordings."""

    chains: list[ChainState]
    verification: VerificationOut | None
    asked: VerificationOut | None
    recordings: RecordingsVerificationOut | None
    recordings_asked: RecordingsVerificationOut | None
