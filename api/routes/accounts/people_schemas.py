"""Many people at once: the file, and what becomes of its lines."""

from collections.abc import Callable
from typing import Annotated, Self

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

from api.accounts.people_check import Becomes, Checked
from core.rights import Role


class PeopleIn(BaseModel):
    """A file of people."""

    model_config = ConfigDict(extra="forbid")

    file: Annotated[
        Base64Bytes,
        Field(
            max_length=45_000,
            description="CSV, UTF-8 or windows-1250, in base64 (GET /api/people/template)",
            examples=["aW1pxJkgaSBuYXp3aXNrbztuYXp3YSBrb250YTtyb2xhO3VyesSFZAo="],
        ),
    ]


class FaultOut(BaseModel):
    """Something that is wrong with the file."""

    line: int = Field(description="The one with the columns is 1; 0: the whole file")
    column: str = Field(description="As it is called in the file; empty: the whole line", examples=["urząd"])
    message: str = Field(description="In Polish", examples=["Nie ma czynnego urzędu „20999”."])


class PersonOut(BaseModel):
    """Somebody of the file."""

    line: int
    username: str = Field(examples=["a.nowak"])
    display_name: str = Field(examples=["Anna Nowak"])
    role: Role
    office: str = Field(examples=["20060"])
    queues: list[str] = Field(description="Of other offices")
    skills: dict[str, int] = Field(description="Level by topic, from 1 to 5")
    has_telephone: bool
    becomes: Becomes = Field(
        description="`hired`: a consultant; `made`: another account; `there`: has it already, and nothing is done"
    )
    waits_for_clients: bool = Field(
        description="Takes calls at once, and sees clients when another person has confirmed it"
    )


class PeopleChecked(BaseModel):
    """What becomes of each line. With any fault nothing is done, whoever else is right."""

    people: list[PersonOut] = Field(description="Those with whom nothing is wrong")
    faults: list[FaultOut] = Field(description="All that is wrong, in the order of the file")

    @classmethod
    def of(cls, checked: Checked, withholds: Callable[[str], bool]) -> Self:
        people = [
            PersonOut(
                line=each.line,
                username=each.username,
                display_name=each.display_name,
                role=each.role,
                office=each.office,
                queues=list(each.queues),
                skills=dict(each.skills),
                has_telephone=each.has_telephone,
                becomes=each.becomes,
                waits_for_clients=each.becomes == "hired" and withholds(each.office),
            )
            for each in checked.people
        ]
        return cls(
            people=people,
            faults=[FaultOut(line=f.line, column=f.column, message=f.message) for f in checked.faults],
        )
