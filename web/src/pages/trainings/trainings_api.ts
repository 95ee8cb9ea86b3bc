/** Trainings and their lists. Failures are ApiErrors; each look at somebody in a list is written down by the server. */
import { api, said, type Schema } from '../../api/client';

export type Training = Schema['TrainingOut'];
export type TrainingIn = Schema['TrainingIn'];
export type Enrolment = Schema['EnrolmentOut'];
export type EnrolmentState = Schema['EnrolmentState'];
export type Institution = Schema['InstitutionOut'];

export interface TrainingFilter {
  q: string;
  office: string;
  occupation: string;
  past: boolean;
  free: boolean;
}

export interface TrainingsApi {
  list(wanted: TrainingFilter): Promise<Training[]>;
  view(id: string): Promise<Training>;
  /** A new one has version 0. Raises ApiError: `settings_refused`, `stale_version`. */
  save(id: string, training: TrainingIn, version: number): Promise<Training>;
  cancel(training: Training): Promise<Training>;
  institutions(): Promise<Institution[]>;
  /** Of the clients of the own offices. */
  enrolments(training: string): Promise<Enrolment[]>;
  /** The client has agreed. Raises ApiError: `reason_needed`, `transition_refused`. */
  enrol(training: string, client: string, reason: string | null): Promise<EnrolmentState>;
  resign(enrolment: string): Promise<EnrolmentState>;
  answer(enrolment: string, takesIt: boolean): Promise<EnrolmentState>;
}

const MOST = 500;
const training = (id: string) => ({ path: { training_id: id } });
const entry = (id: string) => ({ params: { path: { enrolment_id: id } } });

export const webTrainingsApi: TrainingsApi = {
  async list({ q, office, occupation, past, free }) {
    const query = { q, occupation, past, free, limit: MOST, ...(office && { office }) };
    return (await said(api.GET('/api/trainings', { params: { query } }))).trainings;
  },
  view: (id) => said(api.GET('/api/trainings/{training_id}', { params: training(id) })),
  save: (id, body, version) => said(api.PUT('/api/trainings/{training_id}', { params: { ...training(id), header: { 'If-Match': `"${version}"` } }, body })),
  cancel: ({ id, version }) =>
    said(api.POST('/api/trainings/{training_id}/cancellation', { params: { ...training(id), header: { 'If-Match': `"${version}"` } } })),
  institutions: async () => (await said(api.GET('/api/training-institutions', { params: { query: { limit: MOST } } }))).institutions,
  enrolments: async (id) => (await said(api.GET('/api/trainings/{training_id}/enrolments', { params: training(id) }))).enrolments,
  enrol: (id, client, reason) =>
    said(api.POST('/api/trainings/{training_id}/enrolments', { params: training(id), body: { client_id: client, has_agreed: true, reason } })),
  resign: (id) => said(api.POST('/api/enrolments/{enrolment_id}/resignation', entry(id))),
  answer: (id, takesIt) => said(api.POST('/api/enrolments/{enrolment_id}/answer', { ...entry(id), body: { takes_it: takesIt } })),
};
