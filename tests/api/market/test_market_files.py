"""Tables of offers, trainings and events over the web service: a trial, the whole file, the same once more."""

import base64
from typing import Any

import pytest
from httpx import AsyncClient

from tests.api.conftest import LogIn

pytestmark = pytest.mark.anyio

OFFERS = (
    "identyfikator;urząd;stanowisko;kod zawodu;miejscowość;gmina;umowa;wynagrodzenie od;pracodawca;nip;"
    "ważna do\r\n"
    "A1;20060;Spawacz;721204;Kolno;2006011;umowa o pracę;5200;Tartak;5260250274;2026-12-31\r\n"
    "A2;20060;Kucharz;512001;Kolno;2006011;umowa zlecenie;;Zajazd;;2026-12-31\r\n"
    "A3;20060;Kucharz;5120;Kolno;;umowa zlecenie;;;;2026-12-31\r\n"
)
TRAININGS = (
    "identyfikator;urząd;nazwa;miejscowość;godziny;początek;zapisy do;instytucja\r\n"
    "wozki;20060;Obsługa wózków;Kolno;67;2027-02-15;2027-02-05;\r\n"
    "obcy;20610;Spawanie;Białystok;90;2027-02-15;2027-02-05;\r\n"
    "nikt;20060;Spawanie;Kolno;90;2027-02-15;2027-02-05;nie-ma-takiej\r\n"
)
FAIRS = (
    "identyfikator;urząd;rodzaj;nazwa;miejscowość;miejsce;początek;koniec;źródło\r\n"
    "gielda;20060;giełda pracy;Giełda dla tartaku;Kolno;urząd;2026-12-12 10:00;2026-12-12 12:00;urząd\r\n"
)


async def sent(client: AsyncClient, kind: str, text: str, *, is_trial: bool, codec: str = "utf-8") -> Any:
    body = {"file": base64.b64encode(text.encode(codec)).decode(), "is_trial": is_trial}
    answer = await client.post(f"/api/market-files/{kind}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def counts(taken: Any) -> tuple[int, int, int, int]:
    return taken["new"], taken["changed"], taken["same"], taken["rejected"]


async def test_a_file_of_offers_is_tried_taken_and_changes_nothing_the_second_time(log_in: LogIn) -> None:
    boss, consultant = await log_in("kierownik-wup"), await log_in("k20060-1")

    async def shown() -> list[tuple[str, str]]:
        found = (await consultant.post("/api/offers/search", json={"source": "file"})).json()["offers"]
        return sorted((offer["position"], offer["office"]) for offer in found)

    tried = await sent(boss, "offers", OFFERS, is_trial=True, codec="cp1250")
    assert (counts(tried), await shown()) == ((2, 0, 0, 1), [])
    assert [(line["line"], line["title"], line["becomes"]) for line in tried["lines"]] == [
        (2, "Spawacz, Kolno", "new"),
        (3, "Kucharz, Kolno", "new"),
    ]
    assert [(reject["line"], reject["column"]) for reject in tried["rejects"]] == [(4, "kod zawodu")]
    assert counts(await sent(boss, "offers", OFFERS, is_trial=False)) == (2, 0, 0, 1)
    assert await shown() == [("Kucharz", "20060"), ("Spawacz", "20060")]
    assert counts(await sent(boss, "offers", OFFERS, is_trial=False)) == (0, 0, 2, 1)
    other = OFFERS.replace("Kucharz;512001", "Kucharka;512001")
    assert counts(await sent(boss, "offers", other, is_trial=False)) == (0, 1, 1, 1)
    assert await shown() == [("Kucharka", "20060"), ("Spawacz", "20060")]


async def test_trainings_of_another_office_and_without_their_institution_are_named(log_in: LogIn) -> None:
    supervisor = await log_in("kierownik-20060")
    tried = await sent(supervisor, "trainings", TRAININGS, is_trial=True)
    assert (counts(tried), (await supervisor.get("/api/trainings")).json()["trainings"]) == ((1, 0, 0, 2), [])
    assert [reject["line"] for reject in tried["rejects"]] == [3, 4]
    assert "Nie ma takiej instytucji" in tried["rejects"][1]["reason_pl"]
    await sent(supervisor, "trainings", TRAININGS, is_trial=False)
    assert counts(await sent(supervisor, "trainings", TRAININGS, is_trial=False)) == (0, 0, 1, 2)
    [training] = (await supervisor.get("/api/trainings")).json()["trainings"]
    assert (training["id"], training["version"], training["hours"]) == ("wozki", 1, 67)


async def test_an_exchange_is_taken_in_and_told_from_a_fair(log_in: LogIn) -> None:
    supervisor = await log_in("kierownik-20060")
    await sent(supervisor, "fairs", FAIRS, is_trial=False)
    assert counts(await sent(supervisor, "fairs", FAIRS, is_trial=False)) == (0, 0, 1, 0)
    [event] = (await supervisor.get("/api/fairs?kind=exchange&q=tartaku")).json()["fairs"]
    assert (event["title"], event["kind"]) == ("Giełda dla tartaku", "exchange")
    assert (await supervisor.get("/api/fairs?kind=fair")).json()["fairs"] == []
    changed = FAIRS.replace("Giełda dla tartaku", "Giełda dla zajazdu")
    assert counts(await sent(supervisor, "fairs", changed, is_trial=False)) == (0, 1, 0, 0)


GMINAS = (
    "teryt;szerokość;długość\r\n2006011;53,4113;21,9258\r\n2061011;53,1325;23,1688\r\n"
    "2006022;21,9258;53,4113\r\n9999999;53,4;21,9\r\n"
)


async def test_kilometres_are_told_once_somebody_has_said_where_gminas_are(log_in: LogIn) -> None:
    boss, consultant = await log_in("kierownik-wup"), await log_in("k20060-1")
    other = "A9;20610;Kucharz;512001;Białystok;2061011;umowa zlecenie;;Zajazd;;2026-12-31\r\n"
    await sent(boss, "offers", OFFERS + other, is_trial=False)

    async def near() -> list[tuple[str, int | None]]:
        found = (await consultant.post("/api/offers/search", json={"q": "kucharz", "home": "2061011"})).json()
        return [(offer["town"], offer["km"]) for offer in found["offers"]]

    assert await near() == [("Białystok", None), ("Kolno", None)]
    taken = await sent(boss, "gminas", GMINAS, is_trial=False)
    assert (counts(taken), [reject["line"] for reject in taken["rejects"]]) == ((2, 0, 0, 2), [4, 5])
    assert counts(await sent(boss, "gminas", GMINAS, is_trial=False)) == (0, 0, 2, 2)
    assert await near() == [("Białystok", 0), ("Kolno", 88)]


async def test_who_may_not_import_is_refused_and_a_template_is_for_whoever_sees_offers(log_in: LogIn) -> None:
    consultant = await log_in("k20060-1")
    body = {"file": base64.b64encode(OFFERS.encode()).decode()}
    assert (await consultant.post("/api/market-files/offers", json=body)).status_code == 403
    template = await consultant.get("/api/market-files/trainings/template")
    assert template.text.startswith("\ufeffidentyfikator;urząd;nazwa")
    nothing = await consultant.get("/api/market-files/other/template")
    assert nothing.status_code == 422
