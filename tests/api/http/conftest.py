"""The page /metrics as a monitor reads it."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from httpx import AsyncClient
from prometheus_client.parser import text_string_to_metric_families

from api.http import metrics

TOKEN = "t" * 43
Figures: TypeAlias = dict[tuple[str, tuple[str, ...]], float]
Scrape: TypeAlias = Callable[[], Awaitable[Figures]]


@pytest.fixture
def secrets(tmp_path: Path) -> None:
    content = {"ari_password": "-", "pin_pepper": "-", "metrics_token": TOKEN}
    (tmp_path / "secrets.json").write_text(json.dumps(content))


@pytest.fixture
def scrape(stranger: AsyncClient, secrets: None, monkeypatch: pytest.MonkeyPatch) -> Scrape:
    """The page as a monitor reads it: name and values of labels, in the order of their names -> figure."""
    monkeypatch.setattr(metrics, "READING_TIME", 60.0)  # the machine of the tests may be slow

    async def read() -> Figures:
        answer = await stranger.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("text/plain; version=")
        return {
            (sample.name, tuple(value for _, value in sorted(sample.labels.items()))): sample.value
            for family in text_string_to_metric_families(answer.text)
            for sample in family.samples
        }

    return read
