// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import type { Me } from '../../../src/api/session.svelte';
import Standards from '../../../src/pages/standards/Standards.svelte';
import { webStandardsApi, type Acknowledgement, type NewVersion, type Standard, type Version } from '../../../src/pages/standards/standards_api';
import { button, check, field, press, seen, settled, show, type } from '../../support/mounted';

const FIRST: Version = {
  id: 'standard-version-1',
  number: 1,
  title: 'Wniosek o rejestrację',
  valid_from: '2026-11-24',
  valid_until: null,
  is_over: false,
  roles: ['consultant'],
  changes: 'Nowe pole',
  file_name: 'wniosek.pdf',
  file_kind: 'pdf',
  size: 4096,
  sha256: '',
  proposed_by: 'redaktor',
  proposed_at: '2026-11-24T09:00:00Z',
  published_by: 'zespol',
  published_at: '2026-11-24T10:00:00Z',
  due_on: '2026-12-01',
  acknowledged_at: null,
  is_asked: true,
  asked: null,
  acknowledged: null,
};
const FORM: Standard = { id: 'standard-1', kind: 'form', title: FIRST.title, version: 2, in_force: FIRST, versions: [FIRST] };

function me(...rights: string[]): Me {
  return { username: 'ktoś', rights: Object.fromEntries(rights.map((right) => [right, 'province'])) } as unknown as Me;
}

type Asked = unknown[][];

function fakes(asked: Asked, is: Standard = FORM, people: readonly Acknowledgement[] = []) {
  return {
    api: {
      ...webStandardsApi,
      list: async (kind: string) => (asked.push(['list', kind]), [is]),
      file: async (version: Version) => (asked.push(['file', version.id]), new Blob(['x'])),
      propose: async (kind: string, wanted: NewVersion) => void asked.push(['propose', kind, wanted]),
      proposeVersion: async (of: Standard, wanted: NewVersion) => void asked.push(['next', of.version, wanted]),
      end: async (of: Standard, day: string) => void asked.push(['end', of.id, day]),
      acknowledge: async (version: Version) => void asked.push(['acknowledge', version.id]),
      people: async () => people,
    },
    counts: { look: async () => void asked.push(['counts']) },
  };
}

it('asks who is to acknowledge one, and comes there from the work that waits', async () => {
  const asked: Asked = [];
  await show(Standards, fakes(asked), '/standards?version=standard-version-1', me());
  expect(seen()).toContain('do zapoznania się do 01.12.2026');
  expect(() => button('Nowa wersja')).toThrow();
  await press('Zapoznałam/em się');
  expect(asked).toContainEqual(['acknowledge', FIRST.id]);
  expect(asked.filter(([what]) => what === 'counts')).toHaveLength(1);
  expect(seen()).toContain('Zapisano: zapoznano się.');
});

it('proposes a new one, and says that another person confirms it', async () => {
  const asked: Asked = [];
  await show(Standards, fakes(asked), '/standards', me('edit_standards'));
  await press('Dodaj');
  await press('Zgłoś do potwierdzenia');
  expect(seen()).toContain('Prosimy poprawić:');
  const file = new File(['%PDF-'], 'procedura.pdf');
  Object.defineProperty(field('Plik'), 'files', { value: { item: () => file } });
  field('Plik').dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
  await type('Nazwa', 'Procedura rozmowy');
  await check('kierownik');
  await press('Zgłoś do potwierdzenia');
  const [, kind, wanted] = asked.find(([what]) => what === 'propose') as [string, string, NewVersion];
  expect([kind, wanted.title, wanted.file.name, wanted.roles, wanted.valid_until]).toEqual([
    'form',
    'Procedura rozmowy',
    'procedura.pdf',
    ['supervisor'],
    null,
  ]);
  expect(seen()).toContain('gdy potwierdzi ją inna osoba');
});

it('tells how a version stands, and shows one that waits to who may decide it', async () => {
  const waiting: Version = { ...FIRST, id: 'standard-version-2', number: null, published_by: null, published_at: null, due_on: null, is_asked: false };
  await show(Standards, fakes([], { ...FORM, versions: [waiting, FIRST] }), '/standards?standard=standard-1', me('edit_standards'));
  expect(seen()).toContain('czeka na drugą osobę');
  expect(seen()).toContain('obowiązuje');
  expect(seen()).toContain('Potwierdza inna osoba');
});

it('shows a supervisor who has not acknowledged it first', async () => {
  const people: Acknowledgement[] = [
    { account: 'a', name: 'Ewa Łoś', role: 'consultant', office: '20060', at: null },
    { account: 'b', name: 'Jan Lis', role: 'consultant', office: '20060', at: '2026-11-25T09:00:00Z' },
  ];
  const counted = { ...FIRST, is_asked: false, asked: 2, acknowledged: 1 };
  const form = { ...FORM, in_force: counted, versions: [counted] };
  await show(Standards, fakes([], form, people), '/standards?standard=standard-1', me('see_acknowledgements'));
  expect(seen()).toContain('1 z 2 osób');
  await press('Pokaż osoby');
  expect(seen()).toMatch(/Ewa Łoś.*jeszcze nie.*Jan Lis.*25\.11\.2026/);
});

it('sends the file as it is, with what it is in the address', async () => {
  const requests: Request[] = [];
  vi.stubGlobal('fetch', async (request: Request) => (requests.push(request), Response.json({ act: 'publish_standard' }, { status: 202 })));
  const wanted = { title: 'Wniosek', valid_from: '2026-12-01', valid_until: null, roles: ['consultant' as const, 'auditor' as const], changes: '' };
  await webStandardsApi.proposeVersion(FORM, { ...wanted, file: new File(['%PDF-1.4'], 'w.pdf') });
  const [sent] = requests;
  const url = new URL(sent?.url ?? '');
  expect([url.pathname, url.searchParams.getAll('roles'), url.searchParams.get('file_name'), url.searchParams.has('valid_until')]).toEqual([
    '/api/standards/standard-1/versions',
    ['consultant', 'auditor'],
    'w.pdf',
    false,
  ]);
  expect([sent?.headers.get('If-Match'), await sent?.text()]).toEqual(['"2"', '%PDF-1.4']);
});
