/** Numbers that callers dial. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import { onVersion, type Kept, type ThingsApi } from '../../things/things_api';

export type DialledNumber = Schema['NumberOut'] & Kept;
export type Price = DialledNumber['price'];

export interface NumberSent {
  /** Of a new one. */
  number: string;
  scenario: string;
  price: Price;
  description: string;
  office: string | null;
}

export interface Answering {
  name: string;
  title: string;
}

export interface NumbersApi extends ThingsApi<DialledNumber, NumberSent> {
  /** The scenarios that are in force and so may answer, by title. */
  scenarios(): Promise<Answering[]>;
}

const of = (number: string) => ({ params: { path: { dialled_number: number } } });

export const webNumbersApi: NumbersApi = {
  async all() {
    const found = await said(api.GET('/api/numbers', { params: { query: { deactivated: true } } }));
    return found.map((each) => ({ ...each, id: each.number }));
  },
  save: (number, { number: _typed, ...body }, version) =>
    said(api.PUT('/api/numbers/{dialled_number}', { params: { path: { dialled_number: number }, header: onVersion(version) }, body })),
  close: (number) => said(api.POST('/api/numbers/{dialled_number}/deactivate', of(number))),
  restore: (number) => said(api.POST('/api/numbers/{dialled_number}/restore', of(number))),
  async scenarios() {
    const found = await said(api.GET('/api/scenarios'));
    return found
      .filter(({ in_force }) => in_force !== null)
      .map(({ name, title }) => ({ name, title }))
      .sort((one, other) => one.title.localeCompare(other.title, 'pl'));
  },
};
