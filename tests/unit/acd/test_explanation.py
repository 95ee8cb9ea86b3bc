"""Why a consultant gets no calls, and the figures of the queues, in every state."""

import pytest

from acd.choice.queue_policy import QueuePolicy, SkillStep
from acd.explanation import MOST_LINES, queue_figures, why_no_calls
from acd.live.agent_state import AgentEvent, AgentState
from core.errors import NotFound
from core.relay.commands import Help, QueueNow
from tests.support.acd.distribution import GRAJEWO, KOLNO, LOMZA, POLICIES, WUP, Distribution

ANNA = "k20060-1"
NOBODY_WAITS = "Nikt teraz nie czeka w żadnej kolejce."


def why(desk: Distribution, agent_id: str = ANNA) -> list[str]:
    return why_no_calls(desk.mm, agent_id, desk.clock.monotonic())


def figures(desk: Distribution, office: str) -> QueueNow:
    [found] = [now for now in queue_figures(desk.mm, desk.clock.monotonic()) if now.office == office]
    return found


def test_somebody_who_is_no_consultant_is_not_found() -> None:
    with pytest.raises(NotFound):
        why(Distribution())


def test_a_consultant_who_is_logged_out_is_told_to_log_in() -> None:
    desk = Distribution()
    desk.hires(ANNA, KOLNO)
    assert why(desk) == [
        "Konsultant jest wylogowany. Rozmowy dostaje po zalogowaniu i zgłoszeniu gotowości.",
        NOBODY_WAITS,
    ]


def test_a_pause_is_told_with_its_reason_and_with_the_callers_who_wait_for_its_end() -> None:
    desk = Distribution()
    desk.works(ANNA, KOLNO)
    desk.mm.wish(ANNA, AgentEvent.PAUSE, "meal")
    desk.works("k20060-2", KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    for _ in range(3):
        desk.rings_in(KOLNO)
    assert why(desk) == [
        "Trwa przerwa (posiłek). Rozmowy wrócą po zgłoszeniu gotowości.",
        "Kolejka Kolno: czekają 3 osoby; tę rozmowę może dostać ten konsultant.",
    ]


def test_a_telephone_that_is_not_registered_is_told() -> None:
    desk = Distribution()
    desk.works(ANNA, KOLNO)
    desk.mm.phone_changed(ANNA, is_registered=False)
    assert desk.mm.team.agent(ANNA).state is AgentState.UNREACHABLE
    assert why(desk)[0] == (
        "Telefon konsultanta nie jest zarejestrowany w centrali. Rozmowy wrócą same, gdy przyczyna zniknie."
    )


def test_a_lost_telephone_is_told_in_a_pause_too() -> None:
    desk = Distribution()
    desk.works(ANNA, KOLNO)
    desk.mm.wish(ANNA, AgentEvent.PAUSE, "meal")
    desk.mm.phone_changed(ANNA, is_registered=False)
    assert "Telefon konsultanta nie jest zarejestrowany w centrali." in why(desk)


def test_a_consultant_who_did_not_answer_is_told_what_to_do() -> None:
    desk = Distribution()
    desk.works(ANNA, KOLNO)
    place = desk.rings_in(KOLNO)
    assert place.reservation is not None
    desk.mm.ringing(place.reservation)
    desk.mm.refused(place, place.reservation, is_phone_lost=False)
    assert why(desk)[0].startswith("Nie odbiera:")


def test_each_state_of_a_call_has_its_sentence() -> None:
    desk = Distribution({**POLICIES, KOLNO: QueuePolicy(neighbours=(LOMZA,), wrap_up_time=60)})
    agent = desk.works(ANNA, KOLNO)
    place = desk.rings_in(KOLNO)
    assert why(desk) == ["Rozmowa jest już przydzielona, telefon za chwilę zadzwoni.", NOBODY_WAITS]
    assert place.reservation is not None
    desk.mm.ringing(place.reservation)
    assert why(desk)[0] == "Telefon właśnie dzwoni, rozmowa czeka na odebranie."
    desk.mm.accepted(place, place.reservation)
    assert why(desk)[0] == "Trwa rozmowa (stan: rozmowa). Następna może przyjść po jej zakończeniu."
    desk.mm.held(agent, is_held=True)
    assert "stan: rozmowa zawieszona" in why(desk)[0]
    desk.mm.wish(ANNA, AgentEvent.PAUSE, "meal")
    assert "Po tej rozmowie nastąpi: przerwa." in why(desk)
    desk.mm.wish(ANNA, AgentEvent.READY)
    desk.mm.held(agent, is_held=False)
    desk.mm.conversation_over(agent)
    desk.moves(20)
    assert why(desk)[0] == ("Trwają czynności po rozmowie, najdłużej jeszcze 40 s. Można je zakończyć wcześniej.")


def test_a_consultant_deleted_during_a_call_is_told_that_it_is_the_last_one() -> None:
    desk = Distribution()
    desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    desk.dismisses(ANNA)
    assert "Konsultant został usunięty: po tej rozmowie nie dostanie następnych." in why(desk)


def test_the_only_free_one_is_told_so() -> None:
    desk = Distribution()
    desk.works(ANNA, KOLNO)
    desk.moves(120)
    assert why(desk) == [
        "Konsultant jest gotowy na rozmowę.",
        "To jedyny wolny konsultant urzędu Kolno (bez rozmowy od 2 min, rozmowy: 0, obsługa 0 s "
        "w ciągu 2 min gotowości (0 %)).",
        NOBODY_WAITS,
    ]


def test_the_place_among_the_free_ones_comes_with_the_figures_that_decide_it() -> None:
    desk = Distribution()
    desk.works(ANNA, KOLNO)
    desk.works("k20060-2", KOLNO)
    assert desk.serves(desk.rings_in(KOLNO), 300).id == ANNA
    desk.moves(300)
    told = why(desk)
    assert told[1] == (
        "Miejsce 2 z 2 wśród wolnych konsultantów urzędu Kolno; pierwszy jest: "
        "z gotowych osób najmniej rozmów i czasu w rozmowie."
    )
    assert told[2] == (
        "Ten konsultant: bez rozmowy od 5 min, rozmowy: 1, obsługa 5 min w ciągu 10 min gotowości (50 %)."
    )
    assert told[3].startswith("Pozostali wolni, średnio: rozmowy:")
    assert "Miejsce 1 z 2" in why(desk, "k20060-2")[1]


def test_callers_of_others_come_with_why_they_go_elsewhere() -> None:
    desk = Distribution()
    desk.works(ANNA, KOLNO)
    desk.works("k20040-1", GRAJEWO)
    desk.takes(desk.rings_in(GRAJEWO))
    desk.works("k20620-1", LOMZA)
    desk.works("k20620-2", LOMZA)
    desk.takes(desk.rings_in(LOMZA))
    desk.takes(desk.rings_in(LOMZA))
    desk.rings_in(LOMZA)
    assert why(desk)[-1] == (
        "Kolejka Łomża: czeka 1 osoba; nie dla tego konsultanta: do sąsiednich urzędów rozmowa przechodzi po 15 s."
    )
    desk.mm.wish(ANNA, AgentEvent.PAUSE, "meal")
    assert why(desk)[-1] == "W kolejkach tego konsultanta nikt nie czeka."


def test_callers_whose_topic_needs_more_skill_are_told_apart() -> None:
    skilled = QueuePolicy(neighbours=(LOMZA,), topics={"employer": (SkillStep(after=0, level=3),)})
    desk = Distribution({**POLICIES, KOLNO: skilled})
    desk.works(ANNA, KOLNO, skills=(("employer", 1),))
    desk.rings_in(KOLNO, topic="employer")
    assert why(desk)[-1] == (
        "Kolejka Kolno, pracodawca: czeka 1 osoba; nie dla tego konsultanta: temat wymaga wyższych umiejętności."
    )


def test_a_long_list_of_callers_is_cut() -> None:
    topics = {f"topic-{number}": (SkillStep(after=0, level=1),) for number in range(MOST_LINES + 3)}
    desk = Distribution({**POLICIES, KOLNO: QueuePolicy(neighbours=(LOMZA,), activate_ratio=None, topics=topics)})
    desk.works("k20060-2", KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    desk.works(ANNA, KOLNO)
    desk.mm.wish(ANNA, AgentEvent.PAUSE, "meal")
    for number in range(MOST_LINES + 3):
        desk.rings_in(KOLNO, topic=f"topic-{number}")
    told = why(desk)
    assert len(told) == 1 + MOST_LINES + 1
    assert told[-1] == "Dalsze grupy czekających: 3."


@pytest.mark.parametrize(
    ("count", "words"), [(1, "czeka 1 osoba"), (4, "czekają 4 osoby"), (5, "czeka 5 osób"), (12, "czeka 12 osób")]
)
def test_people_who_wait_are_counted_in_polish(count: int, words: str) -> None:
    desk = Distribution({**POLICIES, KOLNO: QueuePolicy(neighbours=(LOMZA,), activate_ratio=None)})
    desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    for _ in range(count):
        desk.rings_in(KOLNO)
    assert words in why(desk)[-1]


def test_the_figures_of_a_queue_say_who_waits_who_works_and_who_helps() -> None:
    desk = Distribution()
    desk.works(ANNA, KOLNO)
    desk.works("k20620-1", LOMZA)
    desk.takes(desk.rings_in(LOMZA))
    desk.takes(desk.rings_in(KOLNO))
    desk.rings_in(KOLNO)
    desk.moves(10)
    desk.rings_in(KOLNO)
    now = figures(desk, KOLNO)
    assert (now.waiting, now.working, now.free, now.there) == (2, 1, 0, 1)
    assert now.longest_wait_time == 10
    assert now.helped_by == [Help(LOMZA, "2 czekających na 1 konsultanta")]  # in Grajewo nobody works
    assert figures(desk, WUP) == QueueNow(WUP, 0, 0, 0, 0, 0.0, [])


def test_whoever_serves_two_queues_counts_in_both() -> None:
    desk = Distribution()
    desk.works("k20620-1", LOMZA, queues=frozenset({KOLNO}))
    for office in (LOMZA, KOLNO):
        assert (figures(desk, office).working, figures(desk, office).free) == (1, 1)
