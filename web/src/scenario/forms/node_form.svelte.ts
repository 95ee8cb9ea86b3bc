/** The form of one node: what its fields read and change of the scenario that is open. */
import { createContext } from 'svelte';
import type { Hearing } from '../../blocks/hearing/hearing.svelte';
import type { Names } from '../../data/names.svelte';
import type { Editing } from '../editing.svelte';
import * as g from '../graph';
import type { GraphNode } from '../graph';
import type { Kind, Kinds, Outcome } from '../kinds';
import type { Finding } from '../scenario_api';
import { wordsOf } from './finding_words';
import type { Choice, Lists } from './lists.svelte';
import { insert, nameFor, variablesOf, withSetting, type Renamed } from './settings';

const OFFICE = 'urzad'; // the one fact that may stand where a variable is read

export class NodeForm {
  readonly #prompts: readonly Choice[] = $derived.by(() =>
    [...this.editing.prompts.values()].map(({ id, purpose }) => ({ value: id, label: `${id} · ${purpose}` })),
  );

  constructor(
    readonly editing: Editing,
    private readonly name: () => string,
    readonly kinds: Kinds,
    readonly lists: Lists,
    readonly names: Names,
    readonly hearing: Hearing,
    /** Another node is shown. */
    readonly goTo: (node: string) => void,
    /** The node that is shown is called otherwise now. */
    private readonly renamed: (node: string) => void,
  ) {}

  /** The name that this form has given last: its fields stay as they are then. */
  given = '';

  follow(name: string): void {
    this.given = name;
    this.renamed(name);
  }

  get node(): string {
    return this.name();
  }

  get isWritable(): boolean {
    return this.editing.isWritable;
  }

  get it(): GraphNode {
    return this.editing.graph.nodes[this.node] ?? { kind: '' };
  }

  get kind(): Kind | undefined {
    return this.kinds.of(this.it.kind);
  }

  get outcomes(): Outcome[] {
    return this.kinds.outcomes(this.it, (scenario) => this.editing.called(scenario));
  }

  /** What the server says of this node. */
  get findings(): Finding[] {
    return this.editing.findings.filter(({ node }) => node === this.node);
  }

  /** The same in the words of the form: without the node's name, with the titles of settings and ways. */
  wordsOf(finding: Finding): string {
    return wordsOf(finding, this.kind, this.outcomes);
  }

  /** What is said of a way; empty: nothing. */
  findingOf(outcome: string): string {
    const found = this.findings.find((each) => each.outcome === outcome);
    return found === undefined ? '' : this.wordsOf(found);
  }

  /** What is said of a setting; empty: nothing. */
  findingAt(setting: string): string {
    const found = this.findings.find((each) => each.setting === setting);
    return found === undefined ? '' : this.wordsOf(found);
  }

  get variables(): string[] {
    return variablesOf(this.editing.graph, this.kinds);
  }

  /** As usual again: a step of its own, however quickly it follows. */
  restore(setting: string): void {
    this.#put(setting, undefined, null);
  }

  set(setting: string, value: unknown, renamed?: Renamed): void {
    this.#put(setting, value, `set:${this.node}:${setting}`, renamed);
  }

  #put(setting: string, value: unknown, step: string | null, renamed?: Renamed): void {
    const { node, kinds } = this;
    this.editing.change((sheet) => {
      const now = sheet.graph.nodes[node];
      return now === undefined ? sheet : g.replace(sheet, node, withSetting(now, kinds, setting, value, renamed));
    }, step);
  }

  /** `to` empty: nowhere. */
  connect(outcome: string, to: string): void {
    const { node } = this;
    this.editing.change((sheet) => g.connect(sheet, node, outcome, to || null));
  }

  /** A new node of a kind, to which the outcome leads. */
  connectNew(outcome: string, kind: string): string {
    const { node, kinds } = this;
    const name = nameFor(this.editing.graph, kinds.of(kind));
    this.editing.change((sheet) => insert(sheet, kinds, node, outcome, kind, name));
    return name;
  }

  /** From what a setting is chosen; null: it is typed. */
  choices(means: string): readonly Choice[] | null {
    switch (means) {
      case 'prompt':
        return this.#prompts;
      case 'office':
        return this.names.officeChoices();
      case 'topic':
        return this.names.topicChoices();
      case 'transfer_target':
        return this.lists.targets;
      case 'scenario':
        return this.lists.scenarios.filter(({ value }) => value !== this.editing.name);
      case 'known':
        return [...this.variables, OFFICE].map((value) => ({ value, label: value }));
      default:
        return null;
    }
  }
}

/** Of the form around; in any of its fields. */
export const [getForm, setForm] = createContext<NodeForm>();
