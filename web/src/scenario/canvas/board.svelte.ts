/**
 * What a drawing shows beside the scenario itself: which sub-scenarios are opened, whether rare ways are seen, where the nodes
 * stand that no person has placed, who is lit. Nodes and arrows read from it by name, so a change draws again what it touches.
 */
import { getContext, setContext, untrack } from 'svelte';
import { t } from '../../words';
import type { Editing } from '../editing.svelte';
import * as g from '../graph';
import type { Kinds } from '../kinds';
import { layout } from '../layout';
import { edgeKey, type EdgeHeat, type Heat, type NodeHeat } from '../overlay/heat';
import { familyOf } from './families';
import { boxesOf, linesOf, waysOf, type Arrow, type Box, type Drawn, type Shown } from './boxes';

export type Mark = 'added' | 'removed' | 'changed' | 'moved';

/** As the page gives it. */
export interface Lights {
  selected: readonly string[];
  lit: readonly string[];
  here: string | null;
  marks: ReadonlyMap<string, Mark>;
  heat: Heat | null;
  bare: ReadonlySet<string>;
  who: readonly { node: string; name: string }[];
}

const KEPT = 's724.scenario.rare';
const KEY = Symbol();

export class Board {
  opened = $state.raw<ReadonlySet<string>>(new Set());
  #isRareShown = $state(kept());
  #again = $state(0);
  /** Where the nodes stand that nobody has placed: while one draws, they do not jump. */
  #standing = new Map<string, g.Place>();
  #standsFor = '';

  constructor(
    readonly editing: Editing,
    readonly lights: () => Lights,
  ) {}

  readonly #parts = $derived.by(() => this.#boxes());
  readonly drawn: Drawn = $derived.by(() => this.#layout());
  readonly byName: ReadonlyMap<string, Box> = $derived(new Map(this.drawn.boxes.map((box) => [box.name, box])));
  readonly #counts = $derived.by(() => {
    const counts = new Map<string, { errors: number; warnings: number }>();
    for (const { node, severity } of this.editing.findings) {
      if (node === null) continue;
      const count = counts.get(node) ?? { errors: 0, warnings: 0 };
      count[severity === 'error' ? 'errors' : 'warnings'] += 1;
      counts.set(node, count);
    }
    return counts;
  });
  /** Of a path, each node with the numbers of its steps; a sub-scenario that is closed stands for what is in it. */
  readonly #steps = $derived.by(() => {
    const steps = new Map<string, number[]>();
    let last = '';
    for (const [n, path] of this.lights().lit.entries()) {
      for (const shown of new Set([path, path.split('/')[0] as string])) {
        if (shown !== path && shown === last) continue;
        steps.set(shown, [...(steps.get(shown) ?? []), n + 1]);
      }
      last = path.split('/')[0] as string;
    }
    return steps;
  });
  readonly #walked = $derived.by(() => {
    const { lit } = this.lights();
    const pairs = new Set<string>();
    for (const path of [lit, lit.map((each) => each.split('/')[0] as string)]) {
      for (const [n, to] of path.entries()) if (n > 0 && path[n - 1] !== to) pairs.add(`${path[n - 1] as string}>${to}`);
    }
    return pairs;
  });

  get isRareShown(): boolean {
    return this.#isRareShown;
  }

  set isRareShown(is: boolean) {
    this.#isRareShown = is;
    this.#standing.clear();
    try {
      sessionStorage.setItem(KEPT, String(is));
    } catch {
      // a browser that keeps nothing
    }
  }

  /** A sub-scenario in place of its node, or back. */
  open(name: string, isOpen: boolean): void {
    const opened = new Set(this.opened);
    if (isOpen) opened.add(name);
    else opened.delete(name);
    this.#standing.clear();
    this.opened = opened;
  }

  /** As one step that can be taken back: what a person has placed goes where the layout puts it. */
  layOut(names: readonly string[] | null): void {
    const placed = this.editing.sheet.drawing.places;
    const free = Object.keys(placed).filter((name) => names === null || names.includes(name));
    if (names === null) this.#standing.clear();
    else for (const name of names) this.#standing.delete(name);
    if (free.length > 0) this.editing.change((sheet) => g.move(sheet, Object.fromEntries(free.map((name) => [name, null]))));
    this.#again += 1;
  }

  /** Nodes and notes, by their ids on the drawing, as one step; `kind` as `Editing.change` takes it. */
  move(moved: readonly { id: string; x: number; y: number }[], kind: string | null = null): void {
    this.editing.change((sheet) => {
      const nodes = moved.filter(({ id }) => id in sheet.graph.nodes);
      const places = Object.fromEntries(nodes.map(({ id, x, y }) => [id, { x, y }]));
      let changed = nodes.length > 0 ? g.move(sheet, places) : sheet;
      for (const note of sheet.drawing.notes) {
        const to = moved.find(({ id }) => id === `note:${note.id}`);
        if (to) changed = g.note(changed, { ...note, x: to.x, y: to.y });
      }
      return changed;
    }, kind);
  }

  counts(name: string): { errors: number; warnings: number } {
    return this.#counts.get(name) ?? NOTHING;
  }

  steps(path: string): readonly number[] {
    return this.#steps.get(path) ?? NONE;
  }

  isHere(path: string): boolean {
    const { here } = this.lights();
    return here !== null && (here === path || (here.startsWith(`${path}/`) && !this.opened.has(path)));
  }

  isWalked(from: string, to: string): boolean {
    return this.#walked.has(`${from}>${to}`);
  }

  heat(path: string): NodeHeat | null {
    return this.lights().heat?.nodes.get(path) ?? null;
  }

  wayHeat(from: string, to: string): EdgeHeat | null {
    return this.lights().heat?.edges.get(edgeKey(from, to)) ?? null;
  }

  /** No test case walks it. */
  isBare(from: string, to: string): boolean {
    return this.lights().bare.has(edgeKey(from, to));
  }

  /** Names of those who look at it, but oneself. */
  who(name: string): string {
    return this.lights()
      .who.filter(({ node }) => node === name)
      .map((each) => each.name)
      .join(', ');
  }

  /** Every outcome of a node with its label, also those that are not shown. */
  allWays(name: string): { outcome: string; label: string }[] {
    const { graph, kinds } = this.editing;
    const node = graph.nodes[name];
    return node === undefined || kinds === null ? [] : waysOf(node, this.#shown(kinds));
  }

  hasInside(node: g.GraphNode): boolean {
    return this.editing.kinds?.of(node.kind)?.has_ends === true && typeof node.settings?.scenario === 'string';
  }

  /** Classes of a node. */
  looks(path: string, isInner: boolean): string {
    const box = isInner ? undefined : this.byName.get(path);
    const kind = box === undefined ? undefined : this.editing.kinds?.of(box.node.kind);
    const classes: string[] = [box === undefined ? 'plain' : familyOf(kind).colour];
    const mark = isInner ? undefined : this.lights().marks.get(path);
    if (mark !== undefined) classes.push(mark);
    if (this.steps(path).length > 0) classes.push('lit');
    if (this.isHere(path)) classes.push('here');
    const heat = this.heat(path);
    if (heat !== null) classes.push(`heat-${heat.heat}`);
    return classes.join(' ');
  }

  /** The first words that are heard in it. */
  heard(node: g.GraphNode): string {
    for (const value of Object.values(node.settings ?? {})) {
      const words = this.#spoken(value);
      if (words !== '') return words;
    }
    return '';
  }

  #spoken(value: unknown): string {
    if (typeof value === 'string') return this.editing.spoken(value);
    if (!Array.isArray(value)) return '';
    return value.map((each) => (typeof each === 'string' ? this.editing.spoken(each) : '')).find((words) => words !== '') ?? '';
  }

  #shown(kinds: Kinds): Shown {
    return {
      kinds,
      called: (scenario) => this.editing.called(scenario),
      words: t.scenarioCanvas.ways,
      isRareShown: this.#isRareShown,
      opened: this.opened,
    };
  }

  /** Boxes that are as they were stay the same objects. */
  #boxes(): { boxes: Box[]; arrows: Arrow[]; lines: ReturnType<typeof linesOf> } {
    const { graph, kinds } = this.editing;
    if (kinds === null) return { boxes: [], arrows: [], lines: [] };
    const { boxes, arrows } = boxesOf(graph, this.#shown(kinds));
    const before = this.#before;
    this.#before = new Map(boxes.map((box) => [box.name, same(before.get(box.name), box)]));
    return { boxes: [...this.#before.values()], arrows, lines: linesOf(graph) };
  }

  #before: ReadonlyMap<string, Box> = new Map();

  #layout(): Drawn {
    const { boxes, arrows, lines } = this.#parts;
    const { graph, sheet } = this.editing;
    void this.#again;
    return untrack(() => {
      if (this.#standsFor !== graph.name) this.#standing.clear();
      this.#standsFor = graph.name;
      const places = layout(boxes, lines, { placed: sheet.drawing.places, standing: this.#standing });
      for (const [name, place] of places) if (!(name in sheet.drawing.places)) this.#standing.set(name, place);
      return { boxes, arrows, places };
    });
  }
}

const NOTHING = { errors: 0, warnings: 0 };
const NONE: readonly number[] = [];

function same(before: Box | undefined, box: Box): Box {
  if (before?.node !== box.node || before.width !== box.width || before.height !== box.height || before.hidden !== box.hidden) return box;
  if (before.inside !== null || box.inside !== null || before.ways.length !== box.ways.length) return box;
  return before.ways.every((way, n) => way.outcome === box.ways[n]?.outcome && way.label === box.ways[n].label) ? before : box;
}

function kept(): boolean {
  try {
    return sessionStorage.getItem(KEPT) === 'true';
  } catch {
    return false;
  }
}

export const putBoard = (board: Board): Board => setContext(KEY, board);
export const getBoard = (): Board => getContext<Board>(KEY);
