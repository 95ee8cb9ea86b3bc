"""`make chaos-nodes`: by which way a telephone behind two edges speaks, who had a place, what is carried out."""

import pytest

from chaos.nodes.edge_line import EdgeLine
from chaos.nodes.nodes_proof import faults_of_callbacks, is_unknown_to
from chaos.nodes.strikes import CUTS, CutOff, has_place, schedule
from chaos.records import Fact, Record
from chaos.sip_line import sound_place
from chaos.stories import CallStory, Ring
from ops.console import Failed
from softphone.sip import Address, SipMessage

EDGES = [("127.0.0.9", 5060), ("127.0.0.10", 5060)]
NODE = "127.0.0.11"
NUMBER = "601000000"


class _Heard(EdgeLine):
    """Keeps what it sends, with where it went."""

    def __init__(self) -> None:
        super().__init__("127.0.0.1", EDGES)
        self.server = EDGES[0]
        self.sent: list[tuple[SipMessage, Address]] = []

    def send(self, message: SipMessage) -> None:
        self.sent.append((message, self._way(message)))


@pytest.fixture
def line() -> _Heard:
    made = _Heard()
    made.close()
    return made


def test_calls_take_turns_and_whoever_is_not_answered_tries_the_other_edge(
    line: _Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EdgeLine, "address", "127.0.0.1:4000")
    first, second = (line.invite("9510", number, 4002) for number in (NUMBER, "601000001"))
    for invite in (first, second, first, first):
        line.send(invite)
    assert [place for _, place in line.sent] == [EDGES[0], EDGES[1], EDGES[0], EDGES[1]]
    line.send(first.cancel())  # goes where its INVITE went
    assert line.sent[-1][1] == EDGES[1]


def test_goodbye_goes_by_the_edges_that_stayed_on_the_way(line: _Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EdgeLine, "address", "127.0.0.1:4000")
    invite = line.invite("9510", NUMBER, 4002)
    final = invite.reply(200, "OK")
    final.headers += [("Record-Route", "<sip:127.0.0.10;lr>"), ("Contact", f"<sip:9510@{NODE}:5060>")]
    final.body = f"c=IN IP4 {NODE}\r\nm=audio 12000 RTP/AVP 8\r\n".encode()
    line.send(line.bye(invite, final))
    [(bye, place)] = line.sent
    assert (bye.start, bye.get("route"), place) == (
        f"BYE sip:9510@{NODE}:5060 SIP/2.0",
        "<sip:127.0.0.10;lr>",
        EDGES[1],
    )
    assert sound_place(final, line.server) == (NODE, 12000)


def test_an_answer_goes_back_to_the_edge_that_asked(line: _Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EdgeLine, "address", "127.0.0.1:4000")
    headers = [
        ("Via", "SIP/2.0/UDP 127.0.0.10:5060;branch=z9hG4bK1"),
        ("Via", f"SIP/2.0/UDP {NODE}:5060;branch=z9hG4bK0"),
        ("Record-Route", "<sip:127.0.0.10;lr>"),
        ("To", "<sip:k20060-1@127.0.0.1>"),
        ("Call-ID", "1"),
    ]
    line.send(line.answer(SipMessage("INVITE sip:k20060-1@127.0.0.1 SIP/2.0", headers), "k20060-1"))
    [(answer, place)] = line.sent
    assert place == EDGES[1]
    assert answer.get("record-route") == "<sip:127.0.0.10;lr>"


@pytest.mark.parametrize(
    ("stage", "leaves_in", "keyed_at", "ring", "expected"),
    [
        ("menu", "served", None, None, False),
        ("waiting", "served", 90.0, None, True),
        ("waiting", "served", 99.5, None, False),  # may not have come to the queue yet
        ("waiting", "waiting", 90.0, None, False),  # may have gone by itself
        ("talking", "served", 80.0, Ring("k20060-1", NUMBER, 85.0, 40, 87.0), True),
        ("talking", "served", 80.0, Ring("k20060-1", NUMBER, 85.0, 40, 87.0, 99.9), False),
        ("afterwards", "served", 80.0, Ring("k20060-1", NUMBER, 85.0, 40, 87.0, 95.0), False),
    ],
)
def test_who_waited_or_talked_had_a_place(
    stage: str, leaves_in: str, keyed_at: float | None, ring: Ring | None, *, expected: bool
) -> None:
    story = CallStory(NUMBER, "20060", 8, False, leaves_in, 60.0, keyed_at=keyed_at)  # type: ignore[arg-type]
    story.rings += [ring] if ring else []
    assert has_place(CutOff(story, 100.0, stage)) == expected


def test_a_caller_who_was_rung_has_one_record_of_it_that_begins_and_ends_once() -> None:
    story = CallStory(NUMBER, "20060", 8, False, "served", 60.0, is_rung_back=True)
    facts = [Fact("CallStarted", 60.0, {}), Fact("CallEnded", 90.0, {})]
    record = Record("call-1", NUMBER, 60.0, 90.0, "completed", 30.0, "20060", 1.0, None, 9.0, False, facts)
    record.is_callback = True
    assert faults_of_callbacks([story], [record]) == []
    [fault] = faults_of_callbacks([story], [])
    assert fault.what == "0 records of 1 call-backs"
    record.facts.append(Fact("CallEnded", 91.0, {}))
    [fault] = faults_of_callbacks([story], [record])
    assert "[1, 2]" in fault.what


def test_only_a_call_of_the_other_asterisks_own_queue_is_unknown() -> None:
    talks = Ring("k20060-1", NUMBER, 60.0, 40, 62.0, is_fallback=True, sound_of=NODE)
    rings = Ring("k20060-1", "601000001", 70.0, 40, busy_with=talks, sound_of="127.0.0.12")
    assert is_unknown_to(rings)
    rings.sound_of = NODE
    assert not is_unknown_to(rings)
    rings.sound_of, talks.is_fallback = "127.0.0.12", False
    assert not is_unknown_to(rings)


def test_networks_are_cut_where_that_can_be_done_and_deaths_come_more_than_once() -> None:
    deaths = schedule(can_cut=False)
    assert not set(deaths) & set(CUTS)
    assert all(deaths.count(kind) == 2 for kind in deaths)
    assert schedule(can_cut=True)[len(deaths) :].count("an edge cut off from an Asterisk") == 4
    assert schedule(["edge killed"], can_cut=True) == ["edge killed"]
    with pytest.raises(Failed, match="no strike 'fire'"):
        schedule(["fire"], can_cut=False)
