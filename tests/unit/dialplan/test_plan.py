"""The fallback path as it is made from the data."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import msgspec

from acd.choice.queue_policy import QueuePolicy
from acd.dial_codes import CONVERSATION_CODES, RECORDING_CODES, STATE_CODES, WHOM_LENGTHS
from acd.pause_reasons import SHIPPED_REASONS, PauseReason
from agi_scripts.fallback.known_call import KnownCall
from agi_scripts.fallback.plan_file import PlanFile
from core.facts.kinds.calls import EndReason
from core.retention.retention import Rules, RuleSpan
from core.settings import Settings
from dialplan.extensions import FACTS, MOST_SCRIPTS, Helpers, extensions_conf
from dialplan.generate import read_plan, write_plan
from dialplan.limited import limited, only_topic, opening_prompts
from dialplan.plan import FallbackPlan, PlanMessage, make_plan, needed_prompts, plan_dial_codes
from dialplan.queues import queue_rules_conf, queues_conf
from ivr import defaults
from ivr.graph.scenario import Scenario, read_scenario
from ivr.graph.subscenarios import put_together
from ivr.graph.validation import errors
from ivr.number_route import NumberRoute
from ivr.offices import OfficeDirectory
from ivr.prompts.prompt_library import PromptLibrary
from ivr.publishing.scenario_context import scenario_context_of
from tests.support.scenarios.graphs import graph_of

GRAPHS = defaults.scenarios()
SECRET = "what-opens-fast-agi"


def scenario(name: str) -> Scenario:
    return read_scenario(GRAPHS[name])


def plan(**policies: QueuePolicy) -> FallbackPlan:
    entries = {n.number: NumberRoute(n.number, n.is_free, scenario(n.scenario)) for n in defaults.numbers()}
    directory = defaults.office_directory()
    sounds = {prompt: f"/s/{prompt}" for prompt in needed_prompts(entries)}
    return make_plan(entries, directory.all(), directory.prefixes(), policies, sounds, defaults.opening_hours())


def conf(**policies: QueuePolicy) -> str:
    return text_of(plan(**policies))


def test_the_plan_says_for_how_long_recordings_are_kept(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    day = date(2026, 11, 24)
    rules = Rules((RuleSpan("recording", "20060", 14, day, None), RuleSpan("sms", None, 90, day, None)))
    entries = {n.number: NumberRoute(n.number, n.is_free, scenario(n.scenario)) for n in defaults.numbers()}
    directory, hours = defaults.office_directory(), defaults.opening_hours()
    sounds = {prompt: f"/s/{prompt}" for prompt in needed_prompts(entries)}
    made = make_plan(entries, directory.all(), directory.prefixes(), {}, sounds, hours, retention=rules)
    list(write_plan(settings, made))
    found = PlanFile(settings.fallback_plan).retention()
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert [found.announced_days(office, noon) for office in ("20060", "20620")] == [14, 30]


def text_of(made: FallbackPlan) -> str:
    return extensions_conf(
        made, Helpers("127.0.0.1:7245", SECRET, ["/usr/bin/python3", "-I", "alone.py", "/p", "/f"])
    )


def settings_of(tmp_path: Path) -> Settings:
    """Those of an installation that has its secrets."""
    made_up = {"ari_password": "-", "pin_pepper": "-", "agi_secret": SECRET}
    (tmp_path / "secrets.json").write_text(json.dumps(made_up))
    (tmp_path / "secrets.json").chmod(0o600)
    return Settings(state_dir=tmp_path)


def with_messages(*messages: PlanMessage) -> FallbackPlan:
    made = plan()
    entries = {n.number: NumberRoute(n.number, n.is_free, scenario(n.scenario)) for n in defaults.numbers()}
    directory = defaults.office_directory()
    sounds = {prompt: f"/s/{prompt}" for prompt in needed_prompts(entries)}
    again = make_plan(
        entries, directory.all(), directory.prefixes(), {}, sounds, defaults.opening_hours(), messages
    )
    assert msgspec.structs.replace(again, messages=[]) == made
    return again


def test_a_limited_scenario_is_as_fit_as_the_one_it_is_made_of() -> None:
    world = scenario_context_of(PromptLibrary.load(), defaults.office_directory().codes())
    for name in GRAPHS:
        graph = limited(scenario(name)).model_dump(mode="json")
        assert errors(graph, world) == []
        assert "recording_consent" not in {node["kind"] for node in graph["nodes"].values()}


def test_the_notice_comes_right_after_the_welcome() -> None:
    assert opening_prompts(limited(scenario("linia-9510"))) == ["W01", "E05", "N01"]
    assert opening_prompts(limited(scenario("linia-9524"))) == ["W02", "E05", "N01"]


def test_a_scenario_that_begins_with_no_announcement_begins_with_the_notice() -> None:
    graph = {
        "name": "prosto",
        "title": "Prosto",
        "start": "zgoda",
        "nodes": {
            "zgoda": {"kind": "recording_consent", "next": {"done": "koniec"}},
            "koniec": {"kind": "goodbye", "settings": {"prompts": ["G02"]}},
        },
    }
    short = limited(read_scenario(graph))
    assert opening_prompts(short) == ["E05"]
    assert set(short.nodes) == {short.start, "koniec"}


def test_silent_nodes_before_the_welcome_do_not_hide_it() -> None:
    nodes = {
        "komunikat": {"kind": "emergency", "next": {"none": "temat", "played": "temat"}},
        "temat": {"kind": "set_topic", "settings": {"topic": "other"}, "next": {"done": "sub"}},
        "sub": {"kind": "subscenario", "settings": {"scenario": "powitanie"}, "next": {"done": "koniec"}},
        "koniec": {"kind": "goodbye", "settings": {"prompts": ["G02"]}},
    }
    inner = {
        "zgoda": {"kind": "recording_consent", "next": {"done": "slowa"}},
        "slowa": {"kind": "announcement", "settings": {"prompts": ["W01"]}, "next": {"done": "k"}},
        "k": {"kind": "end"},
    }
    known = {"powitanie": graph_of(inner, name="powitanie")}
    whole = put_together(read_scenario(graph_of(nodes)), {name: read_scenario(g) for name, g in known.items()})
    short = limited(whole)
    assert opening_prompts(short) == ["W01", "E05"]
    assert "sub/zgoda" not in short.nodes
    assert short.nodes["sub"].next == {"enter": "sub/slowa"}


def test_the_topic_is_known_ahead_if_the_scenario_has_only_one() -> None:
    assert only_topic(scenario("linia-9510")) == "unemployed"
    assert only_topic(scenario("linia-9524")) == ""


def test_every_number_is_served_by_fast_agi_the_script_and_the_dialplan() -> None:
    text = conf()
    for number in ("9510", "9524"):
        assert f"exten => {number},1,Set(S724_NUMBER=${{EXTEN}})" in text
        assert f"exten => {number},1,Set(S724_BY=dialplan)" in text
    assert "AGI(agi://127.0.0.1:7245/emergency" in text
    assert "AGI(/usr/bin/python3,-I,alone.py,/p,/f,serve,${EXTEN})" in text
    assert " same => n,Playback(/s/W01&/s/E05&/s/N01)" in text


def test_only_some_scripts_run_at_the_same_time_and_whoever_comes_later_is_served_without() -> None:
    text = conf()
    assert text.count(f"GROUP_COUNT(script@s724)}} >= {MOST_SCRIPTS}]?plain)") == 2  # one for each number
    assert text.count(f"GROUP_COUNT(script@s724)}} >= {MOST_SCRIPTS}]?kept)") == 1
    for step in ("serve,${EXTEN})", "end,"):
        before = text.partition(f"/f,{step}")[0]
        assert before.rpartition("Set(GROUP(s724)=script)")[2].count("same =>") == 1


def test_the_end_after_a_conversation_tells_of_no_wait() -> None:
    after_talk = conf().partition("[after-talk]")[2].partition("[resumed]")[0]
    assert "Set(S724_JOINED=)" in after_talk


def test_who_is_taken_away_again_is_told_of_no_wait_that_is_over_and_keeps_the_place() -> None:
    orphans = conf().partition("[orphans]")[2].partition("[after-talk]")[0]
    kept, forgotten = orphans.index("Set(S724_KEPT=${S724_JOINED})"), orphans.index("Set(S724_JOINED=)")
    assert kept < forgotten < orphans.index("Goto(")
    joins = conf().partition("[s724-queue]")[2].partition("Queue(")[0]
    assert joins.index("Set(S724_JOINED=${S724_KEPT})") < joins.index("Set(S724_JOINED=${EPOCH})")


def test_what_is_known_of_a_caller_who_is_taken_away_is_taken_apart_as_it_was_put_together() -> None:
    known = KnownCall("20060", "unemployed", "client-1", 2, datetime(2026, 12, 2, tzinfo=UTC), 6.5, True)
    orphans = conf().partition("[orphans]")[2].partition("[after-talk]")[0]
    pieces = known.as_text().split("/")
    said = {
        name: pieces[int(n) - 1] for name, n in re.findall(r"Set\((\w+)=\$\{CUT\(S724_WAS,/,(\d)\)\}\)", orphans)
    }
    assert len(said) == len(pieces)
    assert (said["S724_OFFICE"], said["S724_TOPIC"], said["S724_CLIENT"]) == ("20060", "unemployed", "client-1")
    assert (said["S724_LEVEL"], said["S724_CONSENT"], said["S724_ASKED"]) == ("2", "1", "6.500")
    assert float(said["S724_KEPT"]) == datetime(2026, 12, 2, tzinfo=UTC).timestamp()


def test_numbers_of_the_centre_are_answered_at_once_and_no_others() -> None:
    answered, _, others = operator().partition("exten => _X.,1,")
    assert answered.count("exten => ") == answered.count(" same => n,Answer(,i)\n") == 2
    assert " same => n,Answer(,i)\n same => n,Goto(s724-call,9510,1)\n" in answered
    assert others.count(" same => n,Goto(s724-call,${CALLERID(dnid)},1)\n") == 1
    assert "Answer" not in others


def operator() -> str:
    """Where calls come in."""
    return conf().partition("[operator]")[2].partition("[s724-call]")[0]


def test_what_comes_in_with_a_call_is_filtered_before_anything_else() -> None:
    text = operator()
    steps = re.findall(r"^exten => .*?,1,(.*)$", text, re.MULTILINE)
    assert len(steps) == 3
    (step,) = set(steps)
    assert step.startswith("MSet(CALLERID(dnid)=${FILTER(0-9,")
    for cleared in ("CALLERID(name)=,", "CALLERID(ani)=,", "CALLERID(rdnis)=,"):
        assert cleared in step
    assert "${EXTEN}" not in text


def test_an_expression_sees_nothing_of_a_callers_number_but_what_was_filtered() -> None:
    (step,) = set(re.findall(r"MSet\(.*", operator()))
    seen = step.replace("${FILTER(0-9+,${CALLERID(num)})}", "F").replace("${REPLACE(EXTEN,:)}", "D")
    # One character, if there is any after those that passed: to a function, and never as a part of an expression.
    seen = seen.replace("${ISNULL(${CALLERID(num):${LEN(F)}:1})}", "N")
    assert re.findall(r"\$\{CALLERID.*?\}", seen) == ["${CALLERID(num-pres):0:7}"]
    assert seen.count("PJSIP_HEADER") == seen.count("${FILTER(A-Za-z,${PJSIP_HEADER(read,Privacy)})}") == 1


def test_every_request_to_the_fast_agi_server_shows_the_secret_and_no_address_does() -> None:
    requests = re.findall(r"AGI\((agi://.*)\)$", conf(), re.MULTILINE)
    assert len(requests) == 2 * 2 + 1 + len(plan().dial_codes)
    for request in requests:
        address, *arguments = request.split(",")
        assert arguments[-1] == SECRET
        assert SECRET not in address
    assert conf().count(SECRET) == len(requests)
    assert SECRET not in repr(Helpers("127.0.0.1:1", SECRET, []))


def test_a_number_that_nobody_owns_is_refused_and_never_answered() -> None:
    emergency = conf().partition("[emergency]")[2].partition("[s724-next]")[0]
    refusal = emergency.partition("exten => _X!,1,")[2]
    assert "Hangup(1)" in refusal
    assert "Answer" not in refusal


def test_what_the_fallback_path_says_of_an_end_is_an_end_that_the_records_know() -> None:
    ends = re.findall(r"Set\(S724_END=(\w+)\)", conf())
    assert set(ends) == {"unknown_number", "completed", "time_limit"}
    assert set(ends) <= set(get_args(EndReason))
    assert "exten => time_limit,1,Set(S724_END=time_limit)" in conf()


def test_the_longest_postal_prefix_is_the_most_exact_pattern() -> None:
    text = conf()
    assert "exten => _XXXXX,1,Goto(s724-queue,20000,1)" in text
    for prefix, office in plan().prefixes.items():
        assert f"exten => _{prefix}{'X' * (5 - len(prefix))},1,Goto(s724-queue,{office},1)" in text


def test_every_code_of_a_consultant_has_an_answer() -> None:
    text = conf()
    codes = [*STATE_CODES, *(reason.dial_code for reason in SHIPPED_REASONS.values() if reason.dial_code)]
    for code in codes:
        assert f"exten => {code},1,Stasis(s724,feature,{code},${{CHANNEL(endpoint)}})" in text
    whom = [f"_{code}{'X' * digits}" for code in CONVERSATION_CODES if code != "*84" for digits in WHOM_LENGTHS]
    on_a_second_line = [*RECORDING_CODES, *CONVERSATION_CODES, *whom]
    for pattern in on_a_second_line:
        assert f"exten => {pattern},1,Stasis(s724,feature,${{EXTEN}},${{CHANNEL(endpoint)}})" in text
    consultants = text.partition("[consultants]")[2].partition("[s724-refused]")[0]
    assert consultants.count("exten => ") == len(codes) + len(on_a_second_line)


def test_a_pause_that_people_have_added_is_dialled_and_one_that_was_deactivated_is_not() -> None:
    reasons = [
        *(each for each in SHIPPED_REASONS.values() if each.id != "meal"),
        PauseReason(id="meal", title="posiłek", dial_code="*72", is_active=False),
        PauseReason(id="talk", title="narada", dial_code="*70"),
    ]
    text = text_of(msgspec.structs.replace(plan(), dial_codes=plan_dial_codes(reasons)))
    assert "exten => *70,1,Stasis(s724,feature,*70,${CHANNEL(endpoint)})" in text
    alone = text.partition("exten => *70,1,")[2].partition("exten => ")[0]
    assert "PauseQueueMember(,PJSIP/${CHANNEL(endpoint)})" in alone, "Asterisk alone can do it, too"
    assert "exten => *72," not in text


def test_an_office_that_was_deactivated_keeps_its_queue_and_gets_no_callers_by_postal_code() -> None:
    everybody = [
        replace(office, is_active=office.code != "20060") for office in defaults.office_directory().every()
    ]
    directory = OfficeDirectory(everybody, defaults.office_directory().prefixes())
    entries = {n.number: NumberRoute(n.number, n.is_free, scenario(n.scenario)) for n in defaults.numbers()}
    sounds = {prompt: f"/s/{prompt}" for prompt in needed_prompts(entries)}
    made = make_plan(
        entries, directory.every(), directory.prefixes(), {}, sounds, defaults.opening_hours(), (), ()
    )
    assert "[20060]" in queues_conf(made), "for those who wait there"
    text = text_of(made)
    assert "exten => 20060,1,Set(S724_OFFICE=20060)" in text
    assert "Goto(s724-queue,20060,1)" not in text.partition("[s724-postal]")[2].partition("[s724-message]")[0]
    assert (made.queue_of("20060"), made.queue_of("20620"), made.queue_of("99999")) == ("20000", "20620", "20000")
    assert read_back(made).queue_of("20060") == "20000"


def read_back(made: FallbackPlan) -> FallbackPlan:
    return msgspec.json.decode(msgspec.json.encode(made), type=FallbackPlan)


def test_the_dialplan_hands_over_the_facts_of_an_end_in_the_order_in_which_they_are_read() -> None:
    inside = FACTS.replace("FILTER(0-9+*#,", "FILTER(").replace("FILTER(0-9+,", "FILTER(")
    assert len(inside.split(",")) == 12


def test_each_queue_has_the_rules_of_its_office() -> None:
    policy = QueuePolicy(
        ring_time=12, wrap_up_time=5, capacity=7, announce_every=45, neighbours_after=None, everyone_after=33
    )
    made = plan(**{"20060": policy})
    queue = queues_conf(made).partition("[20060]")[2].partition("[2")[0]
    for line in ("timeout = 12", "wrapuptime = 5", "maxlen = 7", "periodic-announce-frequency = 45"):
        assert line in queue
    rule = queue_rules_conf(made).partition("[s724-20060]\n")[2].partition("[")[0]
    assert rule.split() == ["penaltychange", "=>", "33,3"]


def test_a_seat_can_end_neither_line_nor_argument() -> None:
    made = plan()
    bad = made.offices[0].__class__(
        **{f: getattr(made.offices[0], f) for f in made.offices[0].__struct_fields__} | {"seat": "A,b)\n;c${X}"}
    )
    odd = msgspec.structs.replace(made, offices=[bad, *made.offices[1:]])
    text = extensions_conf(odd, Helpers("127.0.0.1:1", SECRET, ["x"]))
    assert "${X}" not in text
    assert "\n;c" not in text


def test_files_are_written_only_where_they_differ(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    made = plan()
    assert list(write_plan(settings, made)) == ["app_queue.so", "app_queue.so", "pbx_config.so"]
    assert list(write_plan(settings, made)) == []
    assert read_plan(settings.fallback_plan) == made
    other = plan(**{"20060": QueuePolicy(capacity=7)})
    assert list(write_plan(settings, other)) == ["app_queue.so"]
    assert list(tmp_path.rglob("*")) == [p for p in tmp_path.rglob("*") if not p.name.startswith(".")]
    assert not [p for p in tmp_path.rglob("*.*") if p.is_file() and p.stat().st_mode & 0o077]


def test_the_fallback_path_has_the_same_opening_hours(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    list(write_plan(settings, plan()))
    assert PlanFile(settings.fallback_plan).hours() == defaults.opening_hours()


def plain(made: FallbackPlan) -> str:
    return text_of(made).partition("[s724-plain]")[2].partition("[s724-queue]")[0]


def test_asterisk_alone_plays_the_emergency_message_before_the_opening_as_long_as_it_holds() -> None:
    text = plain(with_messages(PlanMessage("e1", "/s/powodz", 1_795_000_000, ends_at=1_795_003_600)))
    step = (
        " same => n,ExecIf($[${EPOCH} >= 1795000000 & ${EPOCH} < 1795003600]?Playback(/s/powodz))\n"
        " same => n,Playback(/s/W01&/s/E05&/s/N01)"
    )
    assert step in text
    assert text.count("/s/powodz") == 2  # both numbers
    assert "Goto(s724-message" not in text
    until_off = plain(with_messages(PlanMessage("e1", "/s/powodz", 1_795_000_000)))
    assert "ExecIf($[${EPOCH} >= 1795000000]?Playback(/s/powodz))" in until_off


def test_an_offices_own_message_comes_when_the_postal_code_has_told_the_office() -> None:
    text = plain(with_messages(PlanMessage("e1", "/s/remont", 1_795_000_000, office="20060")))
    assert "Playback(/s/remont)" not in text.partition("[s724-postal]")[0]
    to_kolno = [line for line in text.splitlines() if line.startswith("exten => _18") and "20060" in line]
    assert to_kolno
    assert all(line.endswith(",1,Goto(s724-message,20060,1)") for line in to_kolno)
    told = text.partition("[s724-message]")[2]
    assert "include => s724-end" in told
    assert told.index("?Playback(/s/remont)") < told.index("Goto(s724-queue,20060,1)")
    assert "Goto(s724-queue,20620,1)" in text, "other offices as ever"


def test_callers_without_a_postal_code_hear_the_message_of_the_provincial_office() -> None:
    text = plain(with_messages(PlanMessage("e1", "/s/wup", 1_795_000_000, office="20000")))
    assert "exten => _XXXXX,1,Goto(s724-message,20000,1)" in text
    assert " same => n,Goto(s724-message,20000,1)" in text.partition("[s724-postal]")[0]


def test_a_number_of_an_office_begins_with_its_message_and_plays_it_once() -> None:
    made = with_messages(PlanMessage("e1", "/s/remont", 1_795_000_000, office="20060"))
    of_kolno = [msgspec.structs.replace(number, office="20060") for number in made.numbers]
    text = plain(msgspec.structs.replace(made, numbers=of_kolno))
    number = text.partition("exten => 9510,1,")[2].partition("exten => 9524,1,")[0]
    assert number.index("Playback(/s/remont)") < number.index("Set(S724_HEARD=20060)") < number.index("/s/W01")
    assert 'exten => 20060,1,GotoIf($["${S724_HEARD}" = "20060"]?heard)' in text
    assert " same => n(heard),Goto(s724-queue,20060,1)" in text


def test_of_several_messages_the_newest_of_each_office_is_in_the_plan() -> None:
    old, new = PlanMessage("e1", "/s/a", 1), PlanMessage("e2", "/s/b", 2)
    own = PlanMessage("e3", "/s/c", 1, office="20060")
    made = with_messages(new, own, old)
    assert made.messages == [new, own]
    assert (made.message(None), made.message("20060"), made.message("20620")) == (new, own, None)


def test_switching_a_message_on_reloads_the_dialplan(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    list(write_plan(settings, plan()))
    assert list(write_plan(settings, with_messages(PlanMessage("e1", "/s/powodz", 1)))) == ["pbx_config.so"]
    assert list(write_plan(settings, plan())) == ["pbx_config.so"]


def test_who_meets_nobody_in_a_queue_of_asterisks_own_is_told_and_said_goodbye_to() -> None:
    assert "exten => _[A-Z].,1,Playback(/s/H06&/s/G02)\n" in conf()


def test_the_fallback_path_knows_the_addresses_of_the_offices() -> None:
    known = {office.code: (office.address, office.postal_code) for office in plan().offices}
    assert known == {row["code"]: (row["address"], row["postal_code"]) for row in defaults.offices()}
