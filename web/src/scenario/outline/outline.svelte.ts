/** What is done in the list of a scenario, and what is said of it. */
import { tick } from 'svelte';
import { keepClip, keptClip } from '../clip';
import type { Editing } from '../editing.svelte';
import * as g from '../graph';
import type { Kinds } from '../kinds';
import { fresh, insert, nameFor } from '../forms/settings';
import { t } from '../../words';

export interface Given {
  editing: Editing;
  kinds: Kinds;
  selected: () => readonly string[];
  select: (names: string[]) => void;
  open: (node: string) => void;
  /** The place of the list in the page. */
  box: () => HTMLElement | undefined;
  /** The nodes as they stand in the list. */
  order: () => readonly string[];
}

export class OutlineActs {
  /** What was done last, for who cannot see it. */
  said = $state('');

  constructor(private readonly given: Given) {}

  /** The names that an act at `node` is for: all that are chosen, if it is one of them. */
  #of(node: string): readonly string[] {
    const selected = this.given.selected();
    return selected.includes(node) ? selected : [node];
  }

  get #w() {
    return t.scenario_outline.said;
  }

  /** A node that nothing leads to yet; the first one is the start. */
  add(kind: string): void {
    const { editing, kinds } = this.given;
    const name = nameFor(editing.graph, kinds.of(kind));
    editing.change((sheet) => g.add(sheet, name, fresh(kind)));
    this.#made(name);
  }

  /** A node behind an outcome. */
  addAt(from: string, outcome: string, kind: string): void {
    const { editing, kinds } = this.given;
    const name = nameFor(editing.graph, kinds.of(kind));
    editing.change((sheet) => insert(sheet, kinds, from, outcome, kind, name));
    this.#made(name);
  }

  #made(name: string): void {
    this.given.open(name);
    this.said = this.#w.added(name);
    void this.focus(name);
  }

  connect(from: string, outcome: string, label: string, to: string): void {
    this.given.editing.change((sheet) => g.connect(sheet, from, outcome, to || null));
    this.said = to ? this.#w.connected(label, to) : this.#w.disconnected(label);
  }

  start(node: string): void {
    this.given.editing.change((sheet) => g.startAt(sheet, node));
  }

  duplicate(node: string): void {
    const { editing } = this.given;
    this.#paste(g.copy(editing.sheet, this.#of(node), (name) => editing.sheet.drawing.places[name]));
  }

  async copy(node: string): Promise<void> {
    const { editing } = this.given;
    const clip = g.copy(editing.sheet, this.#of(node), (name) => editing.sheet.drawing.places[name]);
    this.said = this.#w.copied(Object.keys(clip.nodes).length);
    await keepClip(clip);
  }

  async paste(): Promise<void> {
    const clip = await keptClip();
    if (clip === null) this.said = this.#w.nothing;
    else this.#paste(clip);
  }

  #paste(clip: g.Clip): void {
    const { editing, select } = this.given;
    let names: readonly string[] = [];
    editing.change((sheet) => {
      const pasted = g.paste(sheet, clip);
      names = pasted.names;
      return pasted.sheet;
    });
    if (names[0] === undefined) return;
    select([...names]);
    this.said = this.#w.pasted(names.join(', '));
    void this.focus(names[0]);
  }

  /** No question is asked: it can be taken back. The focus goes to what stands next. */
  remove(node: string): void {
    const { editing, select, order } = this.given;
    if (!editing.isWritable) return;
    const gone = this.#of(node);
    const names = order();
    const next = names.slice(names.indexOf(node)).find((name) => !gone.includes(name)) ?? names.findLast((name) => !gone.includes(name));
    editing.change((sheet) => g.remove(sheet, gone));
    select([]);
    this.said = this.#w.removed(gone.join(', '));
    if (next !== undefined) void this.focus(next);
  }

  async focus(node: string): Promise<void> {
    await tick();
    const button = [...(this.given.box()?.querySelectorAll<HTMLElement>('[data-node]') ?? [])].find((each) => each.dataset.node === node);
    button?.focus();
    button?.scrollIntoView({ block: 'nearest' });
  }
}
