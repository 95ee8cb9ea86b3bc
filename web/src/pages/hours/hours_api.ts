/** When offices take calls, and what callers meet. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import { soundOf, type Speak } from '../../api/sound';

export type Hours = Schema['HoursOut'];
export type State = Schema['StateOut'];
export type Plan = Schema['PlanOut'];
export type NewPlan = Schema['PlanIn'];
export type Week = Schema['WeeklyPlan'];
export type Span = Schema['OpeningSpan'];
export type Exception = Schema['OpeningException'];
export type Days = Schema['SpecialDays'];
export type CalendarDay = Schema['CalendarDay'];
export type Pool = Schema['PoolOut'];
export type Holiday = Schema['HolidayOut'];

/** Each change names the version that was read. Raises ApiError: `stale_version`, `settings_refused`. */
export interface HoursApi {
  hours(office: string): Promise<Hours>;
  year(office: string, year: number): Promise<CalendarDay[]>;
  /** `closing`: as if the office closed today at that time ("12:00"). */
  at(office: string, moment: string, closing?: string): Promise<State>;
  /** All that ever were, the latest first. */
  plans(office: string): Promise<Plan[]>;
  exceptions(office: string): Promise<Exception[]>;
  pools(): Promise<Pool[]>;
  holidays(year: number): Promise<Holiday[]>;
  plan(office: string, wanted: NewPlan, version: number): Promise<Plan>;
  add(office: string, days: Days, version: number): Promise<Exception>;
  change(office: string, id: string, days: Days, version: number): Promise<Exception>;
  remove(office: string, id: string, version: number): Promise<void>;
  restore(office: string, id: string, version: number): Promise<Exception>;
  closeEarly(office: string, closedFrom: string, text: string, version: number): Promise<void>;
  openAgain(office: string, version: number): Promise<void>;
  speak: Speak;
}

const on = (version: number) => ({ 'If-Match': `"${version}"` });

export const webHoursApi: HoursApi = {
  hours: (office) => said(api.GET('/api/hours/{office}', { params: { path: { office } } })),
  year: (office, year) => said(api.GET('/api/hours/{office}/days/{year}', { params: { path: { office, year } } })),
  at(office, moment, closing) {
    const query = { moment, ...(closing !== undefined && { closing }) };
    return said(api.GET('/api/hours/{office}/at', { params: { path: { office }, query } }));
  },
  plans: (office) => said(api.GET('/api/hours/{office}/plans', { params: { path: { office } } })),
  exceptions: (office) => said(api.GET('/api/hours/{office}/exceptions', { params: { path: { office } } })),
  pools: () => said(api.GET('/api/evening-pools')),
  holidays: (year) => said(api.GET('/api/holidays/{year}', { params: { path: { year } } })),
  plan(office, body, version) {
    return said(api.PUT('/api/hours/{office}/plan', { params: { path: { office }, header: on(version) }, body }));
  },
  add(office, body, version) {
    return said(api.POST('/api/hours/{office}/exceptions', { params: { path: { office }, header: on(version) }, body }));
  },
  change(office, id, body, version) {
    const params = { path: { office, exception_id: id }, header: on(version) };
    return said(api.PUT('/api/hours/{office}/exceptions/{exception_id}', { params, body }));
  },
  async remove(office, id, version) {
    await said(api.DELETE('/api/hours/{office}/exceptions/{exception_id}', { params: { path: { office, exception_id: id }, header: on(version) } }));
  },
  restore(office, id, version) {
    const params = { path: { office, exception_id: id }, header: on(version) };
    return said(api.POST('/api/hours/{office}/exceptions/{exception_id}/restore', { params }));
  },
  async closeEarly(office, closed_from, text, version) {
    const params = { path: { office }, header: on(version) };
    await said(api.POST('/api/hours/{office}/early-closing', { params, body: { closed_from, text } }));
  },
  async openAgain(office, version) {
    await said(api.DELETE('/api/hours/{office}/early-closing', { params: { path: { office }, header: on(version) } }));
  },
  speak: soundOf,
};
