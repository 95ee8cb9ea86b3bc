"""What an editor's forms are drawn from."""

import pytest
from httpx import AsyncClient

from ivr.nodes import KINDS
from tests.api.conftest import LogIn

pytestmark = pytest.mark.anyio


async def test_everybody_who_is_logged_in_may_see_the_kinds(log_in: LogIn) -> None:
    client = await log_in("k20060-1")
    answer = await client.get("/api/scenario-kinds")
    assert answer.status_code == 200
    kinds = {kind["name"]: kind for kind in answer.json()["kinds"]}
    assert kinds.keys() == KINDS.keys()
    menu = kinds["menu"]
    assert (menu["label"], menu["group"], menu["has_ends"], menu["is_final"]) == ("Menu", "pytania", False, False)
    assert menu["outcomes"] == [{"name": "failed", "label": "mimo prób bez właściwej odpowiedzi"}]
    assert menu["outcomes_from"] == [{"setting": "choices", "part": "values", "name": ""}]
    wait_time = menu["settings"]["properties"]["wait_time"]
    assert wait_time == {
        "title": "Czas na odpowiedź (s)",
        "description": "Liczony od końca pytania.",
        "type": "number",
        "default": 6.0,
        "minimum": 1,
        "maximum": 30,
    }
    assert kinds["subscenario"]["has_ends"]
    assert kinds["subscenario"]["outcomes"] == []
    expression = kinds["set_variable"]["settings"]["properties"]["expression"]
    assert (expression["type"], expression["format"], expression["maxLength"]) == ("string", "expression", 500)
    assert "teraz" in {word["name"] for word in answer.json()["facts"]}
    assert "hour" in {word["name"] for word in answer.json()["functions"]}


async def test_strangers_may_not_see_the_kinds(stranger: AsyncClient) -> None:
    assert (await stranger.get("/api/scenario-kinds")).status_code == 401
