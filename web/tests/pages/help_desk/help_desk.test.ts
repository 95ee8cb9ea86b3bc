// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import { noteFailure } from '../../../src/api/last_failure';
import ReportDialog from '../../../src/help_desk/ReportDialog.svelte';
import type { NewReport, Report, ReportDetail, ReportFilter, ReportsApi } from '../../../src/help_desk/reports_api';
import HelpDesk from '../../../src/pages/help_desk/HelpDesk.svelte';
import MyReports from '../../../src/pages/my_reports/MyReports.svelte';
import { check, choose, press, rows, seen, show, type } from '../../support/mounted';

const ONE: ReportDetail = {
  id: 'report-1',
  number: 17,
  kind: 'problem',
  state: 'open',
  words: 'Lista połączeń się nie otwiera.',
  page: '/calls',
  build: '0123456789ab',
  error_code: 'data_unavailable',
  request_id: '0123456789abcdef',
  office: '20060',
  reported_by: 'k20060-1',
  reported_at: '2026-11-26T08:00:00Z',
  holder: null,
  held_since: null,
  changed_at: '2026-11-26T08:00:00Z',
  decided_by: null,
  decided_at: null,
  reason: null,
  done_in: null,
  version: 1,
  steps: [],
  may: ['take', 'ask', 'answer', 'solve', 'make_change'],
};

class FakeReports implements ReportsApi {
  asked: unknown[][] = [];
  fails: Error | null = null;
  constructor(public is: ReportDetail = ONE) {}

  async list(filter: ReportFilter) {
    this.asked.push(['list', filter]);
    return { rows: [this.is as Report], after: null };
  }
  async report(wanted: NewReport) {
    this.asked.push(['report', wanted]);
    return { ...this.is, ...wanted } as ReportDetail;
  }
  async view(id: string) {
    this.asked.push(['view', id]);
    return this.is;
  }
  async take(report: ReportDetail, step: string, words: string, doneIn: string | null) {
    this.asked.push(['take', report.version, step, words, doneIn]);
    if (this.fails) throw this.fails;
    this.is = { ...this.is, state: step === 'solve' ? 'solved' : 'taken', holder: 'technik', held_since: this.is.changed_at, version: report.version + 1 };
    return this.is;
  }
  did = (what: string) => this.asked.filter(([each]) => each === what);
}

let api: FakeReports;
beforeEach(() => (api = new FakeReports()));
const standing = () => rows()[0]?.join(' ');
const noop = () => undefined;

it('what goes with a report stands in the dialog, and nothing else goes', async () => {
  noteFailure('data_unavailable', '0123456789abcdef');
  await show(ReportDialog, { isOpen: true, page: '/calls', api, onclose: noop }, '/calls/call-019ab3c4d5e0000-4f2a91c3d0?step=3');
  await press('Wyślij zgłoszenie');
  expect(seen()).toContain('Prosimy wypełnić to pole.');
  await type('Opis', 'Lista się nie otwiera.');
  const shown = [...document.querySelectorAll('dd')].map((each) => each.textContent);
  await press('Wyślij zgłoszenie');
  const [[, sent]] = api.did('report') as [[string, NewReport]];
  expect(sent).toEqual({
    kind: 'problem',
    words: 'Lista się nie otwiera.',
    page: '/calls',
    build: '000000000000',
    error_code: 'data_unavailable',
    request_id: '0123456789abcdef',
  });
  expect(shown).toEqual([sent.page, sent.build, sent.error_code, sent.request_id]);
  expect(seen()).toContain('To zgłoszenie nr 17.');
});

it('a proposed change tells nothing of an error', async () => {
  noteFailure('network', null);
  await show(ReportDialog, { isOpen: true, page: undefined, api, onclose: noop });
  await check('propozycja zmiany');
  await type('Opis', 'Przydałby się wydruk.');
  await press('Wyślij zgłoszenie');
  expect(api.did('report')[0]?.[1]).toEqual({ kind: 'change', words: 'Przydałby się wydruk.', page: null, build: '000000000000' });
});

it('the help desk sees what waits, takes it and solves it with words', async () => {
  await show(HelpDesk, { api }, '/help-desk?report=report-1');
  expect(api.asked).toContainEqual(['list', { kind: '', states: ['open', 'taken', 'waiting', 'proposed', 'considered', 'accepted'] }]);
  expect(standing()).toContain('nowe');
  await press('Biorę');
  expect(api.did('take')).toEqual([['take', 1, 'take', '', null]]);
  expect(standing()).toContain('w toku');
  await press('Rozwiązane');
  await press('Oznacz jako rozwiązane');
  expect(api.did('take')).toHaveLength(1);
  await type('Co zrobiono', 'Naprawione.');
  await press('Oznacz jako rozwiązane');
  expect(api.did('take')[1]).toEqual(['take', 2, 'solve', 'Naprawione.', null]);
  expect(standing()).toContain('rozwiązane');
});

it('says who was faster, and reads it anew', async () => {
  await show(HelpDesk, { api }, '/help-desk?report=report-1');
  api.fails = new ApiError('work_taken', 'Zajmuje się tym już Anna Nowak (od 9:12).', 409);
  await press('Biorę');
  expect(seen()).toContain('Zajmuje się tym już Anna Nowak (od 9:12).');
  api.fails = new ApiError('stale_version', 'Ktoś zmienił.', 412);
  await press('Biorę');
  expect(seen()).toContain('Ktoś zmienił to w tym czasie. Wczytano na nowo.');
  expect(api.did('view')).toHaveLength(2);
});

it('a filter asks for one state and kind', async () => {
  await show(HelpDesk, { api }, '/help-desk');
  await choose('Stan', 'solved');
  await choose('Rodzaj', 'change');
  expect(api.asked.at(-1)).toEqual(['list', { kind: 'change', states: ['solved'] }]);
});

it('who has reported answers the question, and sees a decision with its reason', async () => {
  api.is = {
    ...ONE,
    state: 'waiting',
    may: ['reply'],
    steps: [{ step: 'ask', state: 'waiting', words: 'O której?', by: 'technik', at: '2026-11-26T09:00:00Z' }],
  };
  await show(MyReports, { api }, '/my-reports?report=report-1');
  expect(seen()).toContain('O której?');
  await press('Odpowiedz na pytanie');
  await type('Treść', 'O dziewiątej.');
  await press('Wyślij');
  expect(api.did('take')).toEqual([['take', 1, 'reply', 'O dziewiątej.', null]]);

  const decided = { state: 'rejected', kind: 'change', decided_by: 'zespol', decided_at: '2026-11-27T09:00:00Z', reason: 'Za drogo.' } as const;
  api = new FakeReports({ ...ONE, ...decided, may: ['reply'] });
  await show(MyReports, { api }, '/my-reports?report=report-1');
  expect(seen()).toContain('odrzucona');
  expect(seen()).toContain('Za drogo.');
  expect(seen()).toContain('27.11.2026');
});

it('a change that is done names its version', async () => {
  api.is = { ...ONE, kind: 'change', state: 'accepted', may: ['finish'] };
  await show(HelpDesk, { api }, '/help-desk?report=report-1');
  await press('Wykonana');
  await type('W której wersji systemu', 'następna wersja');
  await press('Oznacz jako wykonaną');
  expect(api.did('take')).toEqual([]);
  await type('W której wersji systemu', '0.3.0');
  await press('Oznacz jako wykonaną');
  expect(api.did('take')).toEqual([['take', 1, 'finish', '', '0.3.0']]);
});
