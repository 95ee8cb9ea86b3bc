"""Acts that take two persons: one has proposed, another one confirms."""

from typing import Any

from httpx import AsyncClient, Response

SECOND = "kierownik-wup"
"""Manages consultants everywhere: may confirm what is done to accounts."""


async def confirmed(proposed: Response, second: AsyncClient) -> dict[str, Any]:
    """What became of what was proposed; it was done."""
    assert proposed.status_code == 202, proposed.text
    answer = await second.post(f"/api/proposals/{proposed.json()['id']}/confirm")
    assert (answer.status_code, answer.json().get("state")) == (200, "done"), answer.text
    found: dict[str, Any] = answer.json()
    return found
