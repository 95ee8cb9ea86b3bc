/** The shared calendar, as the page of it and the work that waits read it. Failures are ApiErrors. */
import { api, said, type Schema } from '../api/client';

export type CalendarEntry = Schema['CalendarEntryOut'];

export interface CalendarReading {
  /** Days like "2026-12-01", both included. `isOwn`: only what is for the own offices and the own role. */
  entries(first: string, last: string, isOwn: boolean): Promise<CalendarEntry[]>;
}

export const webCalendarReading: CalendarReading = {
  entries: (first, last, isOwn) => said(api.GET('/api/calendar', { params: { query: { first_day: first, last_day: last, own: isOwn } } })),
};
