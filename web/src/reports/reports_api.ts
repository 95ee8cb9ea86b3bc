/** Reports of figures: what there is, the answers, the calls behind a number, files, saved views. Failures are ApiErrors. */
import { api, said, type Schema } from '../api/client';
import type { Part } from '../api/pages.svelte';

export type Interval = '15min' | '30min' | '60min' | 'day' | 'week' | 'month' | 'quarter' | 'year';

export interface Report {
  key: string;
  title: string;
  question: string;
  columns: string[];
  main: string;
  by: string[];
  default_by: string;
  intervals: Interval[];
  default_interval: Interval;
  chart: 'line' | 'bars' | 'heat' | 'matrix' | 'none';
}

export interface ReportQuestion {
  report: string;
  from: string;
  to: string;
  by: string;
  interval: Interval;
  offices: string[];
  topics: string[];
  numbers: string[];
  languages: string[];
  scenarios: string[];
  agents: string[];
  compare: 'none' | 'earlier' | 'year' | 'network' | 'target';
  threshold: number | null;
  columns: string[] | null;
}

export interface Compared {
  value: number | null;
  n: number | null;
  text: string;
}

export interface Cell {
  value: number | null;
  n: number;
  text: string;
  earlier: Compared | null;
  target: Compared | null;
  network: Compared | null;
}

export interface Column {
  metric: string;
  title: string;
  unit: string;
  has_calls: boolean;
  threshold: number | null;
  better: string | null;
}

export interface Line {
  key: string;
  label: string;
  begin: string | null;
  end: string | null;
  hours: number | null;
  cells: Cell[];
}

export interface PartOf {
  key: string;
  label: string;
  value: number | null;
  n: number;
  text: string;
}

export interface Head {
  key: string;
  label: string;
}

export interface Matrix {
  metric: string;
  unit: string;
  rows: Head[];
  columns: Head[];
  values: (Cell | null)[][];
}

export interface Answer {
  report: string;
  title: string;
  question: string;
  chart: Report['chart'];
  by: string;
  interval: Interval;
  period: string;
  offices: string;
  time_zone: string;
  sentence: string;
  narrowed: boolean;
  complete_until: string | null;
  complete_text: string;
  is_complete: boolean;
  compared_with: string | null;
  columns: Column[];
  main: string;
  by_title: string;
  lines: Line[];
  total: Cell[];
  parts: Record<string, PartOf[]>;
  matrix: Matrix | null;
}

export interface FigureCall {
  id: string;
  started_at: string;
  ended_at: string | null;
  number: string;
  language: string;
  topic: string | null;
  office: string | null;
  served_office: string | null;
  path: string;
  cases: number;
}

export interface CallsPart extends Part<FigureCall> {
  /** How many cases all of them are: the figure. */
  total: number;
}

export interface SavedView {
  id: string;
  name: string;
  report: string;
  question: ReportQuestion;
  is_shared: boolean;
  owner: string;
  created_at: string;
}

export type Format = 'csv' | 'xlsx' | 'pdf';

export interface ReportsApi {
  catalogue(): Promise<Report[]>;
  /** Raises ApiError: `unclear_query` with a sentence. An AbortError when the signal says so. */
  run(question: ReportQuestion, signal: AbortSignal): Promise<Answer>;
  calls(question: ReportQuestion, metric: string, line: string | null, after: string | null): Promise<CallsPart>;
  file(question: ReportQuestion, format: Format): Promise<{ content: Blob; name: string }>;
}
