/** What is done on a drawing: each a command of the graph, with a word for who cannot see it. */
import { t } from '../../words';
import { keepClip, keptClip } from '../clip';
import { freshId, type Editing } from '../editing.svelte';
import { fresh, insert, nameFor } from '../forms/settings';
import * as g from '../graph';
import { freePlace, type Rect } from '../layout';
import type { Board } from './board.svelte';
import { rectsOf } from './boxes';
import { NOTE, noteId } from './flow';

export interface Given {
  board: Board;
  /** Names of nodes. */
  selected: () => readonly string[];
  /** Ids of notes and of arrows, as they stand on the drawing. */
  notes: () => readonly string[];
  ways: () => readonly string[];
  select: (names: string[]) => void;
  open: (node: string) => void;
  goTo: (node: string, hasFocus: boolean) => Promise<void>;
  /** The middle of what is seen. */
  middle: () => g.Place;
}

/** As it is before it is drawn. */
const STEP = { width: 208, height: 128 };
const SHIFT = 40;

export class CanvasActs {
  /** What was done last. */
  said = $state('');

  constructor(private readonly given: Given) {}

  get #editing(): Editing {
    return this.given.board.editing;
  }

  /** Where there is room, near a place. */
  #room(near: g.Place, size: { width: number; height: number }): g.Place {
    const { drawn } = this.given.board;
    const taken: Rect[] = [...rectsOf(drawn.boxes, drawn.places), ...this.#editing.sheet.drawing.notes.map(({ x, y }) => ({ x, y, ...NOTE }))];
    return freePlace({ x: Math.round(near.x - size.width / 2), y: Math.round(near.y), ...size }, taken);
  }

  /** `at` null: in sight. */
  add(kind: string, at: g.Place | null = null): void {
    const editing = this.#editing;
    const name = nameFor(editing.graph, editing.kinds?.of(kind));
    const place = this.#room(at ?? this.given.middle(), STEP);
    editing.change((sheet) => g.add(sheet, name, fresh(kind), place));
    this.#made(name);
  }

  /** After an outcome. `at` null: the layout puts it below. */
  addAfter(from: string, outcome: string, kind: string, at: g.Place | null = null): void {
    const editing = this.#editing;
    const { kinds } = editing;
    if (kinds === null) return;
    const name = nameFor(editing.graph, kinds.of(kind));
    const place = at === null ? null : this.#room(at, STEP);
    editing.change((sheet) => {
      const changed = insert(sheet, kinds, from, outcome, kind, name);
      return place === null ? changed : g.move(changed, { [name]: place });
    });
    this.#made(name);
  }

  #made(name: string): void {
    this.given.select([name]);
    this.given.open(name);
    this.said = t.scenarioCanvas.said.added(name);
    void this.given.goTo(name, false); // its form has the focus
  }

  /** '' : nowhere. */
  connect(from: string, outcome: string, to: string): void {
    this.#editing.change((sheet) => g.connect(sheet, from, outcome, to || null));
  }

  start(name: string): void {
    this.#editing.change((sheet) => g.startAt(sheet, name));
  }

  /** Nodes, notes and arrows that are chosen, as one step. No question is asked: it can be taken back. */
  remove(): void {
    const { board, selected, notes, ways, select } = this.given;
    const names = [...selected()];
    const arrows = board.drawn.arrows.filter(({ id }) => ways().includes(id));
    const gone = this.#editing.sheet.drawing.notes.filter((note) => notes().includes(noteId(note)));
    if (!this.#editing.isWritable || names.length + arrows.length + gone.length === 0) return;
    this.#editing.change((sheet) => {
      let changed = arrows.reduce((before, { from, outcome }) => g.connect(before, from, outcome, null), sheet);
      changed = gone.reduce((before, note) => g.note(before, { ...note, text: '' }), changed);
      return g.remove(changed, names);
    });
    select([]);
    if (names.length > 0) this.said = t.scenarioCanvas.removed(names.length);
  }

  #clip(): g.Clip {
    const { board, selected } = this.given;
    return g.copy(this.#editing.sheet, selected(), (name) => board.drawn.places.get(name));
  }

  async copy(): Promise<void> {
    const clip = this.#clip();
    const count = Object.keys(clip.nodes).length;
    if (count === 0) return;
    this.said = t.scenarioCanvas.copied(count);
    await keepClip(clip);
  }

  async paste(): Promise<void> {
    const clip = this.#editing.isWritable ? await keptClip() : null;
    if (clip !== null) this.#paste(clip);
  }

  duplicate(): void {
    this.#paste(this.#clip());
  }

  #paste(clip: g.Clip): void {
    let names: string[] = [];
    this.#editing.change((sheet) => {
      const pasted = g.paste(sheet, clip, { x: SHIFT, y: SHIFT });
      names = pasted.names;
      return pasted.sheet;
    });
    if (names[0] === undefined) return;
    this.given.select(names);
    this.said = t.scenarioCanvas.said.pasted(names.join(', '));
    void this.given.goTo(names[0], true);
  }

  /** Of whatever is chosen, by so many pixels. Steps that follow each other quickly are one to take back. */
  move(x: number, y: number): void {
    const { board, selected, notes } = this.given;
    const nodes = selected().flatMap((name) => {
      const place = board.drawn.places.get(name);
      return place === undefined ? [] : [{ id: name, x: place.x + x, y: place.y + y }];
    });
    const moved = this.#editing.sheet.drawing.notes.flatMap((note) => {
      const id = noteId(note);
      return notes().includes(id) ? [{ id, x: note.x + x, y: note.y + y }] : [];
    });
    const all = [...nodes, ...moved];
    if (all.length > 0) board.move(all, `move:${all.map(({ id }) => id).join()}`);
  }

  /** `id` null: a new one, in sight. An empty text takes it away. */
  note(id: string | null, text: string): void {
    const before = this.#editing.sheet.drawing.notes.find((each) => each.id === id);
    const at = before ?? this.#room(this.given.middle(), NOTE);
    this.#editing.change((sheet) => g.note(sheet, { id: before?.id ?? freshId(), text: text.trim(), x: at.x, y: at.y }));
  }
}

/** The node that is nearest in a direction, by its upper left corner; null: none is there. */
export function beside(places: ReadonlyMap<string, g.Place>, from: string, { x, y }: g.Place): string | null {
  const here = places.get(from);
  if (here === undefined) return null;
  let best: string | null = null;
  let least = Infinity;
  for (const [name, place] of places) {
    const along = (place.x - here.x) * x + (place.y - here.y) * y;
    const aside = Math.abs((place.x - here.x) * y) + Math.abs((place.y - here.y) * x);
    if (name === from || along <= 0 || along + 2 * aside >= least) continue;
    best = name;
    least = along + 2 * aside;
  }
  return best;
}
