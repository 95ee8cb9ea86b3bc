"""Rules of recording are a history, every process is told of a new one, and what makes no sense is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from ari_app.reloading import reload_recording_rules
from core.errors import NotFound, SettingsRefused, StaleVersion
from core.facts.kinds.recordings import RecordingMode
from recordings.policy import RecordingRules, RuleSpan
from recordings.rule_store import list_rules, load_rules, save_rule, version_of
from tests.support.database.offices import put_offices
from tests.support.database.retained_records import OFFICES

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
KOLNO = "20060"


async def save(
    engine: AsyncEngine,
    mode: RecordingMode | None,
    office: str | None = KOLNO,
    topic: str | None = None,
    valid_from: date = TODAY,
    basis: str = "",
    read_version: int | None = None,
) -> None:
    version = version_of(await list_rules(engine)) if read_version is None else read_version
    await save_rule(engine, office, topic, mode, basis, valid_from, version, "kierownik-wup", NOW)


async def test_a_new_installation_asks_everybody(engine: AsyncEngine) -> None:
    assert await load_rules(engine) == (RuleSpan(None, None, "opt_in", "", date(2026, 1, 1)),)


async def test_a_rule_holds_from_its_day_and_the_history_keeps_the_one_of_before(engine: AsyncEngine) -> None:
    await put_offices(engine, *OFFICES)
    await save(engine, "off", valid_from=TODAY + timedelta(days=7))
    await save(engine, "statutory", topic="employer", basis="art. 1")
    rules = RecordingRules(await load_rules(engine))
    assert rules.mode(KOLNO, "seeker", NOW) == "opt_in"
    assert rules.rule(KOLNO, "employer", NOW).basis == "art. 1"
    assert rules.mode(KOLNO, "seeker", NOW + timedelta(days=7)) == "off"
    await save(engine, None, valid_from=TODAY + timedelta(days=9))
    assert RecordingRules(await load_rules(engine)).mode(KOLNO, "seeker", NOW + timedelta(days=9)) == "opt_in"
    ended = [row.rule.valid_to for row in await list_rules(engine) if row.rule.mode == "off"]
    assert ended == [TODAY + timedelta(days=9)]


async def test_a_process_takes_over_what_was_saved(engine: AsyncEngine) -> None:
    await put_offices(engine, *OFFICES)
    rules = RecordingRules(await load_rules(engine))
    await save(engine, "on_demand")
    await reload_recording_rules(rules, engine)
    assert rules.mode(KOLNO, None, NOW) == "on_demand"


async def test_what_makes_no_sense_is_refused_and_nothing_is_saved(engine: AsyncEngine) -> None:
    await put_offices(engine, *OFFICES)
    before = await list_rules(engine)
    with pytest.raises(SettingsRefused, match="przepisu"):
        await save(engine, "statutory")
    with pytest.raises(SettingsRefused, match="wstecz"):
        await save(engine, "off", valid_from=TODAY - timedelta(days=1))
    with pytest.raises(SettingsRefused, match="województwa"):
        await save(engine, None, office=None)
    with pytest.raises(NotFound, match="urzędu"):
        await save(engine, "off", office="29999")
    with pytest.raises(NotFound, match="tematu"):
        await save(engine, "off", topic="weather")
    with pytest.raises(StaleVersion):
        await save(engine, "off", read_version=77)
    assert await list_rules(engine) == before
