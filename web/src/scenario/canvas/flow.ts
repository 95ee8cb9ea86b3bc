/** A drawing as xyflow takes it. What has not changed is the very same object: xyflow then draws nothing of it again. */
import { Position, type Edge, type Node } from '@xyflow/svelte';
import type { Note, Place } from '../graph';
import type { Arrow, Box, Drawn } from './boxes';

/** The whole drawing is seen above its tools and the small map. */
export const WHOLE = { padding: { top: '24px', left: '24px', right: '24px', bottom: '136px' }, maxZoom: 1 } as const;

export interface StepData extends Record<string, unknown> {
  /** „outer/inner” within a sub-scenario. */
  path: string;
  box: Box;
  isStart: boolean;
  isInner: boolean;
}

export interface NoteData extends Record<string, unknown> {
  note: Note;
}

export type StepNode = Node<StepData, 'step' | 'frame'>;
export type NoteNode = Node<NoteData, 'note'>;
export type FlowNode = StepNode | NoteNode;

export interface WayData extends Record<string, unknown> {
  from: string;
  to: string;
  label: string;
}

export type Way = Edge<WayData, 'way'>;

/** What people and screen readers are told. */
export interface FlowWords {
  step: (box: Box) => string;
  stepRole: string;
  note: (text: string) => string;
  noteRole: string;
  way: (arrow: Arrow) => string;
  wayRole: string;
}

export const NOTE = { width: 200, height: 96 };
export const noteId = (note: Note): string => `note:${note.id}`;

export class Flow {
  #nodes: ReadonlyMap<string, FlowNode> = new Map();
  #ways: ReadonlyMap<string, Way> = new Map();

  nodes(drawn: Drawn, start: string, notes: readonly Note[], selected: ReadonlySet<string>, words: FlowWords): FlowNode[] {
    const next = new Map<string, FlowNode>();
    const put = (node: FlowNode) => next.set(node.id, this.#same(node));
    for (const box of drawn.boxes) {
      const place = drawn.places.get(box.name);
      if (place === undefined) continue;
      put(stepOf(box, place, { path: box.name, box, isStart: box.name === start, isInner: false }, selected.has(box.name), words));
      for (const inner of box.inside?.boxes ?? []) {
        const path = `${box.name}/${inner.name}`;
        const at = box.inside?.places.get(inner.name) as Place;
        const node = stepOf(inner, at, { path, box: inner, isStart: false, isInner: true }, false, words);
        put({ ...node, id: path, parentId: box.name, draggable: false, connectable: false, selectable: false });
      }
    }
    for (const note of notes) put(noteOf(note, selected.has(noteId(note)), words));
    this.#nodes = next;
    return [...next.values()];
  }

  ways(drawn: Drawn, selected: ReadonlySet<string>, words: FlowWords): Way[] {
    const next = new Map<string, Way>();
    const put = (arrow: Arrow, prefix: string) => {
      const id = prefix + arrow.id;
      const before = this.#ways.get(id);
      const isSelected = selected.has(id);
      const from = prefix + arrow.from;
      const to = prefix + arrow.to;
      if (before?.source === from && before.target === to && before.data?.label === arrow.label && before.selected === isSelected) next.set(id, before);
      else next.set(id, wayOf(id, from, to, arrow, isSelected, prefix !== '', words));
    };
    for (const arrow of drawn.arrows) put(arrow, '');
    for (const box of drawn.boxes) for (const arrow of box.inside?.arrows ?? []) put(arrow, `${box.name}/`);
    this.#ways = next;
    return [...next.values()];
  }

  #same(node: FlowNode): FlowNode {
    const before = this.#nodes.get(node.id);
    if (before === undefined || before.type !== node.type || before.selected !== node.selected) return node;
    if (before.position.x !== node.position.x || before.position.y !== node.position.y || before.ariaLabel !== node.ariaLabel) return node;
    if (before.type === 'note') return before.data.note === (node as NoteNode).data.note ? before : node;
    const { box, isStart } = node.data as StepData;
    return before.data.box === box && before.data.isStart === isStart ? before : node;
  }
}

function stepOf(box: Box, position: Place, data: StepData, selected: boolean, words: FlowWords): StepNode {
  const { width, height } = box;
  const handle = { width: 1, height: 1 };
  return {
    id: data.path,
    type: box.inside === null ? 'step' : 'frame',
    position,
    data,
    selected,
    width,
    height,
    // Known before it is drawn: nothing waits for the browser to measure it.
    measured: { width, height },
    handles: [
      { ...handle, id: 'in', type: 'target', position: Position.Top, x: width / 2, y: 0 },
      ...box.ways.map(({ outcome, x }) => ({ ...handle, id: outcome, type: 'source' as const, position: Position.Bottom, x, y: height - 1 })),
    ],
    ariaLabel: words.step(box),
    domAttributes: { 'aria-roledescription': words.stepRole },
  };
}

function noteOf(note: Note, selected: boolean, words: FlowWords): NoteNode {
  return {
    id: noteId(note),
    type: 'note',
    position: { x: note.x, y: note.y },
    data: { note },
    selected,
    connectable: false,
    ...NOTE,
    measured: NOTE,
    handles: [],
    ariaLabel: words.note(note.text),
    domAttributes: { 'aria-roledescription': words.noteRole },
  };
}

function wayOf(id: string, source: string, target: string, arrow: Arrow, selected: boolean, isInner: boolean, words: FlowWords): Way {
  return {
    id,
    type: 'way',
    source,
    target,
    sourceHandle: arrow.outcome,
    targetHandle: 'in',
    selected,
    selectable: !isInner,
    data: { from: source, to: target, label: arrow.label },
    ariaLabel: words.way(arrow),
    domAttributes: { 'aria-roledescription': words.wayRole },
  };
}
