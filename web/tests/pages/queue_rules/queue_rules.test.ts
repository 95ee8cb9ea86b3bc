// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import type { Me } from '../../../src/api/session.svelte';
import { ApiError } from '../../../src/api/errors';
import QueueRules from '../../../src/pages/queue_rules/QueueRules.svelte';
import { linesOf, type DatedPolicy, type Line, type Policy, type Queue, type WhatIf } from '../../../src/pages/queue_rules/queue_rules_api';
import { begunWith, policyForm, policyOf } from '../../../src/pages/queue_rules/policy_form.svelte';
import { changesBetween, sentencesOf } from '../../../src/pages/queue_rules/sentences';
import { loadWords } from '../../../src/words';
import { check, field, press, rows, seen, settled, show, type } from '../../support/mounted';

const KOLNO: Policy = {
  strategy: 'fair',
  calls_weight: 0.05,
  usual_handle_time: 290,
  window_time: 28_800,
  settling_time: 1800,
  is_closed: false,
  stand_in: null,
  neighbours: ['20620', '20040'],
  neighbours_after: 90,
  everyone_after: 120,
  overflows_when_empty: true,
  activate_ratio: 0.25,
  release_ratio: 0.1,
  reserve: 0,
  home_lead: 20,
  topics: {
    employer: [
      { after: 0, level: 3 },
      { after: 60, level: 0 },
    ],
    seeker: [
      { after: 0, level: 4 },
      { after: 30, level: 2 },
    ],
  },
  head_starts: { dropped: 60 },
  topic_head_starts: { employer: 45 },
  ring_time: 20,
  wrap_up_time: 60,
  wrap_up_extensions: 2,
  whispers: true,
  tells_of_listening: true,
  rings_back_after_fault: true,
  announce_every: 30,
  longest_wait_time: 1800,
  capacity: 60,
  resume_time: 300,
  callback_after: 90,
  callback_tries: 3,
  callback_retry_time: 300,
  client_calls_a_day: 40,
  shown_number: null,
};
const QUEUE: Queue = { office: '20060', seat: 'Kolno', policy: KOLNO, valid_from: '2026-11-01T23:00:00Z', valid_to: null, version: 2, now: null };
const row = (id: string, policy: Policy, valid_from: string, valid_to: string | null, changed_by = 'kierownik-20060'): DatedPolicy => ({
  id,
  office: '20060',
  policy,
  valid_from,
  valid_to,
  changed_by,
  changed_at: valid_from,
});
const HISTORY = [
  row('policy-2', KOLNO, '2026-11-01T23:00:00Z', null),
  row('policy-1', { ...KOLNO, neighbours_after: 15 }, '2026-01-01T00:00:00Z', '2026-11-01T23:00:00Z', 'system'),
];
const FOUND: WhatIf = {
  first: '2026-11-23',
  last: '2026-11-23',
  calls: 84,
  runs: 5,
  offices: [
    {
      office: '20060',
      calls: 84,
      figures: [
        { key: 'answered_percent', recorded: 66.7, old: 70, new: 91.5, is_certain: true },
        { key: 'asa_s', recorded: 95, old: 90, new: 88, is_certain: false },
      ],
    },
    { office: '20620', calls: 40, figures: [{ key: 'helped_per_day', recorded: 1, old: 0, new: 12, is_certain: true }] },
  ],
  consultants: [{ agent: 'k-1', name: 'Anna Kos', office: '20060', ready_hours: 7.5, old_calls: 40, new_calls: 31.4, old_occupancy: 91, new_occupancy: 71.2 }],
};
const ME = { role: 'supervisor', office: '20060', also_offices: [], rights: { change_queue_rules: 'office' } } as unknown as Me;

type Asked = [what: string, ...rest: unknown[]][];

function fakes(asked: Asked, { tryOut }: { tryOut?: (told: (line: Line) => void, signal: AbortSignal) => Promise<WhatIf> } = {}) {
  return {
    api: {
      queues: async () => [QUEUE],
      history: async () => HISTORY,
      save: async (queue: Queue, policy: Policy, from: string) => (asked.push(['save', queue.version, policy, from]), HISTORY[0]!),
      tryOut: async (office: string, policy: Policy, period: string, told: (line: Line) => void, signal: AbortSignal) => {
        asked.push(['tryOut', office, policy.neighbours_after, period]);
        return tryOut ? tryOut(told, signal) : FOUND;
      },
    },
  };
}

const opened = (asked: Asked, more = {}) => show(QueueRules, fakes(asked, more), '/queue-rules?queue=20060', ME);

it('says each value as a sentence, and since when it holds', async () => {
  await opened([]);
  expect(seen()).toContain('Po 1 min 30 s pomagają sąsiednie urzędy: 20620, 20040.');
  expect(seen()).toContain('Temat „employer”: poziom 3, po 1 min odbiera każdy.');
  expect(seen()).toContain('Rozmowa przerwana przez konsultanta: pierwszeństwo jak po 1 min czekania.');
  expect(seen()).toContain('od 02.11.2026');
});

it('saves what was changed and nothing else, and shows before what will be another', async () => {
  const asked: Asked = [];
  await opened(asked);
  await press('Zmień reguły');
  expect(seen()).toContain('Jeszcze nic się nie zmienia.');
  await type('Sąsiednie urzędy pomagają po (s)', '0');
  expect(seen()).toContain('Po 0 s pomagają sąsiednie urzędy');
  await press('Zapisz: obowiązują od teraz');
  expect(asked).toEqual([['save', 2, { ...KOLNO, neighbours_after: 0 }, expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/)]]);
  expect(seen()).toContain('nowe reguły obowiązują od teraz');
});

it('says at the field what cannot be right, and sends nothing', async () => {
  const asked: Asked = [];
  await opened(asked);
  await press('Zmień reguły');
  await type('Całe województwo pomaga po (s)', '10');
  await press('Zapisz: obowiązują od teraz');
  expect(seen()).toContain('Nie wcześniej niż sąsiednie urzędy.');
  await type('Całe województwo pomaga po (s)', '');
  await type('i przestają, gdy przypada', '0,25');
  await press('Zapisz: obowiązują od teraz');
  expect(seen()).toContain('Musi być mniej niż próg pomocy.');
  expect(asked).toEqual([]);
});

it('tries the rules of the form, and puts old and new side by side', async () => {
  const asked: Asked = [];
  await opened(asked);
  await press('Zmień reguły');
  await type('Sąsiednie urzędy pomagają po (s)', '15');
  await press('Sprawdź na ostatnim dniu');
  expect(asked).toEqual([['tryOut', '20060', 15, 'day']]);
  expect(seen()).toContain('Policzono z 84 rozmów z 23.11.2026; średnia z 5 powtórzeń.');
  expect(rows()).toContainEqual(['Wskaźnik Odebrane', 'Było 66,7 %', 'Obecne reguły 70 %', 'Nowe reguły 91,5 %']);
  expect(rows().flat()).toContain('Nowe reguły 1 min 28 s bez wyraźnej różnicy');
  expect(rows()).toContainEqual(['Urząd 20620', 'Wskaźnik Odebrane za inne urzędy, dziennie', 'Obecne reguły 0', 'Nowe reguły 12']);
  expect(rows().flat()).toEqual(
    expect.arrayContaining(['Konsultant Anna Kos', 'Rozmowy: obecne reguły → nowe 40 → 31,4', 'Zajętość: obecne reguły → nowe 91 % → 71,2 %']),
  );
  expect(seen()).not.toContain('są już inne');
  await type('Sąsiednie urzędy pomagają po (s)', '30');
  expect(seen()).toContain('Reguły w formularzu są już inne');
});

it('tells how far it is, and stops when it is asked to', async () => {
  await opened([], {
    tryOut: (told: (line: Line) => void, signal: AbortSignal) => {
      told({ done: 3, of: 10 });
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))));
    },
  });
  await press('Zmień reguły');
  await press('Sprawdź na ostatnim tygodniu');
  expect(seen()).toContain('30 %');
  await press('Przerwij');
  await settled();
  expect(seen()).toContain('Przerwano. Niczego nie policzono.');
});

it('says why nothing can be told of too few calls', async () => {
  await opened([], { tryOut: () => Promise.reject(new ApiError('too_few_calls', 'Za mało rozmów, by coś przewidzieć.', { status: 422 } as never)) });
  await press('Zmień reguły');
  await press('Sprawdź na ostatnim dniu');
  expect(seen()).toContain('Za mało rozmów, by coś przewidzieć.');
});

it('leads back to any earlier state, as new rules from today on', async () => {
  const asked: Asked = [];
  await opened(asked);
  expect(seen()).toContain('Po 15 s pomagają sąsiednie urzędy: 20620, 20040.Po 1 min 30 s'.replace('.Po', '. Po'));
  await press('Przywróć reguły, które obowiązywały od 01.01.2026');
  expect(field('Sąsiednie urzędy pomagają po (s)').value).toBe('15');
  await press('Zapisz: obowiązują od teraz');
  expect(asked).toEqual([['save', 2, { ...KOLNO, neighbours_after: 15 }, expect.any(String)]]);
});

it('shows rules to who may not change them, and no button', async () => {
  await show(QueueRules, fakes([]), '/queue-rules?queue=20060', { ...ME, office: '20610' });
  expect(seen()).toContain('Kto odbiera');
  expect([...document.querySelectorAll('button')].map((each) => each.textContent?.trim())).not.toContain('Zmień reguły');
});

it('makes of a form that nobody has touched the rules that it began with', async () => {
  await loadWords(['queue_rules', 'blocks']);
  const form = policyForm();
  form.begin(begunWith(KOLNO, '2026-12-01'));
  expect(policyOf(form, KOLNO)).toEqual(KOLNO);
  const bare: Policy = {
    ...KOLNO,
    neighbours_after: null,
    everyone_after: null,
    activate_ratio: null,
    callback_after: null,
    topics: {},
    stand_in: '20620',
    shown_number: '9524',
  };
  form.begin(begunWith(bare, '2026-12-01'));
  expect(policyOf(form, bare)).toEqual(bare);
});

it('keeps the order of the neighbours, and puts a new one last', async () => {
  await loadWords(['queue_rules', 'blocks']);
  const form = policyForm();
  form.begin(begunWith(KOLNO, '2026-12-01'));
  form.fields.neighbours.value = ['20010', '20040', '20620'];
  expect(policyOf(form, KOLNO).neighbours).toEqual(['20620', '20040', '20010']);
});

it('has a sentence for each value, so that no change is silent', async () => {
  await loadWords(['queue_rules', 'blocks']);
  const named = { office: (code: string) => code, topic: (id: string) => id };
  const other: Policy = {
    ...KOLNO,
    strategy: 'round_robin',
    window_time: 7200,
    settling_time: 0,
    is_closed: true,
    stand_in: '20620',
    neighbours_after: null,
    everyone_after: null,
    overflows_when_empty: false,
    activate_ratio: null,
    reserve: 2,
    home_lead: 0,
    topics: {},
    head_starts: {},
    topic_head_starts: {},
    ring_time: 10,
    wrap_up_time: 30,
    whispers: false,
    tells_of_listening: false,
    rings_back_after_fault: false,
    announce_every: 60,
    longest_wait_time: 600,
    capacity: 5,
    resume_time: 60,
    callback_after: null,
    client_calls_a_day: 1,
    shown_number: '9524',
  };
  // The mix of number and time goes with the strategy; what stands in a sentence with another value has none of its own.
  const together = ['release_ratio', 'neighbours', 'usual_handle_time', 'wrap_up_extensions', 'callback_tries', 'callback_retry_time'];
  const told = new Set(sentencesOf(KOLNO, named).map(({ key }) => key));
  expect(Object.keys(KOLNO).filter((key) => !told.has(key as keyof Policy))).toEqual(expect.arrayContaining(together));
  expect(told.size + together.length).toBe(Object.keys(KOLNO).length);
  expect(changesBetween(KOLNO, other, named)).toHaveLength(told.size);
  expect(changesBetween(KOLNO, { ...KOLNO, calls_weight: 0.5 }, named)).toHaveLength(1);
  expect(changesBetween(KOLNO, KOLNO, named)).toEqual([]);
});

it('reads lines that come in pieces', async () => {
  const encoder = new TextEncoder();
  const pieces = ['{"done":0,"of":2}\n{"do', 'ne":1,"of":2}\n', '{"done":2,"of":2,"answer":null}\n'];
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(encoder.encode(piece));
      controller.close();
    },
  });
  const found = [];
  for await (const line of linesOf(stream)) found.push(line.done);
  expect(found).toEqual([0, 1, 2]);
});

it('sends a box that was ticked', async () => {
  const asked: Asked = [];
  await opened(asked);
  await press('Zmień reguły');
  await check('Urząd jest nieczynny');
  await press('Zapisz: obowiązują od teraz');
  expect(asked).toEqual([['save', 2, { ...KOLNO, is_closed: true }, expect.any(String)]]);
});
