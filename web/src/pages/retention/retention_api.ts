/** For how long what is kept, and the runs that let go of what is due. Nobody's data are in them. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import type { Part } from '../../data/pages.svelte';
import { isProposal } from '../../api/proposal';

export type Rule = Schema['RetentionRuleOut'];
export type RuleRow = Rule['rows'][number];
export type WantedRule = Schema['RetentionRuleIn'];
export type Run = Schema['RetentionRunOut'];
export type KindCounts = Run['counts'][number];

export interface RetentionApi {
  rules(): Promise<Rule[]>;
  /** On the version that was read; null: it keeps something for fewer days and waits for a second person. Raises
   * ApiError: `stale_version`, `settings_refused`, `no_second_person`. */
  plan(rule: Rule, wanted: WantedRule): Promise<Rule | null>;
  /** Newest first. */
  runs(after: string | null): Promise<Part<Run>>;
  /** Raises ApiError: `run_goes_on`. */
  begin(isDry: boolean): Promise<Run>;
}

const PAGE = 20;

/** Who begins the run of each night, and has set the rules that ship. */
export const NOBODY = 'system';

export const webRetentionApi: RetentionApi = {
  async rules() {
    return said(api.GET('/api/retention/rules'));
  },
  async plan({ kind, version }, wanted) {
    const params = { path: { kind }, header: { 'If-Match': `"${version}"` } };
    const answer = await said(api.POST('/api/retention/rules/{kind}', { params, body: wanted }));
    return isProposal(answer) ? null : answer;
  },
  async runs(after) {
    const query = { limit: PAGE, ...(after !== null && { cursor: after }) };
    const found = await said(api.GET('/api/retention/runs', { params: { query } }));
    return { rows: found.runs, after: found.next_cursor };
  },
  async begin(isDry) {
    return said(api.POST('/api/retention/runs', { body: { is_dry: isDry } }));
  },
};
