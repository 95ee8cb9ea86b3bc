/** Reports to the help desk. Failures are ApiErrors. */
import { api, said, type Schema } from '../api/client';
import type { Part } from '../data/pages.svelte';

export type Report = Schema['HelpReport'];
export type ReportDetail = Schema['HelpReportDetail'];
export type NewReport = Schema['HelpReportIn'];
export type ReportState = Report['state'];
export type ReportKind = Report['kind'];
export type ReportStep = ReportDetail['may'][number];

/** `own`: those of the account alone, the newest first; all others by age. */
export interface ReportFilter {
  own?: boolean;
  kind?: ReportKind | '';
  states?: readonly ReportState[];
}

export interface ReportsApi {
  list(filter: ReportFilter, after: string | null): Promise<Part<Report>>;
  report(wanted: NewReport): Promise<ReportDetail>;
  view(id: string): Promise<ReportDetail>;
  /** Raises ApiError: `work_taken` with who has it, `report_step_refused`, `stale_version`. */
  take(report: ReportDetail, step: ReportStep, words: string, doneIn: string | null): Promise<ReportDetail>;
}

const PAGE = 50;

export const webReportsApi: ReportsApi = {
  async list({ own = false, kind = '', states = [] }, after) {
    const query = {
      limit: PAGE,
      ...(own && { own }),
      ...(kind && { kind }),
      ...(states.length > 0 && { states: [...states] }),
      ...(after !== null && { cursor: after }),
    };
    const found = await said(api.GET('/api/help-reports', { params: { query } }));
    return { rows: [...found.reports], after: found.next_cursor };
  },
  report: (wanted) => said(api.POST('/api/help-reports', { body: wanted })),
  view: (id) => said(api.GET('/api/help-reports/{report_id}', { params: { path: { report_id: id } } })),
  take: ({ id, version }, step, words, doneIn) =>
    said(
      api.POST('/api/help-reports/{report_id}/steps', {
        params: { path: { report_id: id }, header: { 'If-Match': `"${version}"` } },
        body: { step, words, done_in: doneIn },
      }),
    ),
};
