// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';
import { accountNames } from '../../src/data/account_names.svelte';
import ArticleTable from '../../src/pages/articles/ArticleTable.svelte';
import Proposals from '../../src/pages/articles/Proposals.svelte';
import Versions from '../../src/pages/articles/Versions.svelte';
import Alarms from '../../src/pages/recordings/Alarms.svelte';
import RecordingView from '../../src/pages/recordings/RecordingView.svelte';
import { Pages } from '../../src/data/pages.svelte';
import { seen, show } from '../support/mounted';

const NAMES: Record<string, string> = { 'redaktor-20060': 'Ewa Redaktorska', 'kierownik-20060': 'Jan Kierownicki', 'k20060-1': 'Anna Wysocka' };
const AT = '2026-11-24T09:00:00Z';

beforeEach(() => {
  vi.spyOn(accountNames, 'of').mockImplementation((account) => (account ? (NAMES[account] ?? account) : ''));
});

function expectPeople(...names: string[]) {
  for (const name of names) expect(seen()).toContain(name);
  for (const id of Object.keys(NAMES)) expect(seen()).not.toContain(id);
}

it('who wrote an article stands in the list by name', async () => {
  const row = { id: 'zasilek', title: 'Zasiłek', topic: 'zasilki', place: 1, office: null, languages: ['pl'], state: 'published', open_state: null };
  const more = { is_pointer: false, is_in_force: true, why_not: null, valid_until: null, review_by: '2027-01-01', written_at: AT };
  const list = new Pages(async () => ({ rows: [{ ...row, ...more, written_by: 'redaktor-20060' }], after: null }));
  await list.load();
  await show(ArticleTable, {
    list,
    wanted: null,
    isNarrow: false,
    ownOffice: '20060',
    officeName: String,
    topicName: String,
    onopen: () => undefined,
  } as never);
  expectPeople('Ewa Redaktorska');
});

it('who wrote and who published a version of an article stand in its history by name', async () => {
  const version = { number: 1, state: 'published', written_by: 'redaktor-20060', written_at: AT, checked_by: 'kierownik-20060', published_at: AT };
  const api = { versions: async () => ({ rows: [version], after: null }) };
  await show(Versions, { article: { id: 'zasilek', version: 1 }, api } as never);
  expectPeople('Ewa Redaktorska', 'Jan Kierownicki');
});

it('who proposed and who decided stand at a proposal by name', async () => {
  const proposal = { id: 'proposal-1', kind: 'question', words: 'Ile?', proposed_by: 'k20060-1', proposed_at: AT, article_id: null };
  const decided = { state: 'declined', decided_by: 'redaktor-20060', answer: 'Jest już.' };
  const api = { list: async () => ({ rows: [{ ...proposal, ...decided }], after: null }) };
  await show(Proposals, { api, mayDecide: false, articleAddress: String } as never);
  expectPeople('Anna Wysocka', 'Ewa Redaktorska: Jest już.');
});

it('who closed an alarm of recordings stands there by name, and its call is a link', async () => {
  const alarm = { id: 'alarm-1', kind: 'none', office: '20060', found_at: AT, recording_id: null, call_id: 'call-s724-1', seconds: null };
  const api = { alarms: async () => ({ rows: [{ ...alarm, closed_at: AT, closed_by: 'kierownik-20060' }], after: null }) };
  await show(Alarms, { api, mayClose: true, maySeeCalls: true, officeName: String } as never);
  expectPeople('Jan Kierownicki');
  expect(seen()).not.toContain('call-s724-1');
  expect(document.querySelector('a[href="/calls/call-s724-1"]')).not.toBeNull();
});

it('a recording tells by name who destroyed it, who asked for consent, and what the centre did by itself', async () => {
  const recording = {
    ...{ id: 'rec-1', call_id: 'call-1', state: 'destroyed', started_at: AT, seconds: 60, agent: 'k20060-1', agent_name: null, office: '20060', topic: null },
    ...{ mode: 'on_demand', fault: null, gone_at: AT, gone_by: 'kierownik-20060', gone_why: 'ordered', is_held: false, caller_number: null, marks: [] },
    consents: [{ at: AT, kind: 'spoken', is_given: true, key: null, by: 'k20060-1', text_sha256: null }],
    log: [{ at: AT, what: 'stored', why: null, by: 'system' }],
    history_of_alarms: [{ id: 'alarm-1', kind: 'short', found_at: AT, closed_by: 'kierownik-20060' }],
  };
  const recordings = { done: '', soundFailure: '', until: null, peaks: null, position: 0 };
  await show(RecordingView, { recording, recordings, officeName: String, topicName: String, maySeeCalls: true, onclose: () => undefined } as never);
  expectPeople('Jan Kierownicki', 'Anna Wysocka', 'zabezpieczono w magazynie, samoczynnie');
});
