// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest';
import { codeOf, kindsOf } from '../../../src/pages/message_templates/choices';
import type { Preview, TemplateDraft, Templates, WantedTemplate } from '../../../src/pages/message_templates/message_templates_api';
import type { Me } from '../../../src/api/session.svelte';
import MessageTemplates from '../../../src/pages/message_templates/MessageTemplates.svelte';
import { choose, press, seen, show, type } from '../../support/mounted';

const ALL: Templates = {
  templates: [],
  shipped: [
    { code: 'kod-jednorazowy', channel: 'sms', title: 'SMS: kod', subject: '', source: 'Kod {{ kod }}', letters: 'plain', values: ['kod'] },
    { code: 'matter-received', channel: 'email', title: 'E-mail: numer', subject: 'Sprawa', source: 'Numer {{ numer }}', letters: 'polish', values: ['numer'] },
  ],
  answer_values: ['numer', 'urzad'],
};
const PREVIEW: Preview = { subject: '', text: 'Kod 123456', html: '', signs: 10, parts: 1, is_unicode: false, faults: [] };

function fake(preview: Partial<Preview> = {}) {
  const drafts: TemplateDraft[] = [];
  const asked: WantedTemplate[] = [];
  const api = {
    all: async () => ALL,
    preview: async (draft: TemplateDraft) => (drafts.push(draft), { ...PREVIEW, ...preview }),
    propose: async (wanted: WantedTemplate) => void asked.push(wanted),
  };
  return { api, drafts, asked };
}

beforeEach(() => sessionStorage.clear());

const EDITOR = {
  username: 'redaktor',
  display_name: 'Redaktor',
  role: 'wup_editor',
  office: '20000',
  office_name: 'Białystok',
  also_offices: [],
  rights: { edit_templates: 'province' },
  has_totp: false,
  csrf_token: null,
} as unknown as Me;

const shown = (words: string) => expect.poll(seen, { timeout: 2000 }).toContain(words);

it('goes on from the words of the installation, shows how they leave and what they cost, and sends them for review', async () => {
  const { api, drafts, asked } = fake();
  await show(MessageTemplates, { api }, '/message-templates', EDITOR);
  expect(seen()).toContain('Kod {{ kod }}');
  await press('Nowy wzór');
  await choose('Wzór', 'kod-jednorazowy');
  expect(seen()).toContain('Wartości: {{ kod }}.');
  await type('Treść', 'Kod: {{ kod }}');
  await type('Od dnia', '01.01.2090');
  await shown('10 znaków, cena: 1 SMS');
  expect(drafts.at(-1)).toMatchObject({ code: 'kod-jednorazowy', channel: 'sms', source: 'Kod: {{ kod }}', letters: 'plain' });
  await press('Wyślij do sprawdzenia');
  const sent = {
    code: 'kod-jednorazowy',
    office: null,
    channel: 'sms',
    title: 'SMS: kod',
    subject: '',
    source: 'Kod: {{ kod }}',
    letters: 'plain',
    valid_from: '2090-01-01',
  };
  expect(asked).toEqual([sent]);
  expect(seen()).toContain('Wzór czeka na drugą osobę');
});

it('says what is wrong while one types, and keeps a new answer by its title', async () => {
  const { api, asked } = fake({ faults: ['Nie ma wartości: pesel.'] });
  await show(MessageTemplates, { api }, '/message-templates', EDITOR);
  await press('Nowy wzór');
  await type('Nazwa', 'Staż: warunki');
  await type('Treść', '{{ pesel }}');
  await shown('Nie ma wartości: pesel.');
  await press('Wyślij do sprawdzenia');
  expect(asked[0]).toMatchObject({ code: 'odpowiedz-staz-warunki', channel: 'email', letters: 'polish' });
});

it('names a template by plain letters of its title', () => {
  expect(codeOf('Zażółć gęślą – jaźń!')).toBe('odpowiedz-zazolc-gesla-jazn');
  expect(codeOf('…')).toBe('odpowiedz-bez-nazwy');
  expect(codeOf('a'.repeat(90))).toHaveLength(60);
});

it('goes on from the newest of each template', () => {
  const one = {
    office: null,
    subject: '',
    letters: 'plain' as const,
    valid_from: '2026-01-01',
    valid_to: null,
    changed_by: 'a',
    confirmed_by: 'b',
    changed_at: '2026-01-01T00:00:00Z',
  };
  const newest = { ...one, id: '2', code: 'kod-jednorazowy', channel: 'sms' as const, title: 'SMS: kod', source: 'nowy' };
  const found = kindsOf({ ...ALL, templates: [newest, { ...newest, id: '1', source: 'stary' }] });
  expect(found.map((each) => each.source)).toEqual(['nowy', 'Numer {{ numer }}']);
});

it('lets an office write for itself alone', async () => {
  const { api, asked } = fake();
  await show(MessageTemplates, { api }, '/message-templates', { ...EDITOR, office: '20060', rights: { edit_templates: 'office' } });
  await press('Nowy wzór');
  await type('Nazwa', 'Staż');
  await type('Treść', 'Tak.');
  await press('Wyślij do sprawdzenia');
  expect(asked[0]).toMatchObject({ office: '20060' });
});

it('shows them to who only publishes', async () => {
  await show(MessageTemplates, { api: fake().api }, '/message-templates', { ...EDITOR, rights: { publish_templates: 'province' } });
  expect(seen()).toContain('SMS: kod');
  expect(seen()).not.toContain('Nowy wzór Wzory');
});
