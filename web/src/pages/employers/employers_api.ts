/** Employers. Failures are ApiErrors; who opens a card is written down by the server. */
import { api, said, type Schema } from '../../api/client';

export type EmployerLine = Schema['EmployerLine'];
export type EmployerCard = Schema['EmployerCard'];
export type EmployerEntry = Schema['EmployerEntry'];
export type EmployerIn = Schema['EmployerIn'];
export type Contact = Schema['ContactOut'];
export type ContactIn = Schema['ContactIn'];
export type Agreement = Schema['AgreementOut'];
export type AgreementIn = Schema['AgreementIn'];
export type EmployerSearch = Omit<Schema['EmployerSearchIn'], 'limit' | 'offset'>;

export interface EmployersApi {
  /** `total`: at most `COUNTED`, which means that many or more. */
  search(wanted: EmployerSearch, offset: number, most: number): Promise<{ employers: EmployerLine[]; total: number }>;
  /** By the office's code. */
  counts(wanted: EmployerSearch): Promise<Record<string, number>>;
  view(id: string): Promise<EmployerCard>;
  /** null: a new one. Raises ApiError: `settings_refused`, `stale_version`, `transition_refused`. */
  save(entry: EmployerEntry | null, employer: EmployerIn): Promise<EmployerCard>;
  saveContact(employer: string, contact: Contact | null, wanted: ContactIn): Promise<EmployerCard>;
  removeContact(employer: string, contact: Contact): Promise<EmployerCard>;
  note(employer: string, text: string): Promise<EmployerCard>;
  saveAgreement(employer: string, agreement: Agreement | null, wanted: AgreementIn): Promise<EmployerCard>;
  join(employer: string, other: string): Promise<EmployerCard>;
  separate(entry: string): Promise<EmployerCard>;
}

/** The web service counts and tells no more. */
export const COUNTED = 1000;

const at = (employer_id: string) => ({ params: { path: { employer_id } } });
/** A new part has no id of its own yet. */
const part = (employer_id: string, one: { id: string; version: number } | null) => ({
  params: { path: { employer_id, part_id: one?.id ?? 'new' }, header: { 'If-Match': `"${one?.version ?? 0}"` } },
});

export const webEmployersApi: EmployersApi = {
  search: (wanted, offset, limit) => said(api.POST('/api/employers/search', { body: { ...wanted, offset, limit } })),
  counts: async (wanted) => (await said(api.POST('/api/employers/counties', { body: { ...wanted, limit: 1, offset: 0 } }))).offices,
  view: (id) => said(api.GET('/api/employers/{employer_id}', at(id))),
  save: (entry, body) =>
    entry === null
      ? said(api.POST('/api/employers', { body }))
      : said(api.PUT('/api/employers/{employer_id}', { params: { path: { employer_id: entry.id }, header: { 'If-Match': `"${entry.version}"` } }, body })),
  saveContact: (id, contact, body) => said(api.PUT('/api/employers/{employer_id}/contacts/{part_id}', { ...part(id, contact), body })),
  removeContact: (id, contact) => said(api.DELETE('/api/employers/{employer_id}/contacts/{part_id}', part(id, contact))),
  note: (id, text) => said(api.POST('/api/employers/{employer_id}/notes', { ...at(id), body: { text } })),
  saveAgreement: (id, agreement, body) => said(api.PUT('/api/employers/{employer_id}/agreements/{part_id}', { ...part(id, agreement), body })),
  join: (id, other) => said(api.POST('/api/employers/{employer_id}/join', { ...at(id), body: { other } })),
  separate: (id) => said(api.POST('/api/employers/{employer_id}/separation', at(id))),
};
