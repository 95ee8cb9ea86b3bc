"""The first phase: calls in every stage at once, fault after fault, and then a judgement of all that happened."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field

import anyio

from chaos.centre import HOTLINE
from chaos.company import Gatherings
from chaos.faults import Done, Saboteur
from chaos.house import House
from chaos.judge_calls import Fault, broken_sound, lost
from chaos.judge_queue import lost_places, rung_for_nobody, wrong_queues
from chaos.judge_records import faults_of_records
from chaos.messages.kept_messages import judge_messages
from chaos.records import keep, open_calls, read_records, unknown_callers
from chaos.staff import Staff
from chaos.states import SETTLING, Watcher
from chaos.waiting import until, until_async
from ops.console import say

_RAMP_PATIENCE = 90.0  # seconds until the crowd is there and talks
_DRAIN_TIME = 150.0  # seconds in which whoever still waits must be served
_POST_TIME = 60.0  # seconds in which every message must have gone, or be known not to have
_CLOSING_TIME = 20.0  # seconds in which the last records must be closed and Asterisk be empty
_MANY = 0.9  # of the crowd: enough to begin


@dataclass(slots=True)
class Judgement:
    """What was found, by kind; each list empty in a centre that loses nothing."""

    calls: int = 0
    most: int = 0
    begin: float = 0.0
    done: list[Done] = field(default_factory=list)
    lost: list[Fault] = field(default_factory=list)
    sound: list[Fault] = field(default_factory=list)
    states: list[Fault] = field(default_factory=list)
    records: list[Fault] = field(default_factory=list)
    board: list[Fault] = field(default_factory=list)
    messages: list[Fault] = field(default_factory=list)
    carried: dict[str, int] = field(default_factory=dict)  # messages by kind; empty: there were none beside
    shed: int = 0  # calls that a full machine did not take, and said so
    company: dict[str, int] = field(default_factory=dict)  # who came into conversations, and how that ended
    stalls: float = 0.0  # seconds in which our own telephones sent nothing

    def add(self, other: "Judgement") -> None:
        """Of another phase."""
        self.calls += other.calls
        self.shed += other.shed
        self.most = max(self.most, other.most)
        self.stalls += other.stalls
        self.company |= other.company
        self.carried |= other.carried
        for name in ("done", "lost", "sound", "states", "records", "board", "messages"):
            getattr(self, name).extend(getattr(other, name))


async def suffer(house: House) -> Judgement:
    """Carry out the plan's faults under a full load and judge."""
    plan, centre, callers = house.plan, house.centre, house.callers
    crowd = house.crowd(plan.callers, HOTLINE)
    watcher = Watcher(centre, house.consultants)
    staff = Staff(centre, house.consultants, plan.seed)
    company = Gatherings(centre, callers, house.consultants, staff, plan.seed, plan.colleagues, plan.supervisors)
    saboteur = Saboteur(centre, callers, house.consultants, staff, plan, crowd.stages)
    judgement = Judgement()
    async with anyio.create_task_group() as watching:
        watching.start_soon(watcher.run)
        watching.start_soon(house.post.run)
        async with anyio.create_task_group() as ringing:
            ringing.start_soon(crowd.run)
            ringing.start_soon(staff.run)
            ringing.start_soon(company.run)
            await until(lambda: len(callers.in_progress) >= _MANY * plan.callers, _RAMP_PATIENCE)
            await until(lambda: bool(crowd.stages().get("talking")), _RAMP_PATIENCE)
            await saboteur.run()
            ringing.cancel_scope.cancel()
        house.post.enough()
        say(f"  no more callers; {len(callers.in_progress)} calls go on to their end")
        await until(lambda: not callers.in_progress, _DRAIN_TIME)
        for story in callers.in_progress:
            callers.hang_up(story)
        await until_async(house.post.is_quiet, _POST_TIME)
        await anyio.sleep(2 * SETTLING)
        watching.cancel_scope.cancel()
    judgement.calls, judgement.most, judgement.done = len(callers.stories), crowd.most, saboteur.done
    await _judge(house, watcher, saboteur, judgement)
    judgement.states += staff.faults([*saboteur.away, *saboteur.without_database])
    judgement.messages, judgement.carried = await judge_messages(house.post)
    say(f"  staff: {staff.told()}")
    judgement.company = company.said
    say(f"  company: {_counted(company.said)}")
    say(f"  messages: {_counted(judgement.carried)}")
    return judgement


async def _judge(house: House, watcher: Watcher, saboteur: Saboteur, judgement: Judgement) -> None:
    stories, centre = house.callers.stories, house.centre
    numbers = [story.number for story in stories]
    away = [*saboteur.away, *saboteur.without_database]
    async with centre.engine() as engine:
        await until_async(lambda: _none(open_calls(engine)), _CLOSING_TIME)
        records = await read_records(engine, numbers, centre.settings)
        strangers = await unknown_callers(engine, numbers)
    keep(centre.settings.state.parent / "calls.json", stories, records)
    judgement.lost = lost(stories)
    judgement.shed = sum(story.was_shed for story in stories)
    judgement.sound = broken_sound(stories, house.media.stalls, away)
    judgement.states = watcher.faults(away)
    judgement.states += lost_places(stories, records, away)
    judgement.states += wrong_queues(stories, records)
    judgement.states += rung_for_nobody(stories, house.consultants.rings, saboteur.away)
    judgement.states += [Fault(user, at, "was offered sound in clear") for user, at in house.consultants.in_clear]
    judgement.records = faults_of_records(stories, records, away, centre.settings.recordings, house.media.stalls)
    judgement.records += [Fault(call, 0.0, "a record of a call that nobody made") for call in strangers]
    left = await centre.left_in_asterisk()
    if left:
        await until_async(lambda: _nothing(centre.left_in_asterisk()), _CLOSING_TIME)
        left = await centre.left_in_asterisk()
    judgement.states += [Fault("Asterisk", 0.0, f"left behind: {line[:80]}") for line in left]
    judgement.stalls = sum(stall.end - stall.begin for stall in house.media.stalls)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))


async def _none(count: Awaitable[int]) -> bool:
    return await count == 0


async def _nothing(found: Awaitable[list[str]]) -> bool:
    return not await found
