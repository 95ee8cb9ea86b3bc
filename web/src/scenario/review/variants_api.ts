/** What answers for a time, and what comes when. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import type { Message, Scenario, Variant } from './plan';

export type NewVariant = Schema['VariantIn'];

export interface VariantsApi {
  scenarios(): Promise<Scenario[]>;
  /** The latest first, those that are over included. */
  variants(): Promise<Variant[]>;
  messages(): Promise<Message[]>;
  /** Raises ApiError: `settings_refused`. */
  add(wanted: NewVariant): Promise<Variant>;
  end(id: string): Promise<Variant>;
  /** The words that a caller of `number` hears first at a moment, if nothing is pressed; raises ApiError. */
  heard(scenario: string, version: number, number: string, at: string): Promise<string[]>;
}

/** Of the first words of a call. */
const LISTENED_S = 20;

export const webVariantsApi: VariantsApi = {
  scenarios: () => said(api.GET('/api/scenarios')),
  variants: () => said(api.GET('/api/scenario-variants')),
  messages: () => said(api.GET('/api/emergency-messages')),
  add: (wanted) => said(api.POST('/api/scenario-variants', { body: wanted })),
  end: (variant) => said(api.POST('/api/scenario-variants/{variant}/end', { params: { path: { variant } } })),
  async heard(name, version, number, at) {
    const surroundings = { number, at } as Schema['CaseContext']; // the rest is as usual
    const body = { name, version, surroundings, actions: [{ do: 'wait' as const, time: LISTENED_S }] };
    const { heard } = await said(api.POST('/api/scenario-simulations', { body }));
    return heard.map(({ text }) => text);
  },
};
