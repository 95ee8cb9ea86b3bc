/** The counties of Podlaskie as they lie, and whose office serves each. Pure. */
import type { Alarm, QueueLive } from '../../live/protocol';

export interface County {
  /** Of the office that serves it. */
  office: string;
  name: string;
  /** From the north-west, 1 on. */
  row: number;
  column: number;
  /** Its figures stand in the tile of the town in which the office has its seat. */
  isWithTown?: boolean;
}

export const ROWS = 6;
export const COLUMNS = 4;

/** The province's office answers for all of it. */
export const PROVINCE_PLACE = { row: 6, column: 1 };

/** From north to south, as it is read. */
export const COUNTIES: readonly County[] = [
  { office: '20630', name: 'suwalski', row: 1, column: 2, isWithTown: true },
  { office: '20630', name: 'Suwałki', row: 1, column: 3 },
  { office: '20090', name: 'sejneński', row: 1, column: 4 },
  { office: '20040', name: 'grajewski', row: 2, column: 2 },
  { office: '20010', name: 'augustowski', row: 2, column: 3 },
  { office: '20060', name: 'kolneński', row: 3, column: 1 },
  { office: '20080', name: 'moniecki', row: 3, column: 3 },
  { office: '20110', name: 'sokólski', row: 3, column: 4 },
  { office: '20620', name: 'Łomża', row: 4, column: 1 },
  { office: '20620', name: 'łomżyński', row: 4, column: 2, isWithTown: true },
  { office: '20610', name: 'białostocki', row: 4, column: 3, isWithTown: true },
  { office: '20610', name: 'Białystok', row: 4, column: 4 },
  { office: '20140', name: 'zambrowski', row: 5, column: 1 },
  { office: '20130', name: 'wysokomazowiecki', row: 5, column: 2 },
  { office: '20030', name: 'bielski', row: 5, column: 3 },
  { office: '20050', name: 'hajnowski', row: 5, column: 4 },
  { office: '20100', name: 'siemiatycki', row: 6, column: 3 },
];

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
