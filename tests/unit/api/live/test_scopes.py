"""Who sees which live object."""

from dataclasses import replace

import msgspec

from api.live.scopes import TOPICS, Sight, scopes_of, seen
from api.request_user import User
from core.live.live import (
    AgentLive,
    Alarm,
    BoardLimits,
    CallbackOrders,
    CentreLive,
    DayLine,
    Flow,
    Listening,
    MatterOrders,
    OfficeFigures,
    QueueLive,
    Topic,
    Value,
    WaitingLive,
    Window,
)
from core.rights import Role
from tests.support.calls.call_facts import NINE

ALL = tuple(TOPICS)


def person(role: Role, office: str = "20060", name: str = "k1", *queues: str, wup: bool = False) -> Sight:
    return Sight(User(name, "Osoba", role, office, "Urząd", wup), frozenset(queues))


def sees(sight: Sight, topic: Topic, key: str, value: Value) -> bool:
    scopes, _ = seen(sight, ALL)
    return not scopes.isdisjoint(scopes_of(topic, key, msgspec.json.encode(value)))


def sees_agent(sight: Sight, key: str, office: str) -> bool:
    return sees(sight, "agent", key, AgentLive(office=office, state="paused", since=NINE))


def sees_queue(sight: Sight, office: str) -> bool:
    return sees(sight, "queue", office, QueueLive())


def test_consultants_see_themselves_and_the_queues_they_serve() -> None:
    consultant = person("consultant", "20060", "k1", "20610")
    assert sees_agent(consultant, "k1", "20060")
    assert not sees_agent(consultant, "k2", "20060")
    assert [sees_queue(consultant, office) for office in ("20060", "20610", "20000")] == [True, True, False]


def test_supervisors_see_their_office_and_the_province_everything() -> None:
    supervisor, of_province = person("supervisor"), person("supervisor", "20000", wup=True)
    assert sees_agent(supervisor, "k2", "20060")
    assert not sees_agent(supervisor, "k3", "20610")
    assert not sees_queue(supervisor, "20610")
    assert sees_agent(of_province, "k3", "20610")
    assert sees_queue(of_province, "20610")


def test_who_listens_is_seen_by_who_may_listen_in_there_and_never_by_the_consultant() -> None:
    heard = Listening(office="20060", listener="kierownik-20060")
    assert sees(person("supervisor"), "listening", "k1", heard)
    assert not sees(person("supervisor", "20000", wup=True), "listening", "k1", heard)
    assert not sees(person("consultant", "20060", "k1"), "listening", "k1", heard)


def test_whoever_has_no_right_is_refused_a_topic_and_sees_the_centre() -> None:
    editor = person("pup_editor")
    assert seen(editor, ["agent", "queue", "centre"])[1] == ["agent", "queue"]
    assert sees(editor, "centre", "centre", CentreLive())
    assert not sees_agent(editor, "k1", "20060")


def test_a_topic_that_does_not_exist_is_refused() -> None:
    assert seen(person("administrator", wup=True), ["agents", "agent", "agents"])[1] == ["agents"]


def test_a_name_like_an_office_is_no_office() -> None:
    """A consultant called as an office sees nobody of it."""
    assert not sees_agent(person("consultant", "20610", "20060"), "k1", "20060")


WINDOW = Window(since=NINE)
FIGURES = OfficeFigures(complete_until=NINE, facts_to=7, now=WINDOW, hour=WINDOW, day=WINDOW)


def sees_of_board(sight: Sight) -> set[str]:
    """Keys of the board, of a supervisor's own office 20060, of others and of the centre."""
    flow, alarm = Flow(day=1), Alarm(kind="long_wait", since=NINE)
    waiting = WaitingLive(queue="20060", call="call-1", came=NINE, due=NINE)
    objects: list[tuple[Topic, str, Value]] = [
        *(("office_figures", key, FIGURES) for key in ("*", "20060", "20610")),
        *(("flow", key, flow) for key in ("20060>20610", "20610>20060", "20610>20620")),
        *(("alarm", key, alarm) for key in ("long_wait:20060", "long_wait:20610", "asterisk_away:")),
        *(("waiting", f"{office}:entry-1", waiting) for office in ("20060", "20610")),
        *(("callbacks", office, CallbackOrders(open=1)) for office in ("20060", "20610")),
        *(("matters", office, MatterOrders(open=1)) for office in ("20060", "20610")),
        *(("limits", office, BoardLimits()) for office in ("20060", "20610", "*")),
        *(("day_line", office, DayLine(since=NINE)) for office in ("20060", "20610", "*")),
    ]
    return {f"{topic} {key}" for topic, key, value in objects if sees(sight, topic, key, value)}


def test_supervisors_see_the_board_of_their_office_and_what_is_of_the_whole_centre() -> None:
    assert sees_of_board(person("supervisor")) == {
        "office_figures 20060",
        "flow 20060>20610",
        "flow 20610>20060",
        "alarm long_wait:20060",
        "alarm asterisk_away:",
        "waiting 20060:entry-1",
        "callbacks 20060",
        "limits 20060",
        "matters 20060",
        "day_line 20060",
    }
    assert len(sees_of_board(person("supervisor", "20000", wup=True))) == 10 + 11


def test_the_board_is_not_for_consultants() -> None:
    topics = ["office_figures", "flow", "alarm", "waiting", "callbacks", "limits", "day_line"]
    assert seen(person("consultant"), topics) == (frozenset(), topics)
    assert sees_of_board(person("consultant")) == {"matters 20060"}  # it answers them


def test_matters_are_followed_by_who_answers_those_of_the_office() -> None:
    orders = MatterOrders(open=1)
    assert not sees(person("consultant"), "matters", "20610", orders)
    unconfirmed = replace(person("consultant").user, sees_clients=False)
    assert not sees(Sight(unconfirmed), "matters", "20060", orders)
    assert not sees(person("pup_editor"), "matters", "20060", orders)
    # The province's supervisor sees of other offices how many there are, as on the whole board.
    assert sees(person("supervisor", "20000", wup=True), "matters", "20060", orders)
