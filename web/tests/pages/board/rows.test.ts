import { describe, expect, it } from 'vitest';
import { age, completeUntil, countOfAll, figureOf, figuresShown, percent, shareOfAll } from '../../../src/pages/board/figures';
import { helps, matrixOf } from '../../../src/pages/board/flows';
import { agentRows, inGroup, isFound, queueRows, sumsOf } from '../../../src/pages/board/rows';
import type { AgentLive, BoardFigure, Flow, OfficeFigures, QueueLive } from '../../../src/live/protocol';

const OFFICES: Record<string, string> = { '20060': 'Kolno', '20620': 'Łomża', '20610': 'Białystok' };
const officeName = (code: string) => OFFICES[code] ?? code;
const agentName = (id: string) => `Konsultant ${id.slice(7)} (${officeName(id.slice(1, 6))})`;

function day(figures: Record<string, BoardFigure>, until = '2026-11-27T08:41:00Z'): OfficeFigures {
  const window = { since: '2026-11-27T08:00:00Z', figures };
  return { complete_until: until, facts_to: 7, now: window, hour: { ...window, figures: {} }, day: window };
}

const agent = (office: string, state: string, more: Partial<AgentLive> = {}): AgentLive => ({ office, state, since: '2026-11-27T08:00:00Z', ...more });
const talk = (phase: 'talking' | 'offered' | 'held') => ({ id: 'call-1', phase, since: '2026-11-27T08:10:00Z' });

const agents = new Map<string, AgentLive>([
  ['k20060-2', agent('20060', 'talking', { call: talk('talking') })],
  ['k20060-10', agent('20060', 'available')],
  ['k20060-1', agent('20060', 'available', { trouble: 'no_telephone' })],
  ['k20620-1', agent('20620', 'paused')],
  ['k20620-2', agent('20620', 'offline')],
  ['k20620-3', agent('20620', 'ringing', { call: talk('offered') })],
]);

describe('consultants', () => {
  const rows = agentRows(agents, [], agentName, officeName);
  it('stand by office, and in the order of their numbers', () => {
    expect(rows.map((row) => row.name)).toEqual([
      'Konsultant 1 (Kolno)',
      'Konsultant 2 (Kolno)',
      'Konsultant 10 (Kolno)',
      'Konsultant 1 (Łomża)',
      'Konsultant 2 (Łomża)',
      'Konsultant 3 (Łomża)',
    ]);
    expect(agentRows(agents, ['20620'], agentName, officeName).map((row) => row.office)).toEqual(['20620', '20620', '20620']);
  });

  it('who has not changed is the same object as before, so that it is not drawn again', () => {
    const before = new Map(rows.map((row) => [row.id, row]));
    const changed = new Map(agents).set('k20620-1', agent('20620', 'available'));
    const again = agentRows(changed, [], agentName, officeName, before);
    expect(again.filter((row) => before.get(row.id) !== row).map((row) => [row.id, row.meaning])).toEqual([['k20620-1', 'ready']]);
    expect(agentRows(agents, [], (id) => id, officeName, before).some((row) => before.get(row.id) === row)).toBe(false);
  });

  it('are found by any part of name and office, without diacritics', () => {
    const found = (search: string) => rows.filter((row) => isFound(row, search)).map((row) => row.id);
    expect(found('lomza')).toEqual(['k20620-1', 'k20620-2', 'k20620-3']);
    expect(found('KONSULTANT 2  łom')).toEqual(['k20620-2']);
    expect(found('')).toHaveLength(6);
    expect(found('nikt')).toEqual([]);
  });

  it('belong to the groups by what their state means', () => {
    const ids = (group: Parameters<typeof inGroup>[1]) =>
      rows
        .filter((row) => inGroup(row, group))
        .map((row) => row.id)
        .sort();
    expect(ids('there')).toHaveLength(5);
    expect(ids('all')).toHaveLength(6);
    expect(ids('ready')).toEqual(['k20060-10']);
    expect(ids('busy')).toEqual(['k20060-2', 'k20620-3']);
    expect(ids('away')).toEqual(['k20620-1']);
    expect(ids('trouble')).toEqual(['k20060-1']);
  });
});

const queues = new Map<string, QueueLive>([
  ['20620', { waiting: 2, oldest: '2026-11-27T08:40:00Z', free: 1, there: 3 }],
  ['20060', { waiting: 1, oldest: '2026-11-27T08:38:30Z', there: 1, away: 1 }],
  ['20610', {}],
]);
const flows = new Map<string, Flow>([
  ['20060>20620', { day: 12, hour: 2, last: '2026-11-27T08:38:00Z' }],
  ['20610>20620', { day: 3, last: '2026-11-27T08:39:00Z' }],
  ['20620>20620', { day: 90 }],
  ['20620>20060', { day: 0 }],
]);
const figures = new Map([
  ['*', day({ service_level: [80, 10], abandoned: [2, 10], offered: [10, 10] })],
  ['20060', day({ service_level: [75, 4], abandoned: [1, 4], offered: [4, 4] }, '2026-11-27T08:40:00Z')],
  ['20620', day({ service_level: [83.3333333, 6], abandoned: [1, 6], offered: [6, 6] })],
]);

describe('queues', () => {
  it('stand by name, with what is live, the figures of the day, and who helps', () => {
    const all = helps(flows, []);
    const rows = queueRows(queues, figures, all, [], officeName);
    expect(rows.map((row) => row.name)).toEqual(['Białystok', 'Kolno', 'Łomża']);
    expect(rows[1]).toMatchObject({
      waiting: 1,
      ready: 0,
      there: 2,
      level: { value: 75, n: 4 },
      levelOfHour: { value: null, n: 0 },
      abandoned: 1,
      offered: 4,
      helped: 0,
    });
    expect(rows[1]?.helpedBy.map((help) => help.by)).toEqual(['20620']);
    expect(rows[2]?.helped).toBe(15);
    expect(rows[0]).toMatchObject({ waiting: 0, oldest: null, level: { value: null, n: 0 }, abandoned: null });
  });

  it('are summed up: the first of all who wait, and each consultant once', () => {
    const rows = queueRows(queues, figures, [], [], officeName);
    expect(sumsOf(rows, agentRows(agents, [], agentName, officeName))).toEqual({
      waiting: 3,
      oldest: '2026-11-27T08:38:30Z',
      oldestOffice: 'Kolno',
      talking: 1,
      ready: 1,
      there: 5,
      byMeaning: { ready: 1, busy: 2, pause: 1, trouble: 1, off: 1 },
    });
    expect(sumsOf([], [])).toMatchObject({ waiting: 0, oldest: null, oldestOffice: '' });
  });
});

describe('figures of several offices', () => {
  it('are those of the province where nothing is left out, else of each office', () => {
    expect(figuresShown(figures, [])).toEqual([figures.get('*')]);
    expect(figuresShown(figures, ['20060'])).toEqual([figures.get('20060')]);
    const own = new Map([...figures].filter(([office]) => office !== '*'));
    expect(figuresShown(own, [])).toHaveLength(2);
  });

  it('a share counts cases, not offices', () => {
    const parts = figuresShown(figures, ['20060', '20620']).map((each) => figureOf(each, 'service_level'));
    expect(shareOfAll(parts)).toEqual({ value: 80, n: 10 });
    expect(shareOfAll([{ value: null, n: 0 }])).toEqual({ value: null, n: 0 });
  });

  it('a count is a sum, and unknown only where nothing is known', () => {
    expect(
      countOfAll([
        { value: 1, n: 4 },
        { value: null, n: 0 },
        { value: 2, n: 6 },
      ]),
    ).toBe(3);
    expect(countOfAll([{ value: null, n: 0 }])).toBeNull();
  });

  it('are complete until the earliest of them', () => {
    expect(completeUntil([...figures.values()])).toBe('2026-11-27T08:40:00Z');
    expect(completeUntil([])).toBeNull();
  });

  it('are written as people write them', () => {
    expect([percent(86), percent(86.27), percent(81.25), percent(100), percent(0)]).toEqual(['86 %', '86,3 %', '81,3 %', '100 %', '0 %']);
    expect([age(0.43), age(2.96), age(12.7), age(-1)]).toEqual(['0,4 s', '3,0 s', '12 s', '0,0 s']);
  });
});

describe('flows', () => {
  it('what an office answers for itself is no help; the newest stands first', () => {
    expect(helps(flows, []).map(({ queue, by, day: calls }) => [queue, by, calls])).toEqual([
      ['20610', '20620', 3],
      ['20060', '20620', 12],
    ]);
    expect(helps(flows, ['20060']).map((help) => help.queue)).toEqual(['20060']);
    expect(helps(flows, ['20620'])).toHaveLength(2);
  });

  it('make a table of those who give and take, with sums and shades', () => {
    const matrix = matrixOf(helps(flows, []), (a, b) => officeName(a).localeCompare(officeName(b), 'pl'));
    expect([matrix.queues, matrix.helpers]).toEqual([['20610', '20060'], ['20620']]);
    expect([matrix.taken('20060'), matrix.given('20620'), matrix.total]).toEqual([12, 15, 15]);
    expect([matrix.shade('20060', '20620'), matrix.shade('20610', '20620'), matrix.shade('20620', '20060')]).toEqual([4, 1, 0]);
    expect(matrixOf([], () => 0).total).toBe(0);
  });
});
