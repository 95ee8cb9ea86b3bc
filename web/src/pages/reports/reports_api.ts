/** Reports of figures: what there is, the answers, the calls behind a number, files, saved views. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import { onlyOf, type CallFilter } from '../../call_list/filters';
import type { Part } from '../../data/pages.svelte';
import type { Opened } from './question';

export type Report = Schema['ReportOut'];
export type ReportQuestion = Schema['ReportQuestion'];
export type Interval = Report['default_interval'];
export type GroupBy = Report['default_by'];
export type Choices = Schema['ReportFilters'];
export type Answer = Schema['ReportAnswer'];
export type Column = Schema['ReportColumn'];
export type Line = Schema['ReportLine'];
export type Cell = Schema['ReportCell'];
export type Compared = Schema['ComparedFigure'];
export type PartOf = Schema['ReportPart'];
export type Cards = Schema['ReportCards'];
export type Card = Schema['ReportCard'];
export type Verdict = Schema['Verdict'];
export type FigureCall = Schema['FigureCallOut'];
export type SavedView = Schema['ReportViewOut'];
export type WantedView = Schema['ReportViewIn'];
export type Target = Schema['ReportTargetOut'];
export type WantedTarget = Schema['ReportTargetIn'];
export type Format = 'csv' | 'xlsx' | 'pdf';

export interface CallsPart extends Part<FigureCall> {
  /** How many cases all of them are: the figure. */
  total: number;
}

export interface Made {
  content: Blob;
  name: string;
}

export interface ReportsApi {
  catalogue(): Promise<Report[]>;
  /** Of every report its figure in fourteen days. */
  cards(): Promise<Cards>;
  choices(): Promise<Choices>;
  /** Raises ApiError: `report_refused` with a sentence. Cut off by the signal, it raises something else. */
  run(question: ReportQuestion, signal: AbortSignal): Promise<Answer>;
  /** `line`: of which line; null: of all. Raises ApiError `report_refused` with a sentence: for too many days. */
  calls(question: ReportQuestion, opened: Opened, only: CallFilter, after: string | null): Promise<CallsPart>;
  file(question: ReportQuestion, format: Format): Promise<Made>;
}

export type WantedMail = Required<Schema['ReportMail']>;

export interface ViewsApi {
  list(): Promise<SavedView[]>;
  make(wanted: WantedView): Promise<SavedView>;
  /** Raises ApiError `not_found`, also for another's. */
  change(id: string, wanted: WantedView): Promise<SavedView>;
  remove(id: string): Promise<void>;
  /** Each Monday. Raises ApiError: `report_refused`. */
  mail(id: string, wanted: WantedMail): Promise<SavedView>;
  endMail(id: string): Promise<SavedView>;
}

export interface TargetsApi {
  /** The province's and those of the own offices, by figure, office and first day. */
  list(): Promise<Target[]>;
  /** One of the same figure, office and day is replaced. Raises ApiError `report_refused` with a sentence. */
  set(wanted: WantedTarget): Promise<Target>;
}

const PAGE = 50;
const FILE_MS = 120_000;

/** A file of a long period takes longer to make than any other answer. */
const patiently = (request: Request) => fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(FILE_MS)]) });

/** The name that the server has given the file; in `filename*` it is encoded. */
export function nameOf(disposition: string | null, otherwise: string): string {
  const encoded = /filename\*=utf-8''([^;]+)/i.exec(disposition ?? '')?.[1];
  const plain = /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1];
  try {
    return encoded ? decodeURIComponent(encoded) : (plain ?? otherwise);
  } catch {
    return plain ?? otherwise;
  }
}

export const webReportsApi: ReportsApi = {
  async catalogue() {
    return said(api.GET('/api/reports'));
  },
  async cards() {
    return said(api.GET('/api/reports/cards'));
  },
  async choices() {
    return said(api.GET('/api/reports/filters'));
  },
  async run(question, signal) {
    return said(api.POST('/api/reports/run', { body: question, signal }));
  },
  async calls(question, { metric, line }, only, after) {
    const body = { ...question, metric, line, only: onlyOf(only), order: only.order, limit: PAGE, ...(after !== null && { cursor: after }) };
    const found = await said(api.POST('/api/reports/calls', { body }));
    return { rows: found.calls, after: found.next_cursor, total: found.total };
  },
  async file(question, format) {
    const options = { params: { query: { format } }, body: question, parseAs: 'blob' as const, fetch: patiently };
    const answer = await api.POST('/api/reports/export', options);
    return {
      content: answer.data as unknown as Blob,
      name: nameOf(answer.response.headers.get('Content-Disposition'), `raport-${question.report}.${format}`),
    };
  },
};

const path = (id: string) => ({ params: { path: { view_id: id } } });

export const webViewsApi: ViewsApi = {
  async list() {
    return said(api.GET('/api/report-views'));
  },
  async make(wanted) {
    return said(api.POST('/api/report-views', { body: wanted }));
  },
  async change(id, wanted) {
    return said(api.PUT('/api/report-views/{view_id}', { ...path(id), body: wanted }));
  },
  async remove(id) {
    await said(api.DELETE('/api/report-views/{view_id}', path(id)));
  },
  async mail(id, wanted) {
    return said(api.PUT('/api/report-views/{view_id}/mail', { ...path(id), body: wanted }));
  },
  async endMail(id) {
    return said(api.DELETE('/api/report-views/{view_id}/mail', path(id)));
  },
};

export const webTargetsApi: TargetsApi = {
  async list() {
    return said(api.GET('/api/report-targets'));
  },
  async set(wanted) {
    return said(api.PUT('/api/report-targets', { body: wanted }));
  },
};
