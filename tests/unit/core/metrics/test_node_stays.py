"""How a call went through its scenario, node by node, as its facts tell it."""

from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallAdopted, CallEnded, CallStarted, EmergencyEntered
from core.facts.kinds.conversations import ConversationStarted
from core.facts.kinds.scenarios import NodeEntered
from core.facts.kinds.waiting import QueueEntered
from core.metrics.call_figures import fold
from core.metrics.call_parts import NodeStay
from core.metrics.node_stays import left_node, quantile, stay_step
from tests.support.calls.call_facts import Story

HANGS_UP = CallEnded(reason="caller_hung_up", duration_time=1.0)
TALKS = ConversationStarted(agent="k1", bridge_id="b")


def walked(*facts: AnyEvent | str) -> list[tuple[str, str, bool]]:
    """Node, what followed, and whether the caller hung up there; one second after the other."""
    return [(stay.node, stay.next, stay.is_hung_up) for stay in stays(*facts)]


def stays(*facts: AnyEvent | str) -> tuple[NodeStay, ...]:
    return fold(_story(*facts).facts).stays


def _story(*facts: AnyEvent | str) -> Story:
    story = Story("call-1").rings()
    for fact in facts:
        story.then(NodeEntered(node=fact, kind="menu") if isinstance(fact, str) else fact, after=1.0)
    return story


def test_each_node_leads_to_the_next_and_the_last_is_where_the_caller_hung_up() -> None:
    assert walked("a", "b", "b", HANGS_UP) == [
        ("", "", True),
        ("a", "b", False),
        ("b", "b", False),
        ("b", "", True),
    ]


def test_who_is_in_a_subscenario_is_in_the_node_that_calls_it() -> None:
    done = CallEnded(reason="completed", duration_time=6)
    assert walked("a", "sub", "sub/x", "sub/y", "sub/y/z", "b", done) == [
        ("", "", False),
        ("a", "sub", False),
        ("sub", "b", False),
        ("sub/x", "sub/y", False),
        ("sub/y", "", False),
        ("sub/y/z", "", False),
        ("b", "", False),
    ]
    found = stays("sub", "sub/x", HANGS_UP)
    assert [stay.is_hung_up for stay in found] == [True, True, True]
    assert left_node(fold(_story("sub", "sub/x", HANGS_UP).facts)) == "sub/x"


def test_a_node_of_the_same_beginning_is_not_inside() -> None:
    assert walked("menu", "menu_2") == [("", "", False), ("menu", "menu_2", False), ("menu_2", "", False)]


def test_who_hangs_up_after_a_conversation_has_not_left_too_soon() -> None:
    assert walked("q", QueueEntered(queue="20060", position=1), TALKS, HANGS_UP)[1] == ("q", "", False)
    # Back in the queue, as after a page that is gone, it is again too soon.
    again = walked("q", TALKS, QueueEntered(queue="20060", position=1), HANGS_UP)
    assert again[1] == ("q", "", True)
    assert walked("q", TALKS, "survey", HANGS_UP)[1:] == [("q", "survey", False), ("survey", "", True)]


def test_a_node_that_another_process_enters_once_more_is_the_same_stay() -> None:
    adopted = CallAdopted(stage="scenario", away_time=1.0)
    [_, stay, _] = stays("a", adopted, "a", "b")
    assert stay.left_at is not None
    assert (stay.left_at - stay.entered_at).total_seconds() == 3.0
    assert walked("a", adopted, "b")[1] == ("a", "b", False)
    assert walked("a", adopted, "a", "a")[1:] == [("a", "a", False), ("a", "", False)]


def test_on_the_fallback_path_nobody_is_in_a_node() -> None:
    away = EmergencyEntered(by="script")
    assert walked("sub", "sub/q", away, HANGS_UP) == [("", "", False), ("sub", "", False), ("sub/q", "", False)]
    assert walked("sub", "sub/q", away, CallAdopted(stage="waiting", away_time=1), "sub/q", HANGS_UP)[3:] == [
        ("sub/q", "", True)
    ]


def test_a_call_without_a_scenario_walks_nowhere() -> None:
    story = Story("call-1").then(
        CallStarted(channel_id="c", dialled_number="1", caller_number="", direction="outbound")
    )
    assert fold(story.then(NodeEntered(node="a", kind="menu")).facts).stays == ()


def test_times_are_kept_in_steps_that_grow() -> None:
    steps = {0.0: 0, 0.1: 1, 59.2: 60, 60.0: 60, 60.1: 65, 300.0: 300, 301.0: 330, 1801.0: 2100, 7201.0: 9000}
    assert {seconds: stay_step(seconds) for seconds in steps} == steps
    assert (quantile({1: 5, 2: 4, 65: 1}, 0.5), quantile({1: 5, 2: 4, 65: 1}, 0.9)) == (1, 2)
    assert quantile({1: 5, 2: 4, 65: 1}, 0.91) == 65
    assert (quantile({}, 0.5), quantile({3: 0}, 0.5)) == (None, None)
