/** What is asked of a report, as it stands in the address and in the body of a request. Pure. */
import { addressOf as addressOfCalls, EVERY_CALL, filterOf, type CallFilter } from '../../call_list/filters';
import { countOf, daysOf, isDay, PERIODS, type Days, type Period } from './periods';
import type { Interval, Report, ReportQuestion } from './reports_api';

export const COMPARISONS = ['none', 'earlier', 'year', 'network', 'target'] as const;
export type Comparison = (typeof COMPARISONS)[number];
export const LISTS = ['offices', 'topics', 'numbers', 'languages', 'scenarios', 'agents'] as const;
export type ListName = (typeof LISTS)[number];

/** The figure whose calls are open; `line`: of which line of the table, null: of all. */
export interface Opened {
  metric: string;
  line: string | null;
}

export interface Sort {
  /** A figure, or "line" for the first column. */
  key: string;
  isDown: boolean;
}

export interface Asked extends Record<ListName, readonly string[]> {
  period: Period;
  /** Of the own period. */
  own: Days;
  /** Empty: as the report does by itself. */
  by: string;
  interval: string;
  compare: Comparison;
  threshold: number | null;
  /** In their order; null: those of the report. */
  columns: readonly string[] | null;
  sort: Sort | null;
  calls: Opened | null;
  /** Which of the opened calls, and in what order. */
  only: CallFilter;
  /** The saved view by which somebody came here. */
  view: string | null;
}

export const NOTHING: Asked = {
  period: 'yesterday',
  own: { from: '', to: '' },
  by: '',
  interval: '',
  compare: 'none',
  threshold: null,
  columns: null,
  sort: null,
  calls: null,
  only: EVERY_CALL,
  view: null,
  offices: [],
  topics: [],
  numbers: [],
  languages: [],
  scenarios: [],
  agents: [],
};

const NAME = /^[a-z0-9_]{1,40}$/;
/** Empty: what is not known. */
const VALUE = /^[\p{L}\p{N}@._ +-]{0,80}$/u;
const ID = /^[A-Za-z0-9-]{1,64}$/;
const MOST_SECONDS = 3600;
const MOST_VALUES = 100;

/** Of an address that somebody may have typed: what fits none is left out. */
export function askedOf(address: URLSearchParams): Asked {
  const text = (name: string) => address.get(name)?.trim() ?? '';
  const named = (name: string) => (NAME.test(text(name)) ? text(name) : '');
  const own = { from: text('from'), to: text('to') };
  const isOwn = isDay(own.from) && isDay(own.to);
  const wanted = PERIODS.find((each) => each === text('period') && each !== 'own');
  const seconds = /^\d{1,4}$/.test(text('threshold')) ? Number(text('threshold')) : 0;
  const columns = text('columns')
    .split(',')
    .filter((each, at, all) => NAME.test(each) && all.indexOf(each) === at);
  const sort = text('sort');
  const opened = named('calls');
  return {
    period: wanted ?? (isOwn ? 'own' : 'yesterday'),
    own: isOwn ? own : NOTHING.own,
    by: named('by'),
    interval: named('interval'),
    compare: COMPARISONS.find((each) => each === text('compare')) ?? 'none',
    threshold: seconds >= 1 && seconds <= MOST_SECONDS ? seconds : null,
    columns: columns.length ? columns : null,
    sort: NAME.test(sort.replace(/^-/, '')) ? { key: sort.replace(/^-/, ''), isDown: sort.startsWith('-') } : null,
    calls: opened ? { metric: opened, line: address.get('line') } : null,
    only: opened ? filterOf(address) : EVERY_CALL,
    view: ID.test(text('view')) ? text('view') : null,
    ...(Object.fromEntries(LISTS.map((name) => [name, [...new Set(address.getAll(name).filter((each) => VALUE.test(each)))].slice(0, MOST_VALUES)])) as Record<
      ListName,
      string[]
    >),
  };
}

export function pathOf(report: string): string {
  return `/reports/${report}`;
}

export function addressOf(report: string, asked: Asked): string {
  const query = queryOf(asked).toString();
  return query ? `${pathOf(report)}?${query}` : pathOf(report);
}

function queryOf(asked: Asked): URLSearchParams {
  const address = new URLSearchParams();
  if (asked.period === 'own') {
    address.set('from', asked.own.from);
    address.set('to', asked.own.to);
  } else if (asked.period !== NOTHING.period) address.set('period', asked.period);
  if (asked.by) address.set('by', asked.by);
  if (asked.interval) address.set('interval', asked.interval);
  for (const name of LISTS) for (const value of asked[name]) address.append(name, value);
  if (asked.compare !== 'none') address.set('compare', asked.compare);
  if (asked.threshold !== null) address.set('threshold', String(asked.threshold));
  if (asked.columns) address.set('columns', asked.columns.join(','));
  if (asked.sort) address.set('sort', (asked.sort.isDown ? '-' : '') + asked.sort.key);
  if (asked.view !== null) address.set('view', asked.view);
  if (asked.calls) {
    address.set('calls', asked.calls.metric);
    if (asked.calls.line !== null) address.set('line', asked.calls.line);
    addressOfCalls(asked.only).forEach((value, name) => address.set(name, value));
  }
  return address;
}

/** In which intervals, where the address says nothing: so that there are lines enough to see something, and few enough to read. */
export function intervalOf(report: Report, asked: Asked, days: Days): Interval {
  const allowed = report.intervals;
  const chosen = allowed.find((each) => each === asked.interval);
  if (chosen) return chosen;
  const count = countOf(days);
  const fitting: Interval[] = count <= 2 ? ['60min'] : count <= 62 ? ['day'] : count <= 400 ? ['week', 'month'] : ['month'];
  return fitting.find((each) => allowed.includes(each)) ?? report.default_interval;
}

/** What is asked of the web service. `today`: of Poland. A changed order, an opened list of calls, or a view's name ask nothing new. */
export function questionOf(report: Report, asked: Asked, today: string): ReportQuestion {
  const days = daysOf(asked.period, today, asked.own);
  const by = report.by.find((each) => each === asked.by) ?? report.default_by;
  return {
    report: report.key,
    from: days.from,
    to: days.to,
    by,
    interval: intervalOf(report, asked, days),
    offices: [...asked.offices],
    topics: [...asked.topics],
    numbers: [...asked.numbers],
    languages: [...asked.languages],
    scenarios: [...asked.scenarios],
    agents: [...asked.agents],
    compare: asked.compare,
    threshold: asked.threshold,
    columns: asked.columns ? [...asked.columns] : null,
  };
}
