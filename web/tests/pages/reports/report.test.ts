import { beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/client';
import { EVERY_CALL, type CallFilter } from '../../../src/call_list/filters';
import { NOTHING, questionOf } from '../../../src/pages/reports/question';
import { ReportRun } from '../../../src/pages/reports/report.svelte';
import { nameOf, type Answer, type CallsPart, type Report, type ReportQuestion, type ReportsApi } from '../../../src/pages/reports/reports_api';

const report = {
  key: 'day',
  by: ['interval'],
  default_by: 'interval',
  intervals: ['60min', 'day'],
  default_interval: '60min',
} as unknown as Report;
const ask = (compare: ReportQuestion['compare'] = 'none'): ReportQuestion => ({ ...questionOf(report, NOTHING, '2026-11-26'), compare });
const answered = (sentence: string) => ({ sentence }) as Answer;

interface Asked {
  question: ReportQuestion;
  signal: AbortSignal;
  answer: (found: Answer) => void;
  fail: (error: Error) => void;
}

let asked: Asked[];
let saved: string[];
let callsOf: (metric: string, line: string | null, after: string | null, only: CallFilter) => Promise<CallsPart>;
let api: ReportsApi;
let run: ReportRun;

beforeEach(() => {
  asked = [];
  saved = [];
  callsOf = async () => ({ rows: [], after: null, total: 0 });
  api = {
    catalogue: async () => [report],
    cards: () => Promise.reject(new Error('not asked for here')),
    choices: async () => ({ offices: [], agents: [], topics: [], numbers: [], languages: [], scenarios: [] }),
    run: (question, signal) =>
      new Promise((answer, fail) => {
        asked.push({ question, signal, answer, fail });
        signal.addEventListener('abort', () => fail(new Error('cut off')));
      }),
    calls: (_question, { metric, line }, only, after) => callsOf(metric, line, after, only),
    file: async (_question, format) => ({ content: new Blob(['x']), name: `raport.${format}` }),
  };
  run = new ReportRun(api, (_content, name) => saved.push(name));
});

const last = () => asked[asked.length - 1] as Asked;

it('cuts off a question when another one is asked, and never shows its answer', async () => {
  const first = run.ask(ask());
  const second = run.ask(ask('earlier'));
  await first;
  expect(asked[0]?.signal.aborted).toBe(true);
  expect(run.state).toBe('loading');
  last().answer(answered('second'));
  await second;
  expect(run.answer?.sentence).toBe('second');
  expect(run.isCurrent).toBe(true);
});

it('asks the same question once, and again when it is wished or has failed', async () => {
  const first = run.ask(ask());
  last().answer(answered('first'));
  await first;
  await run.ask(ask());
  expect(asked).toHaveLength(1);
  const anew = run.ask(ask(), true);
  last().fail(new ApiError('report_refused', 'Za dużo okresów.'));
  await anew;
  expect([run.state, run.failure, run.answer?.sentence]).toEqual(['failed', 'Za dużo okresów.', 'first']);
  const once = run.ask(ask());
  expect(asked).toHaveLength(3);
  last().answer(answered('third'));
  await once;
  expect([run.state, run.failure]).toEqual(['there', '']);
});

it('can be stopped, and says so', async () => {
  const first = run.ask(ask());
  last().answer(answered('first'));
  await first;
  const second = run.ask(ask('year'));
  run.stop();
  await second;
  expect(run.state).toBe('failed');
  expect(run.failure).not.toBe('');
  const third = run.ask(ask('year'));
  last().answer(answered('third'));
  await third;
  expect(run.answer?.sentence).toBe('third');
});

it('can be stopped before there is any answer, and asked again', async () => {
  const first = run.ask(ask());
  run.stop();
  await first;
  expect([run.state, run.answer]).toEqual(['failed', null]);
  const again = run.again();
  last().answer(answered('again'));
  await again;
  expect([run.state, run.answer?.sentence]).toEqual(['there', 'again']);
});

it('tells the calls of one number page by page, with what they are together', async () => {
  const first = run.ask(ask());
  last().answer(answered('first'));
  await first;
  const looked = vi.fn(async (_metric: string, _line: string | null, after: string | null): Promise<CallsPart> => ({
    rows: [{ id: after ?? 'newest' } as never],
    after: after === null ? 'older' : null,
    total: 2,
  }));
  callsOf = looked;
  await run.open({ metric: 'offered', line: '8:00' });
  expect([run.calls.rows.map((call) => call.id), run.total, run.calls.hasMore]).toEqual([['newest'], 2, true]);
  await run.calls.more();
  expect(run.calls.rows.map((call) => call.id)).toEqual(['newest', 'older']);
  await run.open({ metric: 'offered', line: '8:00' });
  expect(looked).toHaveBeenCalledTimes(2);
  const long: CallFilter = { ...EVERY_CALL, over: '300', order: 'wait' };
  await run.open({ metric: 'offered', line: '8:00' }, long);
  expect(looked).toHaveBeenLastCalledWith('offered', '8:00', null, long);
  await run.open(null);
  expect([run.calls.rows, run.total]).toEqual([[], null]);
});

it('saves a file under the name of the server, and tells when it could not be made', async () => {
  const first = run.ask(ask());
  last().answer(answered('first'));
  await first;
  await run.file('pdf');
  expect(saved).toEqual(['raport.pdf']);
  expect(run.fileDone).toContain('raport.pdf');
  api.file = () => Promise.reject(new ApiError('busy', 'Za chwilę.'));
  await run.file('csv');
  expect([run.fileFailure, run.fileDone, run.making]).toEqual(['Za chwilę.', '', null]);
});

it('reads the name of a file', () => {
  expect(nameOf('attachment; filename="raport-day-2026-11-25-lomza.xlsx"', 'x')).toBe('raport-day-2026-11-25-lomza.xlsx');
  expect(nameOf("attachment; filename=x.csv; filename*=UTF-8''raport-%C5%82.csv", 'x')).toBe('raport-ł.csv');
  expect(nameOf("attachment; filename*=UTF-8''%E0%A4%A", 'x.csv')).toBe('x.csv');
  expect(nameOf(null, 'x.csv')).toBe('x.csv');
});
