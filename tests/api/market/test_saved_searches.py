"""Saved searches over the web service: each account's own."""

import pytest

from market.searches.search_store import MOST_SEARCHES
from tests.api.conftest import LogIn

pytestmark = pytest.mark.anyio

WELDERS = {"page": "candidates", "name": "Spawacze z Kolna", "filters": "occupation=7212&home=2006011&q=mag%20tig"}


async def test_a_search_is_kept_for_who_has_saved_it_until_it_is_forgotten(log_in: LogIn) -> None:
    one, other = await log_in("k20060-1"), await log_in("kierownik-20060")
    saved = (await one.post("/api/saved-searches", json=WELDERS)).json()
    assert (saved["name"], saved["filters"]) == (WELDERS["name"], WELDERS["filters"])
    [found] = (await one.get("/api/saved-searches?page=candidates")).json()["searches"]
    assert found == saved
    assert (await one.get("/api/saved-searches?page=offers")).json()["searches"] == []
    assert (await other.get("/api/saved-searches?page=candidates")).json()["searches"] == []
    assert (await other.delete(f"/api/saved-searches/{saved['id']}")).status_code == 404
    assert (await one.delete(f"/api/saved-searches/{saved['id']}")).status_code == 204
    assert (await one.get("/api/saved-searches?page=candidates")).json()["searches"] == []


async def test_what_is_no_filter_of_an_address_and_one_too_many_are_refused(
    log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await log_in("k20060-1")
    wrong = await one.post("/api/saved-searches", json={**WELDERS, "filters": "q=<script>"})
    assert wrong.status_code == 422
    assert MOST_SEARCHES > 1
    monkeypatch.setattr("market.searches.search_store.MOST_SEARCHES", 1)
    assert (await one.post("/api/saved-searches", json=WELDERS)).status_code == 201
    refused = await one.post("/api/saved-searches", json=WELDERS)
    assert (refused.status_code, refused.json()["code"]) == (409, "transition_refused")
