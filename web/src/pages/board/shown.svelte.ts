/** What page and wall both show: reckoned from the mirror, for the offices of the address. */
import type { Mirror } from '../../live/mirror.svelte';
import { alarmsShown } from './alarms';
import { completeUntil, countOfAll, figureOf, figuresShown, PROVINCE, shareOfAll } from './figures';
import { helps } from './flows';
import { agentRows, queueRows, sumsOf, type AgentRow } from './rows';
import { freshness } from './staleness';
import { waitingRows } from './waiting';

export class Shown {
  readonly #mirror: Mirror;
  readonly #offices: () => readonly string[];
  readonly #agentName: (agent: string) => string;
  readonly #officeName: (office: string) => string;
  #rowsBefore: ReadonlyMap<string, AgentRow> = new Map();

  constructor(mirror: Mirror, offices: () => readonly string[], agentName: (agent: string) => string, officeName: (office: string) => string) {
    this.#mirror = mirror;
    this.#offices = offices;
    this.#agentName = agentName;
    this.#officeName = officeName;
  }

  readonly helps = $derived.by(() => helps(this.#mirror.flows, this.#offices()));
  readonly queues = $derived.by(() => queueRows(this.#mirror.queues, this.#mirror.officeFigures, this.helps, this.#offices(), this.#officeName));
  readonly waiting = $derived.by(() => waitingRows(this.#mirror.waiting, this.#mirror.queues, this.#offices(), this.#officeName));
  readonly agents = $derived.by(() => {
    const rows = agentRows(this.#mirror.agents, this.#offices(), this.#agentName, this.#officeName, this.#rowsBefore);
    this.#rowsBefore = new Map(rows.map((row) => [row.id, row]));
    return rows;
  });
  readonly sums = $derived.by(() => sumsOf(this.queues, this.agents));
  readonly #figures = $derived.by(() => figuresShown(this.#mirror.officeFigures, this.#offices()));
  readonly whole = $derived.by(() => {
    const all = (metric: string, of: 'day' | 'hour' = 'day') => this.#figures.map((each) => figureOf(each, metric, of));
    return {
      level: shareOfAll(all('service_level')),
      levelOfHour: shareOfAll(all('service_level', 'hour')),
      abandoned: countOfAll(all('abandoned')),
      offered: countOfAll(all('offered')),
    };
  });
  /** Of one office that is chosen its own, else the province's, which only who sees all of it has. */
  readonly #place = $derived.by(() => (this.#offices().length === 1 ? (this.#offices()[0] ?? PROVINCE) : this.#only));
  readonly #only = $derived.by(() => {
    const own = [...this.#mirror.limits.keys()].filter((office) => office !== PROVINCE);
    return own.length === 1 ? (own[0] ?? PROVINCE) : PROVINCE;
  });
  readonly line = $derived.by(() => this.#mirror.dayLines.get(this.#place));
  readonly limits = $derived.by(() => this.#mirror.limits.get(this.#place));
  readonly until = $derived.by(() => completeUntil(this.#figures));
  readonly alarms = $derived.by(() => alarmsShown(this.#mirror.alarms.values(), this.#offices()));
  readonly freshness = $derived.by(() => freshness(this.#mirror.age, this.#mirror.isConnected, this.#mirror.isFresh));
  /** Those that the account may see at all. */
  readonly seen = $derived.by(() =>
    [...this.#mirror.queues.keys()].map((code) => ({ code, name: this.#officeName(code) })).sort((a, b) => a.name.localeCompare(b.name, 'pl')),
  );
}
