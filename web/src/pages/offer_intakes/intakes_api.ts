/** Offers that are taken in by telephone. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type Intake = Schema['IntakeOut'];
export type IntakeSummary = Schema['IntakeSummary'];
export type Typed = Schema['IntakeIn'];
export type Decision = Schema['IntakeDecision']['state'];
export type Employer = Schema['EmployerHit'];
export type Occupation = Schema['OccupationHit'];
export type Gmina = Schema['GminaOut'];

export interface IntakesApi {
  list(over: boolean): Promise<IntakeSummary[]>;
  begin(call: string | null): Promise<Intake>;
  view(id: string): Promise<Intake>;
  /** On the version that was read. Raises ApiError: `stale_version`, `transition_refused`. */
  save(id: string, typed: Typed, version: number): Promise<Intake>;
  /** Raises ApiError with a field for each thing that is missing. */
  submit(intake: Intake): Promise<Intake>;
  /** Raises ApiError: `four_eyes_needed` for who has written of it. */
  decide(intake: Intake, state: Decision, reason: string): Promise<Intake>;
  withdraw(intake: Intake, reason: string): Promise<Intake>;
  employers(typed: string): Promise<Employer[]>;
  occupations(typed: string): Promise<Occupation[]>;
  gminas(): Promise<Gmina[]>;
}

const on = (id: string, version: number) => ({ path: { intake_id: id }, header: { 'If-Match': `"${version}"` } });
const MOST = 200;

export const webIntakesApi: IntakesApi = {
  list: async (over) => (await said(api.GET('/api/offer-intakes', { params: { query: { over, limit: MOST } } }))).intakes,
  begin: (call) => said(api.POST('/api/offer-intakes', { body: { call_id: call } })),
  view: (id) => said(api.GET('/api/offer-intakes/{intake_id}', { params: { path: { intake_id: id } } })),
  save: (id, body, version) => said(api.PUT('/api/offer-intakes/{intake_id}', { params: on(id, version), body })),
  submit: ({ id, version }) => said(api.POST('/api/offer-intakes/{intake_id}/submission', { params: on(id, version) })),
  decide: ({ id, version }, state, reason) => said(api.POST('/api/offer-intakes/{intake_id}/decision', { params: on(id, version), body: { state, reason } })),
  withdraw: ({ id, version }, reason) => said(api.POST('/api/offer-intakes/{intake_id}/withdrawal', { params: on(id, version), body: { reason } })),
  employers: async (q) => (await said(api.GET('/api/employers', { params: { query: { q } } }))).employers,
  occupations: async (q) => (await said(api.GET('/api/occupations', { params: { query: { q } } }))).occupations,
  gminas: () => said(api.GET('/api/gminas')),
};
