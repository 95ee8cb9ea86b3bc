import { expect, it } from 'vitest';
import { groupsOf, phasesOf, whyWaited } from '../../../src/pages/calls/phases';
import { steps } from './calls';

const shown = (...given: Parameters<typeof phasesOf>) => phasesOf(...given).map(({ kind, seconds }) => [kind, seconds]);

const SERVED = steps(
  [0, 'call_started'],
  [10, 'queue_entered', { queue: '20060', position: 3 }],
  [70, 'offer', { agent: 'k20060-2' }],
  [80, 'offer_ended', { outcome: 'no_answer' }],
  [90, 'offer', { agent: 'k20060-1' }],
  [95, 'offer_ended', { outcome: 'accepted' }],
  [95, 'queue_left', { reason: 'connected', wait_time: 85 }],
  [95, 'conversation_started', { agent: 'k20060-1' }],
  [120, 'held'],
  [130, 'unheld'],
  [200, 'conversation_ended'],
  [220, 'call_ended'],
);

it('tells on what the time of a call went; together it is the whole call', () => {
  expect(shown(SERVED)).toEqual([
    ['menu', 10],
    ['queue', 60],
    ['ringing', 10],
    ['queue', 10],
    ['ringing', 5],
    ['talk', 25],
    ['hold', 10],
    ['talk', 70],
    ['after', 20],
  ]);
  expect(phasesOf(SERVED).reduce((sum, { seconds }) => sum + seconds, 0)).toBe(220);
});

it('steps stand under what the time went on', () => {
  expect(groupsOf(SERVED).map(({ kind, steps }) => [kind, steps.length])).toEqual([
    ['menu', 1],
    ['queue', 1],
    ['ringing', 1],
    ['queue', 1],
    ['ringing', 3],
    ['talk', 1],
    ['hold', 1],
    ['talk', 1],
    ['after', 2],
  ]);
});

it('the work after a call comes last, as long as the consultant took', () => {
  expect(shown(SERVED, 0, 35).at(-1)).toEqual(['wrap_up', 35]);
});

it('a question at a held place is no waiting', () => {
  const held = steps(
    [0, 'call_started'],
    [5, 'queue_entered', { is_held: true }],
    [15, 'wait_began'],
    [40, 'queue_left', { reason: 'abandoned' }],
    [40, 'call_ended'],
  );
  expect(shown(held)).toEqual([
    ['menu', 15],
    ['queue', 25],
  ]);
});

it('a call that goes on lasts until now, also while its facts are late', () => {
  const waits = steps([0, 'call_started'], [10, 'queue_entered']);
  expect(shown(waits, 42)).toEqual([
    ['menu', 10],
    ['queue', 32],
  ]);
  expect(shown(waits, 3)).toEqual([['menu', 10]]);
  expect(phasesOf([])).toEqual([]);
});

it('who is handed on waits again', () => {
  const again = steps(
    [0, 'call_started'],
    [1, 'queue_entered'],
    [2, 'offer'],
    [4, 'offer_ended', { outcome: 'accepted' }],
    [4, 'conversation_started'],
    [30, 'conversation_ended'],
    [30.01, 'transferred'],
    [30.02, 'queue_entered'],
    [50, 'queue_left', { reason: 'abandoned' }],
    [50, 'call_ended'],
  );
  expect(shown(again).map(([kind]) => kind)).toEqual(['menu', 'queue', 'ringing', 'talk', 'queue']);
});

const officeName = (code: string) => (code === '20620' ? 'Łomża' : '');
const ENTERED = [10, 'queue_entered', { position: 1 }] as const;

it.each([
  ['', steps([0, 'call_started'], [9, 'call_ended'])],
  ['Przez 1 min wszyscy konsultanci własnego urzędu byli zajęci; wcześniejsze osoby w kolejce: 2; telefon konsultanta dzwonił bez odpowiedzi: 1 raz.', SERVED],
  ['Konsultant był wolny od razu, telefon dzwonił 6 s.', steps(ENTERED, [11, 'offer'], [17, 'queue_left', { reason: 'connected' }])],
  ['Przez 2 min 10 s żaden konsultant nie był wolny.', steps(ENTERED, [140, 'queue_left', { reason: 'abandoned' }])],
  ['Nie było zalogowanego konsultanta, który mógłby odebrać.', steps(ENTERED, [10, 'queue_left', { reason: 'nobody_there' }])],
  ['Kolejka była pełna.', steps(ENTERED, [10, 'queue_left', { reason: 'full' }])],
  [
    'Przez 1 min 5 s nikt we własnym urzędzie nie był wolny; odebrał urząd Łomża, bo po 1 min pomaga całe województwo.',
    steps(
      ENTERED,
      [75, 'overflow', { to_queue: '20620' }],
      [75, 'offer', { is_shared: true, why: { type: 'After', time: 60, is_for_all: true } }],
      [80, 'queue_left', { reason: 'connected' }],
    ),
  ],
  [
    'Od razu odebrał inny urząd, bo własny urząd był nieczynny.',
    steps(ENTERED, [11, 'offer', { is_shared: true, why: { type: 'Empty', is_closed: true } }], [15, 'queue_left', { reason: 'connected' }]),
  ],
  // A fact of an older version has the words alone; and nobody picked up.
  [
    'Od razu zapytano urząd Łomża, bo 3 czekających na 2 konsultantów.',
    steps(
      ENTERED,
      [11, 'overflow', { to_queue: '20620' }],
      [11, 'offer', { is_shared: true, reason: 'przekazano do Łomży: 3 czekających na 2 konsultantów' }],
      [15, 'queue_left', { reason: 'abandoned' }],
    ),
  ],
])('says "%s"', (said, told) => {
  expect(whyWaited(told, officeName)).toBe(said);
});

it('says of who waits still how long nobody has been free by now', () => {
  expect(whyWaited(steps(ENTERED), officeName, 55)).toBe('Przez 45 s żaden konsultant nie był wolny.');
});
