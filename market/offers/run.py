"""An import of all offers of a base outside: fetched whole, read file by file, then what is gone is withdrawn.

Each file is one transaction, so whoever dies goes on with the next one; the same offer written twice is one offer.
What has gone there goes only at the end of a package that was read whole: half a package withdraws nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import structlog
from anyio import to_thread

from core.clock import Clock
from core.db.engine import Engine
from core.jobs.job_queue_store import put_back_job
from core.zone import WARSAW
from market.occupations.occupation_store import put_occupations
from market.offers import offer_store, run_store
from market.offers.duplicate_store import mark_duplicates
from market.offers.offer import Offer, Source
from market.offers.official.envelope import Answer, Status
from market.offers.official.package import Package, PackageBroken, open_package, read_file
from market.offers.official.reading import NotActive, Unusable
from market.offers.official.service import ServiceAway
from market.offers.official.window import CALLS, next_opening, window_of

log = structlog.get_logger()

NIGHT = "system"
"""Who asks for the import of each evening."""
AGAIN_AFTER = timedelta(minutes=15)
"""Until the service is asked once more after a fault: the twenty calls of a window last five hours so."""
MOST_GOING, ALWAYS_MAY_GO = 0.5, 100
"""More than this part of all offers, if they are more than so many, go only by somebody's word."""
PROVINCE_OFFICE = "20000"
"""Has the offers whose county is none of the province's: the provincial office."""

_CLOSED_PL = "Usługa jest czynna od 17:00 do 7:00."
_LIMIT_PL = "Wykorzystano liczbę wywołań usługi w tym oknie."
_BROKEN_PL = "Paczka ofert jest uszkodzona; zostanie pobrana jeszcze raz."
_FAILED_PL = "Wczytanie przerwał błąd. To, co wczytano, zostaje; błąd zapisano w dzienniku systemu."
_NOT_AUTHORISED_PL = (
    "Usługa nie zna nazwy partnera. Sprawdź S724_OFFERS_PARTNER i adres zgłoszony operatorowi usługi."
)


class OfferService(Protocol):
    """A base of offers outside. `is_limited`: it may be asked in the window of the central base alone, and twenty
    times in it."""

    @property
    def source(self) -> Source: ...
    @property
    def is_limited(self) -> bool: ...

    async def ask(self) -> Answer:
        """All its offers, as a package. Raises ServiceAway."""
        ...

    def read(self, record: Mapping[str, Any], today: date) -> Offer | Unusable:
        """A record of the package. Raises NotActive."""
        ...


class OfferImports:
    """Carries out imports that were asked for. `folder`: where packages lie until they are read."""

    def __init__(self, engine: Engine, clock: Clock, folder: Path, *services: OfferService) -> None:
        """`services`: one of each source at most; without any nothing is asked for."""
        self._engine = engine
        self._clock = clock
        self._folder = folder
        self._services = {service.source: service for service in services}

    async def look(self) -> None:
        """To be called every few minutes: ask for the import of the evening, and let what has waited go on."""
        if not self._services:
            return
        now = self._clock.now()
        window = window_of(now)
        async with self._engine.begin() as connection:
            for source in self._services:
                last = await run_store.last_begun(connection, source)
                is_asked = last is not None and window_of(last) == window
                if window is not None and not is_asked and not await run_store.open_runs(connection, source):
                    await run_store.ask_for_run(connection, source, NIGHT, now)
            for run_id in await run_store.due_runs(connection, now):
                await put_back_job(connection, "offers", run_id)

    async def run(self, run_id: str) -> None:
        """Carry out a run that waits, or go on with one that somebody died in. One that has ended stays as it is.

        Raises what the database raises while it is away: the run may be tried again.
        """
        run = await run_store.get_run(self._engine, run_id)
        if run.state == "quarantined" and run.confirmed_by is not None:
            await self._finish(run_id, Source(run.source), Counter(run.counts), is_confirmed=True)
            return
        service = self._services.get(Source(run.source))
        if run.state not in run_store.NOT_ENDED or service is None:
            return
        name = run.package if run.package is not None else await self._fetch(service, run_id)
        if name is None:
            return
        try:
            package = await to_thread.run_sync(self._opened, name)
            await self._read(run_id, service, package, run.files_done if run.package else 0, Counter(run.counts))
        except PackageBroken as broken:
            log.warning("a package of offers is broken", run=run_id, why=str(broken))
            await self._postpone(run_id, self._clock.now() + AGAIN_AFTER, _BROKEN_PL)
            await to_thread.run_sync(self._forget, name)

    async def fail(self, run_id: str) -> None:
        """A fault of ours has ended the run."""
        run = await run_store.get_run(self._engine, run_id)
        async with self._engine.begin() as connection:
            await run_store.end_run(connection, run_id, "failed", run.counts, self._clock.now(), _FAILED_PL)

    async def _fetch(self, service: OfferService, run_id: str) -> str | None:
        """The name of the file in which the package lies; None if the run waits or has ended."""
        now = self._clock.now()
        if service.is_limited and not await self._may_ask(run_id, now):
            return None
        try:
            answer = await service.ask()
        except ServiceAway as away:
            await self._postpone(run_id, now + AGAIN_AFTER, f"{away.reason_pl[:1].upper()}{away.reason_pl[1:]}.")
            return None
        match answer.status:
            case Status.FINE:
                name = f"{run_id}.zip"
                await to_thread.run_sync(self._keep, name, answer.package)
                async with self._engine.begin() as connection:
                    await run_store.begin_reading(connection, run_id, name)
                return name
            case Status.NOTHING:
                await self._finish(run_id, service.source, Counter())
            case Status.UNAVAILABLE:
                await self._postpone(run_id, now + AGAIN_AFTER, "Usługa jest niedostępna.")
            case Status.OVER_LIMIT:
                await self._postpone(run_id, next_opening(now), _LIMIT_PL)
            case Status.NOT_AUTHORISED:
                async with self._engine.begin() as connection:
                    await run_store.end_run(connection, run_id, "failed", {}, now, _NOT_AUTHORISED_PL)
        return None

    async def _may_ask(self, run_id: str, now: datetime) -> bool:
        """Is the window open, and a call of it left? It is counted before it is made; else the run waits."""
        window = window_of(now)
        if window is None:
            await self._postpone(run_id, next_opening(now), _CLOSED_PL)
            return False
        async with self._engine.begin() as connection:
            if await run_store.calls_in(connection, window) >= CALLS:
                await run_store.postpone(connection, run_id, next_opening(now), _LIMIT_PL)
                return False
            await run_store.note_call(connection, window)
        return True

    async def _read(
        self, run_id: str, service: OfferService, package: Package, done: int, counts: Counter[str]
    ) -> None:
        today = self._clock.now().astimezone(WARSAW).date()
        for number, name in enumerate(package.files[done:], start=done + 1):
            offers, rejects = await to_thread.run_sync(_read_offers, service, package, name, today)
            async with self._engine.begin() as connection:
                now = self._clock.now()
                written = await offer_store.write_offers(
                    connection, service.source, run_id, offers, PROVINCE_OFFICE, now
                )
                names = {each.occupation: each.occupation_name for each in offers}
                known = {code: name for code, name in names.items() if code and name}
                await put_occupations(connection, known, is_official=False)
                counts.update(
                    read=len(offers) + len(rejects),
                    new=written.new,
                    changed=written.changed,
                    same=written.same,
                    rejected=len(rejects),
                )
                await run_store.note_file(connection, run_id, number, len(package.files), counts, rejects)
        await self._finish(run_id, service.source, counts)

    async def _finish(
        self, run_id: str, source: Source, counts: Counter[str], *, is_confirmed: bool = False
    ) -> None:
        """Withdraw what the run has not brought; if that is very much, only by somebody's word."""
        now = self._clock.now()
        async with self._engine.begin() as connection:
            found = await offer_store.going_of(connection, source, run_id)
            if not is_confirmed and found.going > max(ALWAYS_MAY_GO, MOST_GOING * found.shown):
                reason = f"Zniknęłoby {found.going} z {found.shown} ofert. Potwierdź, że tak ma być."
                await run_store.end_run(
                    connection, run_id, "quarantined", counts | Counter(going=found.going), now, reason
                )
                return
            counts["withdrawn"] = await offer_store.withdraw_unseen(connection, source, run_id, now)
            counts["duplicates"] = await mark_duplicates(connection, now.astimezone(WARSAW).date())
            await run_store.end_run(connection, run_id, "done", counts, now)
        log.info("offers were imported", run=run_id, **counts)
        await to_thread.run_sync(self._forget, f"{run_id}.zip")

    async def _postpone(self, run_id: str, until: datetime, reason_pl: str) -> None:
        async with self._engine.begin() as connection:
            await run_store.postpone(connection, run_id, until, reason_pl)

    def _keep(self, name: str, raw: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / f"{name}.part"
        part.write_bytes(raw)
        part.replace(self._folder / name)

    def _opened(self, name: str) -> Package:
        try:
            return open_package((self._folder / name).read_bytes())
        except FileNotFoundError:
            raise PackageBroken("it does not lie here any more") from None

    def _forget(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)


def _read_offers(
    service: OfferService, package: Package, name: str, today: date
) -> tuple[Sequence[Offer], Sequence[dict[str, Any]]]:
    offers: list[Offer] = []
    rejects: list[dict[str, Any]] = []
    for record in read_file(package, name):
        try:
            found = service.read(record, today)
        except NotActive:
            continue
        if isinstance(found, Unusable):
            rejects.append({"file": name, "ext_id": found.ext_id, "reason_pl": found.reason_pl})
        else:
            offers.append(found)
    return offers, rejects
