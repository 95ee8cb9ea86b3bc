"""The gminas of the province, for whoever has to choose one: people know names, the offices' systems codes."""

from pydantic import BaseModel, ConfigDict, Field

from api.auth import Staff
from api.errors import answers
from api.http.routing import Router
from core.lists.gminas import GminaKind, gminas

router = Router(prefix="/api", tags=["lists"])


class GminaOut(BaseModel):
    """A gmina. A town and the villages around it often are two of the same name."""

    model_config = ConfigDict(from_attributes=True)

    teryt: str = Field(description="Seven digits", examples=["2006011"])
    name: str = Field(examples=["Kolno"])
    kind: GminaKind = Field(description="`mixed`: a town with its villages")
    office: str = Field(description="The labour office of its people", examples=["20060"])


@router.get("/gminas", responses=answers(401, 403))
async def get_gminas(user: Staff) -> list[GminaOut]:
    """All gminas of the province, in the order of their codes."""
    return [GminaOut.model_validate(gmina) for gmina in gminas().values()]
