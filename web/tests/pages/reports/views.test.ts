import { beforeEach, expect, it } from 'vitest';
import { ApiError } from '../../../src/api/client';
import { NOTHING, questionOf } from '../../../src/pages/reports/question';
import type { Report, SavedView, ViewsApi, WantedView } from '../../../src/pages/reports/reports_api';
import { Views } from '../../../src/pages/reports/views.svelte';

const report = { key: 'day', by: ['interval'], default_by: 'interval', intervals: ['60min'], default_interval: '60min' } as unknown as Report;
const wanted = (name: string): WantedView => ({
  name,
  question: questionOf(report, NOTHING, '2026-11-26'),
  period: 'yesterday',
  is_shared: true,
});

let stored: SavedView[];
let fault: ApiError | null;
let views: Views;

function kept(id: string, view: WantedView): SavedView {
  return { id, report: 'day', is_own: true, owner: 'Anna', created_at: '', changed_at: '', ...view } as SavedView;
}

beforeEach(() => {
  stored = [];
  fault = null;
  const guarded = async <T>(work: () => T): Promise<T> => {
    if (fault) throw fault;
    return work();
  };
  const api: ViewsApi = {
    list: () => guarded(() => stored),
    make: (view) => guarded(() => kept(`view-${stored.push(kept('', view))}`, view)),
    change: (id, view) => guarded(() => kept(id, view)),
    remove: () => guarded(() => undefined),
    mail: (id, mail) => guarded(() => ({ ...kept(id, wanted('Poranek')), mail })),
    endMail: (id) => guarded(() => ({ ...kept(id, wanted('Poranek')), mail: null })),
  };
  views = new Views(api);
});

it('saves a new view, replaces it, and tells what it did', async () => {
  const saved = await views.save(wanted('Poranek'), null);
  expect(saved?.id).toBe('view-1');
  expect(views.done).toContain('Poranek');
  await views.save(wanted('Wieczór'), 'view-1');
  expect(views.all.map((view) => [view.id, view.name])).toEqual([['view-1', 'Wieczór']]);
  expect(views.at('view-1')?.name).toBe('Wieczór');
  expect(views.at(null)).toBeNull();
});

it('says why a view could not be saved, and keeps what there is', async () => {
  fault = new ApiError('report_refused', 'Widoku z wybranymi konsultantami nie można udostępnić.');
  expect(await views.save(wanted('Konsultanci'), null)).toBeNull();
  expect([views.actFailure, views.done, views.all]).toEqual([fault.message, '', []]);
});

it('takes a removed view back, with its period', async () => {
  await views.save(wanted('Poranek'), null);
  const [view] = views.all;
  await views.remove(view as SavedView);
  expect([views.all, views.removed]).toEqual([[], view]);
  await views.undo();
  expect(views.removed).toBeNull();
  expect(views.all.map(({ name, period, is_shared }) => ({ name, period, is_shared }))).toEqual([{ name: 'Poranek', period: 'yesterday', is_shared: true }]);
});

it('keeps what was removed while it could not be taken back', async () => {
  await views.save(wanted('Poranek'), null);
  const view = views.all[0] as SavedView;
  await views.remove(view);
  fault = new ApiError('network', 'Brak połączenia.');
  await views.undo();
  expect([views.removed, views.actFailure]).toEqual([view, 'Brak połączenia.']);
  fault = null;
  await views.undo();
  expect([views.removed, views.all.map(({ name }) => name)]).toEqual([null, ['Poranek']]);
});

it('takes what somebody has removed elsewhere for removed', async () => {
  await views.save(wanted('Poranek'), null);
  fault = new ApiError('not_found', 'Nie ma.', 404);
  await views.remove(views.all[0] as SavedView);
  expect([views.all, views.actFailure]).toEqual([[], '']);
});

it('tells that the list could not be read, and reads it again', async () => {
  fault = new ApiError('network', 'Brak połączenia.');
  await views.ask();
  expect([views.state, views.failure]).toEqual(['failed', 'Brak połączenia.']);
  fault = null;
  await views.ask();
  expect([views.state, views.failure]).toEqual(['there', '']);
});

it('goes by mail each week, and no more when that is wished', async () => {
  const saved = await views.save(wanted('Poranek'), null);
  const mailed = await views.api.mail(saved?.id ?? '', { address: 'anna@pup.example', format: 'pdf' });
  views.mailed(mailed);
  expect(views.at(mailed.id)?.mail?.address).toBe('anna@pup.example');
  expect(views.done).toContain('Poranek');
  await views.endMail(mailed);
  expect(views.at(mailed.id)?.mail).toBeNull();
  fault = new ApiError('report_refused', 'Nie ma poczty.', 422);
  await views.endMail(mailed);
  expect(views.actFailure).toBe('Nie ma poczty.');
});
