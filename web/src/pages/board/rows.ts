/** Rows and sums of the board from what is so at this moment. Pure. */
import { isConversation, meaning, stateName, type Meaning, type StateName } from '../../live/agent_states';
import type { AgentLive, OfficeFigures, QueueLive } from '../../live/protocol';
import { folded } from '../../words/folded';
import { figureOf, isShown, type Figure } from './figures';
import type { Help } from './flows';
import type { Group } from './view';

export interface QueueRow {
  office: string;
  name: string;
  waiting: number;
  /** When the first of those who wait joined. */
  oldest: string | null;
  ready: number;
  there: number;
  /** Callers wait, and nobody at work could be given them: "ready" or "there" is missing. */
  lacks: '' | 'ready' | 'there';
  /** Offices that help it at this moment, and why. */
  helpers: readonly { office: string; why: string }[];
  /** Service level: of the day, and of the last hour, by which the alarm is raised. */
  level: Figure;
  levelOfHour: Figure;
  abandoned: number | null;
  offered: number | null;
  /** Who helps it, the newest first, and how many calls of others it has answered. */
  helpedBy: Help[];
  helped: number;
}

export function queueRows(
  queues: ReadonlyMap<string, QueueLive>,
  figures: ReadonlyMap<string, OfficeFigures>,
  all: readonly Help[],
  offices: readonly string[],
  name: (office: string) => string,
): QueueRow[] {
  const rows = [...queues]
    .filter(([office]) => isShown(office, offices))
    .map(([office, queue]): QueueRow => {
      const day = figures.get(office);
      return {
        office,
        name: name(office),
        waiting: queue.waiting ?? 0,
        oldest: queue.oldest ?? null,
        ready: queue.free ?? 0,
        // As in the line above: who is logged in, also while the telephone is away.
        there: (queue.there ?? 0) + (queue.away ?? 0),
        lacks: queue.lacks ?? '',
        helpers: queue.helped_by ?? [],
        level: figureOf(day, 'service_level'),
        levelOfHour: figureOf(day, 'service_level', 'hour'),
        abandoned: figureOf(day, 'abandoned').value,
        offered: figureOf(day, 'offered').value,
        helpedBy: all.filter((help) => help.queue === office),
        helped: all.filter((help) => help.by === office).reduce((sum, help) => sum + help.day, 0),
      };
    });
  return rows.sort((a, b) => names.compare(a.name, b.name));
}

export interface AgentRow {
  id: string;
  name: string;
  office: string;
  officeName: string;
  state: StateName;
  meaning: Meaning;
  live: AgentLive;
}

/** `before`: the rows of the last time. One that has not changed stays the same object, and is not drawn again. */
export function agentRows(
  agents: ReadonlyMap<string, AgentLive>,
  offices: readonly string[],
  name: (agent: string) => string,
  officeName: (office: string) => string,
  before: ReadonlyMap<string, AgentRow> = new Map(),
): AgentRow[] {
  const rows: AgentRow[] = [];
  for (const [id, live] of agents) {
    if (!isShown(live.office, offices)) continue;
    const [ownName, office] = [name(id), officeName(live.office)];
    const known = before.get(id);
    if (known && known.live === live && known.name === ownName && known.officeName === office) rows.push(known);
    else rows.push({ id, name: ownName, office: live.office, officeName: office, state: stateName(live), meaning: meaning(live), live });
  }
  return rows.sort((a, b) => names.compare(a.officeName, b.officeName) || names.compare(a.name, b.name));
}

const names = new Intl.Collator('pl', { numeric: true });

const OF_GROUP: Readonly<Record<Exclude<Group, 'all'>, readonly Meaning[]>> = {
  there: ['ready', 'busy', 'pause', 'trouble'],
  ready: ['ready'],
  busy: ['busy'],
  away: ['pause'],
  trouble: ['trouble'],
};

export function inGroup(row: AgentRow, group: Group): boolean {
  return group === 'all' || OF_GROUP[group].includes(row.meaning);
}

/** Each word of the search stands in the name or the office, or is the id. */
export function isFound(row: AgentRow, search: string): boolean {
  const text = folded(`${row.name} ${row.officeName}`);
  return folded(search)
    .split(/\s+/)
    .every((word) => text.includes(word) || row.id === word);
}

export interface Sums {
  waiting: number;
  oldest: string | null;
  /** Where the first of those who wait is. */
  oldestOffice: string;
  talking: number;
  ready: number;
  there: number;
  byMeaning: Readonly<Record<Meaning, number>>;
}

/** The line above everything. Consultants count once, however many queues they serve. */
export function sumsOf(queues: readonly QueueRow[], agents: readonly AgentRow[]): Sums {
  const first = queues.reduce<QueueRow | null>((a, b) => (b.oldest && (!a?.oldest || b.oldest < a.oldest) ? b : a), null);
  const byMeaning = { ready: 0, busy: 0, pause: 0, trouble: 0, off: 0 };
  for (const agent of agents) byMeaning[agent.meaning] += 1;
  return {
    waiting: queues.reduce((sum, queue) => sum + queue.waiting, 0),
    oldest: first?.oldest ?? null,
    oldestOffice: first?.oldest ? first.name : '',
    talking: agents.filter((agent) => isConversation(agent.live.call)).length,
    ready: byMeaning.ready,
    there: agents.length - byMeaning.off,
    byMeaning,
  };
}
