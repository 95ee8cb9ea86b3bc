/** A client of nobody, and a web service that knows only this one. */
import { ApiError } from '../../src/api/client';
import type { ClientFound, ClientSearch, ClientView, Contact, CorrectionIn } from '../../src/client_card/client_api';
import type { ClientSideApi, DeskClient, EntryFields, Matches, SavedEntry } from '../../src/pages/desk/client_side_api';

export const ANNA: ClientView = {
  id: 'client-anna',
  office: '20060',
  version: 3,
  groups: ['identity', 'contact_data', 'registration', 'qualifications', 'employment', 'visits', 'benefits', 'referrals', 'consents', 'history'],
  occasion: 'call',
  identity: { first_name: 'Anna Maria', last_name: 'Żółtowska', birth_date: '1985-03-09', sex: 'K', citizenship: 'polskie' },
  contact_data: {
    phone: '600100200',
    sms_number: '600100200',
    email: null,
    street: 'Wojska Polskiego',
    house: '5',
    postal_code: '18-500',
    mailing_address: 'skr. poczt. 7, 18-500 Kolno',
    gmina: '2006011',
    gmina_name: 'Kolno',
    language: 'pl',
  },
  registration: {
    status: 'unemployed',
    since: '2026-02-02',
    reason_code: null,
    is_insured: true,
    insured_from: '2026-02-02',
    is_first_time: false,
    is_long_term: true,
    is_rural: true,
    adviser: 'Ewa Lis',
    plan_from: '2026-03-01',
    contact_due: '2026-12-12',
    contact_interval: 90,
    last_contact_on: '2026-09-13',
    periods: [{ from_on: '2026-02-02', to_on: null, status: 'unemployed', reason_code: null }],
  },
  qualifications: [{ kind: 'learned', name: 'krawcowa', occupation: '753105', level: null, years: 4 }],
  employment: [{ employer_name: 'Szwalnia', position: 'krawcowa', occupation: '753105', from_on: '2019-05-01', to_on: '2025-12-31', basis: 'umowa o pracę' }],
  visits: [{ at: '2026-12-12T09:15:00Z', room: '12', adviser: 'Ewa Lis', purpose: 'oferty', state: 'planned' }],
  benefits: {
    benefits: [{ kind: 'zasilek', from_on: '2026-02-10', to_on: null, days_left: 41, grosze: 172190 }],
    payments: [{ kind: 'zasilek', month: '2026-11-01', pay_on: '2026-12-05', grosze: 172190 }],
  },
  referrals: { referrals: [], participations: [], decisions: [] },
  consents: [
    {
      purpose: 'contact',
      channel: 'sms',
      state: 'given',
      is_given: true,
      since: '2026-02-02T08:00:00Z',
      source: 'consultant',
      said: [
        {
          at: '2026-02-02T08:00:00Z',
          what: 'given',
          source: 'consultant',
          by: 'k20060-1',
          text_id: null,
          reference: 'call-1',
          evidence: { words: 'Tak, proszę o SMS.' },
        },
      ],
    },
  ],
  cards: null,
};

/** What a consultant of another office sees. */
export const ANNA_FROM_AFAR: ClientView = {
  ...ANNA,
  groups: ['identity', 'registration', 'qualifications', 'visits', 'benefits'],
  contact_data: null,
  employment: null,
  referrals: null,
  consents: null,
};

export function contact(id: string, change: Partial<Contact> = {}): Contact {
  return {
    id,
    at: '2026-11-20T08:42:00Z',
    kind: 'entry',
    channel: 'call',
    direction: 'in',
    call_id: 'call-0',
    account: 'k20060-1',
    topic: 'unemployed',
    outcome: 'informed',
    note: 'Pyta o szkolenie.',
    summary: 'Rozmowa z konsultantem.',
    is_ninety_day: false,
    evidence: null,
    ...change,
  };
}

export const gone = (status: number, code = 'network', message = 'Brak połączenia.') => new ApiError(code, message, status);

/** What was asked, in order; `fails` has the errors of the next questions of that name. */
export class FakeClients implements ClientSideApi {
  readonly asked: unknown[][] = [];
  readonly fails = new Map<string, ApiError[]>();
  callerIs: DeskClient = { call_id: 'call-1', client: ANNA };
  viewIs: ClientView = ANNA;
  foundIs: ClientFound[] = [];
  after: string | null = null;
  contactsAre: Contact[] = [contact('contact-1')];
  /** What stands at the server, by call. */
  readonly entries = new Map<string, SavedEntry>();
  /** Saves are written, but their answers are lost. */
  losesAnswers = 0;

  count(name: string): number {
    return this.asked.filter(([each]) => each === name).length;
  }

  failNext(name: string, ...errors: ApiError[]): void {
    this.fails.set(name, errors);
  }

  async #said<T>(name: string, args: unknown[], value: () => T): Promise<T> {
    this.asked.push([name, ...args]);
    const error = this.fails.get(name)?.shift();
    if (error !== undefined) throw error;
    return value();
  }

  caller = () => this.#said('caller', [], () => this.callerIs);
  view = (client: string, why: object) => this.#said('view', [client, why], () => this.viewIs);
  history = (client: string, after: string | null) => this.#said('history', [client, after], () => ({ contacts: this.contactsAre, after: this.after }));
  find = (wanted: ClientSearch) => this.#said('find', [wanted], () => ({ clients: this.foundIs, after: this.after }));
  correct = (client: string, version: number, correction: CorrectionIn) => this.#said('correct', [client, version, correction], () => undefined);
  gminas = () => this.#said('gminas', [], () => [{ teryt: '2006011', name: 'Kolno', kind: 'town' as const, office: '20060' }]);
  matchesAre: Matches = { offers: [], trainings: [], sees_referrals: true };
  matches = (client: string, call: string) => this.#said('matches', [client, call], () => this.matchesAre);
  entry = (client: string, call: string) => this.#said('entry', [client, call], () => this.entries.get(call) ?? null);

  save = (client: string, call: string, fields: EntryFields, etag: string | null) =>
    this.#said('save', [client, call, fields, etag], () => {
      const there = this.entries.get(call) ?? null;
      if ((there?.etag ?? null) !== etag) throw gone(412, 'stale_version', 'Dane zmieniły się w międzyczasie.');
      const version = there === null ? 1 : Number(there.etag.replaceAll('"', '')) + 1;
      const saved = { fields, etag: `"${version}"` };
      this.entries.set(call, saved);
      if (this.losesAnswers > 0) {
        this.losesAnswers -= 1;
        throw gone(0);
      }
      return saved;
    });
}
