/** What page and wall both show: reckoned from the mirror, for the offices of the address. */
import type { Mirror } from '../../live/mirror.svelte';
import { alarmsShown } from './alarms';
import { completeUntil, countOfAll, figureOf, figuresShown, shareOfAll } from './figures';
import { helps } from './flows';
import { agentRows, queueRows, sumsOf, type AgentRow } from './rows';
import { freshness } from './staleness';

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
  readonly until = $derived.by(() => completeUntil(this.#figures));
  readonly alarms = $derived.by(() => alarmsShown(this.#mirror.alarms.values(), this.#offices()));
  readonly freshness = $derived.by(() => freshness(this.#mirror.age, this.#mirror.isConnected, this.#mirror.isFresh));
  /** Those that the account may see at all. */
  readonly seen = $derived.by(() =>
    [...this.#mirror.queues.keys()].map((code) => ({ code, name: this.#officeName(code) })).sort((a, b) => a.name.localeCompare(b.name, 'pl')),
  );
}
