/** How work is shared out between consultants: figures of a report, and what each serves and knows. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type Answer = Schema['ReportAnswer'];
export type Consultant = Schema['AgentOut'];

export interface DistributionApi {
  /** Of an office's consultants, of days that both belong to it. The look stands in the audit log. */
  figures(office: string, from: string, to: string): Promise<Answer>;
  /** `dismissed`: also those who were dismissed since, for who manages consultants. */
  consultants(dismissed: boolean): Promise<Consultant[]>;
}

export const FIGURES = ['talks', 'logged_in_hours', 'calls_per_hour', 'occupancy', 'jain_number', 'jain_time'] as const;
export type Figure = (typeof FIGURES)[number];

export const webDistributionApi: DistributionApi = {
  figures(office, from, to) {
    const lists = { offices: [office], topics: [], numbers: [], languages: [], scenarios: [], agents: [] };
    return said(api.POST('/api/reports/run', { body: { report: 'consultants', by: 'agent', from, to, compare: 'none', columns: [...FIGURES], ...lists } }));
  },
  consultants: (dismissed) => said(api.GET('/api/agents', { params: { query: { include_dismissed: dismissed } } })),
};
