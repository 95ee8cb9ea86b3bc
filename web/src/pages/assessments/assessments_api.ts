/** Assessments of conversations over the web service. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import type { Part } from '../../data/pages.svelte';

export type Assessment = Schema['AssessmentOut'];
export type AssessmentDetail = Schema['AssessmentDetail'];
export type Assessor = Schema['AssessorOut'];
export type Criterion = Schema['CriterionOut'];
export type Form = Schema['FormOut'];
export type FormList = Schema['FormList'];
export type NewForm = Schema['FormIn'];
export type Sample = Schema['SampleOut'];
export type NewSample = Schema['SampleIn'];
export type Sheet = Schema['SheetOut'];
export type NewSheet = Schema['SheetIn'];
export type Summary = Schema['SummaryOut'];
export type State = Assessment['state'];
export type SetAsideFor = Schema['SetAsideIn']['why'];
export type AnswerKind = Schema['AnswerIn']['kind'];

export interface ListFilter {
  /** Empty: every state. */
  state: State | '';
  /** A consultant; empty: all. */
  agent: string;
  /** Only those that this account assesses. */
  isMine: boolean;
}

/** On the version that was read: `stale_version` if it is another one by now. */
export interface AssessmentsApi {
  list(filter: ListFilter, account: string, after: string | null): Promise<Part<Assessment>>;
  view(id: string): Promise<AssessmentDetail>;
  save(id: string, version: number, sheet: NewSheet): Promise<AssessmentDetail>;
  give(id: string, version: number): Promise<AssessmentDetail>;
  correct(id: string, version: number, sheet: NewSheet, why: string): Promise<AssessmentDetail>;
  answer(id: string, version: number, kind: AnswerKind, words: string): Promise<AssessmentDetail>;
  close(id: string, version: number): Promise<AssessmentDetail>;
  setAside(id: string, version: number, why: SetAsideFor): Promise<AssessmentDetail>;
  assign(id: string, version: number, assessor: string): Promise<AssessmentDetail>;
}

export interface SamplesApi {
  samples(after: string | null): Promise<Part<Sample>>;
  assessors(office: string): Promise<Assessor[]>;
  draw(wanted: NewSample): Promise<Sample>;
}

export interface FormsApi {
  forms(): Promise<FormList>;
  set(form: NewForm, version: number): Promise<Form>;
}

export interface SummaryApi {
  summary(firstDay: string, lastDay: string, office: string): Promise<Summary>;
}

const PAGE = 50;

function on(id: string, version: number) {
  return { path: { assessment_id: id }, header: { 'If-Match': `"${version}"` } };
}

export const webAssessmentsApi: AssessmentsApi = {
  async list({ state, agent, isMine }, account, after) {
    const query = {
      limit: PAGE,
      ...(state && { state }),
      ...(agent && { agent }),
      ...(isMine && { assessor: account }),
      ...(after !== null && { cursor: after }),
    };
    const found = await said(api.GET('/api/assessments', { params: { query } }));
    return { rows: [...found.assessments], after: found.next_cursor };
  },
  view: (id) => said(api.GET('/api/assessments/{assessment_id}', { params: { path: { assessment_id: id } } })),
  save: (id, version, body) => said(api.POST('/api/assessments/{assessment_id}/sheet', { params: on(id, version), body })),
  give: (id, version) => said(api.POST('/api/assessments/{assessment_id}/give', { params: on(id, version) })),
  correct: (id, version, sheet, why) => said(api.POST('/api/assessments/{assessment_id}/correct', { params: on(id, version), body: { ...sheet, why } })),
  answer: (id, version, kind, words) => said(api.POST('/api/assessments/{assessment_id}/answer', { params: on(id, version), body: { kind, words } })),
  close: (id, version) => said(api.POST('/api/assessments/{assessment_id}/close', { params: on(id, version) })),
  setAside: (id, version, why) => said(api.POST('/api/assessments/{assessment_id}/set-aside', { params: on(id, version), body: { why } })),
  assign: (id, version, assessor) => said(api.POST('/api/assessments/{assessment_id}/assign', { params: on(id, version), body: { assessor } })),
};

export const webSamplesApi: SamplesApi = {
  async samples(after) {
    const query = { limit: PAGE, ...(after !== null && { cursor: after }) };
    const found = await said(api.GET('/api/assessment-samples', { params: { query } }));
    return { rows: [...found.samples], after: found.next_cursor };
  },
  assessors: (office) => said(api.GET('/api/assessors', { params: { query: { office } } })),
  draw: (body) => said(api.POST('/api/assessment-samples', { body })),
};

export const webFormsApi: FormsApi = {
  forms: () => said(api.GET('/api/assessment-forms')),
  set: (body, version) => said(api.POST('/api/assessment-forms', { params: { header: { 'If-Match': `"${version}"` } }, body })),
};

export const webSummaryApi: SummaryApi = {
  summary: (first_day, last_day, office) =>
    said(api.GET('/api/assessments/summary', { params: { query: { first_day, last_day, ...(office && { office }) } } })),
};
