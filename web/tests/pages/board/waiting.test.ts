import { describe, expect, it } from 'vitest';
import type { Alarm, DayLine, QueueLive, WaitingLive } from '../../../src/live/protocol';
import { COUNTIES } from '../../../src/blocks/counties/lands';
import { arrowsOf, nextTile, tilesOf } from '../../../src/pages/board/counties';
import { curveOf } from '../../../src/pages/board/day_curve';
import { standings, type Limit } from '../../../src/pages/board/limits';
import { askedFor, waitingRows } from '../../../src/pages/board/waiting';

const OFFICES: Record<string, string> = { '20060': 'Kolno', '20620': 'Łomża', '20000': 'WUP' };
const name = (code: string) => OFFICES[code] ?? code;
const at = (second: number) => new Date(Date.parse('2026-11-27T08:00:00Z') + second * 1000).toISOString();
const waits = (queue: string, came: number, more: Partial<WaitingLive> = {}): WaitingLive => ({
  queue,
  call: `call-${came}`,
  came: at(came),
  due: at(came),
  joined: at(came),
  ...more,
});

describe('who waits', () => {
  const queues = new Map<string, QueueLive>([
    ['20060', { waiting: 3, lacks: 'ready' }],
    ['20620', { waiting: 1 }],
  ]);
  const all = new Map([
    ['20060:b', waits('20060', 20)],
    ['20060:a', waits('20060', 10, { joined: at(32) })],
    ['20060:c', waits('20060', 30, { due: at(5) })],
    ['20620:d', waits('20620', 15)],
  ]);

  it('stands by how long, with the place in the own queue by the order of service', () => {
    const rows = waitingRows(all, queues, [], name);
    expect(rows.map(({ call, queueName, place }) => [call, queueName, place])).toEqual([
      ['call-10', 'Kolno', 2],
      ['call-15', 'Łomża', 1],
      ['call-20', 'Kolno', 3],
      ['call-30', 'Kolno', 1],
    ]);
    expect(rows.map(askedFor)).toEqual([22, 0, 0, 0]);
    expect(waitingRows(all, queues, ['20620'], name).map(({ call }) => call)).toEqual(['call-15']);
  });

  it.each<[Partial<WaitingLive>, QueueLive, string]>([
    [{ joined: undefined }, { free: 1 }, 'asked'],
    [{ is_promised: true }, { lacks: 'there' }, 'rings'],
    [{}, { lacks: 'there' }, 'there'],
    [{}, { lacks: 'ready' }, 'ready'],
    [{ stays_home: true }, { there: 1 }, 'home'],
    [{}, { there: 1 }, 'busy'],
    [{}, { free: 1 }, 'soon'],
  ])('%o in a queue %o: %s', (more, queue, why) => {
    const [row] = waitingRows(new Map([['20060:a', { ...waits('20060', 0), ...more }]]), new Map([['20060', queue]]), [], name);
    expect(row?.why).toBe(why);
  });
});

describe('the map', () => {
  const queues = new Map<string, QueueLive>([
    ['20060', { waiting: 2, helped_by: [{ office: '20620', why: '2 na 1' }] }],
    ['20620', { free: 1 }],
  ]);
  const alarm: Alarm = { kind: 'nobody_ready', office: '20060', since: at(0) };

  it('has a tile of each of the seventeen counties, none on another, and fourteen offices', () => {
    expect(COUNTIES).toHaveLength(17);
    expect(new Set(COUNTIES.map(({ row, column }) => `${row}/${column}`)).size).toBe(17);
    expect(new Set(COUNTIES.map(({ office }) => office)).size).toBe(14);
    expect(new Set(COUNTIES.filter((county) => !county.isWithTown).map(({ office }) => office)).size).toBe(14);
    expect(COUNTIES.filter((county) => county.isWithTown)).toHaveLength(3);
  });

  it('says who helps whom on both tiles, and what is out of sight', () => {
    const tiles = tilesOf(queues, [alarm], { office: '20000', name: 'WUP' });
    const tile = (office: string) => tiles.find((each) => each.office === office && !each.isWithTown);
    expect(tiles).toHaveLength(18);
    expect([tile('20060')?.helpedBy, tile('20620')?.helps, tile('20060')?.alarms]).toEqual([['20620'], ['20060'], [alarm]]);
    expect(tile('20010')?.queue).toBeUndefined();
  });

  it('is gone through by arrows, from one office that can be opened to the nearest that way', () => {
    const all = tilesOf(new Map(COUNTIES.map(({ office }) => [office, {}])), [], { office: '20000', name: 'WUP' });
    const from = (office: string, key: string) => {
      const start = all.find((each) => each.office === office && !each.isWithTown);
      return start && nextTile(all, start, key)?.name;
    };
    expect([from('20620', 'ArrowUp'), from('20620', 'ArrowDown'), from('20620', 'ArrowRight')]).toEqual(['kolneński', 'zambrowski', 'Białystok']);
    expect([from('20630', 'ArrowLeft'), from('20630', 'ArrowUp'), from('20630', 'a')]).toEqual(['grajewski', undefined, undefined]);
    const [own] = tilesOf(queues, [], null).filter((each) => each.office === '20060');
    expect(own && nextTile(tilesOf(queues, [], null), own, 'ArrowDown')?.name).toBe('Łomża');
  });

  it('draws an arrow from helper to helped, once, between their tiles', () => {
    const [arrow, ...more] = arrowsOf(tilesOf(queues, [], null));
    expect(more).toEqual([]);
    expect(arrow?.key).toBe('20620>20060');
    // From Łomża (row 4) up to Kolno (row 3), in one column.
    expect([arrow?.from.x, arrow?.to.x]).toEqual([0.5, 0.5]);
    expect(arrow?.from.y).toBeLessThan(3.5);
    expect(arrow?.to.y).toBeGreaterThan(2.5);
    expect(arrowsOf(tilesOf(new Map([['20060', { helped_by: [{ office: '29999', why: '' }] }]]), [], null))).toEqual([]);
  });
});

describe('the day as a line', () => {
  const line: DayLine = { since: at(0), calls: [0, 0, 4, 10, 0, 2], level: [null, null, 75, 40, null, 0] };

  it('begins with the first call, and is cut where nothing is to be said', () => {
    const curve = curveOf(line);
    expect(curve?.bars.map(({ height }) => height)).toEqual([40, 100, 0, 20]);
    expect(curve?.pieces).toEqual(['0.4,25 1.4,60', '3.4,100']);
    expect([curve?.calls, curve?.from, curve?.to]).toEqual([16, Date.parse(at(1800)), Date.parse(at(5400))]);
  });

  it('names the weakest quarter of more than a few callers, and how many are below the target', () => {
    const curve = curveOf(line);
    expect(curve?.worst).toEqual({ level: 40, at: Date.parse(at(2700)), until: Date.parse(at(3600)) });
    expect([curve?.below(80), curve?.below(50), curve?.below(0)]).toEqual([3, 2, 0]);
  });

  it('is none before anybody has called', () => {
    expect([curveOf(undefined), curveOf({ since: at(0) }), curveOf({ since: at(0), calls: [0], level: [null] })]).toEqual([null, null, null]);
  });
});

it('of limits the newest of an alarm, reason and office holds whose day has come', () => {
  const limit = (valid_from: string, more: Partial<Limit> = {}): Limit => ({
    kind: 'pause_long',
    reason: 'meal',
    reason_name: 'posiłek',
    office: null,
    value: 600,
    valid_from,
    changed_by: 'k',
    changed_at: at(0),
    ...more,
  });
  const rules = [
    limit('2026-11-01'),
    limit('2026-11-20'),
    limit('2026-12-01'),
    limit('2026-11-01', { office: '20060' }),
    limit('2026-11-01', { reason: 'break' }),
  ];
  expect(standings(rules, '2026-11-27')).toEqual(['over', 'inForce', 'planned', 'inForce', 'inForce']);
});
