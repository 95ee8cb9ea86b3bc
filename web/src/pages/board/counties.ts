/** What the map of counties shows of each. Pure. */
import { COUNTIES, PROVINCE_PLACE, type County } from '../../blocks/counties/lands';
import type { Alarm, QueueLive } from '../../live/protocol';

export interface Tile {
  key: string;
  office: string;
  name: string;
  row: number;
  column: number;
  /** undefined: the account does not see it. */
  queue?: QueueLive;
  isWithTown: boolean;
  alarms: readonly Alarm[];
  /** Offices that help it now, and those that it helps. */
  helpedBy: readonly string[];
  helps: readonly string[];
}

/** `province`: the code of the office of all, and what it is called. */
export function tilesOf(queues: ReadonlyMap<string, QueueLive>, alarms: readonly Alarm[], province: { office: string; name: string } | null): Tile[] {
  const helped = [...queues].flatMap(([office, queue]) => (queue.helped_by ?? []).map(({ office: by }) => ({ office, by })));
  const all: readonly County[] = province ? [...COUNTIES, { ...PROVINCE_PLACE, ...province }] : COUNTIES;
  return all.map(({ office, name, row, column, isWithTown = false }) => ({
    key: name,
    office,
    name,
    row,
    column,
    queue: queues.get(office),
    isWithTown,
    alarms: alarms.filter((alarm) => alarm.office === office),
    helpedBy: helped.filter((one) => one.office === office).map(({ by }) => by),
    helps: helped.filter((one) => one.by === office).map((one) => one.office),
  }));
}

export type Way = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';

const STEPS: Readonly<Record<Way, { x: number; y: number }>> = {
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
};

/** What can be opened: the map is one stop of the tabulator, and arrows go from one of these to another. */
export function openable(tiles: readonly Tile[]): Tile[] {
  return tiles.filter((tile) => !tile.isWithTown && tile.queue !== undefined);
}

/** The nearest one that way, straight on before aside; undefined at the edge, and for another key. */
export function nextTile(tiles: readonly Tile[], from: Tile, key: string): Tile | undefined {
  const step = STEPS[key as Way] as { x: number; y: number } | undefined;
  if (!step) return undefined;
  const far = (tile: Tile) => {
    const [x, y] = [tile.column - from.column, tile.row - from.row];
    const ahead = x * step.x + y * step.y;
    return ahead > 0 ? ahead + 2 * Math.abs(x * step.y + y * step.x) : Infinity;
  };
  return openable(tiles)
    .filter((tile) => far(tile) < Infinity)
    .sort((a, b) => far(a) - far(b))[0];
}

export interface Arrow {
  key: string;
  /** In tiles from the north-west; from the edge of the helper's tile to that of the one that is helped. */
  from: { x: number; y: number };
  to: { x: number; y: number };
}

/** So much of the way between two middles lies within the tiles. */
const WITHIN = 0.42;

export function arrowsOf(tiles: readonly Tile[]): Arrow[] {
  const places = new Map(tiles.filter((tile) => !tile.isWithTown).map((tile) => [tile.office, { x: tile.column - 0.5, y: tile.row - 0.5 }]));
  return tiles.flatMap((tile) =>
    tile.isWithTown
      ? []
      : tile.helpedBy.flatMap((by) => {
          const [a, b] = [places.get(by), places.get(tile.office)];
          if (!a || !b) return [];
          const far = Math.max(Math.abs(b.x - a.x), Math.abs(b.y - a.y));
          const cut = WITHIN / far;
          const at = (part: number) => ({ x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part });
          return [{ key: `${by}>${tile.office}`, from: at(cut), to: at(1 - cut) }];
        }),
  );
}
