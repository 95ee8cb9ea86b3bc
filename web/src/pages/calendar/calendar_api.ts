/** The shared calendar, read and changed. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import { webCalendarReading, type CalendarEntry, type CalendarReading } from '../../todo/calendar_reading';

export type { CalendarEntry };
export type NewEntry = Schema['CalendarEntryIn'];
export type EntryChange = Schema['CalendarChangeOut'];

export interface CalendarApi extends CalendarReading {
  /** The same as an iCalendar file. */
  file(first: string, last: string, isOwn: boolean): Promise<Blob>;
  /** `of`: which is changed; null: one is added. Raises ApiError: `stale_version`, `settings_refused`. */
  save(of: CalendarEntry | null, wanted: NewEntry): Promise<CalendarEntry>;
  cancel(entry: CalendarEntry): Promise<CalendarEntry>;
  restore(entry: CalendarEntry): Promise<CalendarEntry>;
  /** The newest first. */
  changes(entry: CalendarEntry): Promise<EntryChange[]>;
}

const of = ({ id, version }: CalendarEntry) => ({ params: { path: { entry_id: id }, header: { 'If-Match': `"${String(version)}"` } } });

export const webCalendarApi: CalendarApi = {
  ...webCalendarReading,
  async file(first, last, isOwn) {
    const query = { first_day: first, last_day: last, own: isOwn };
    const { data } = await api.GET('/api/calendar/file', { params: { query }, parseAs: 'blob' });
    return data as unknown as Blob;
  },
  save(entry, wanted) {
    const at = entry === null ? { params: { path: { entry_id: crypto.randomUUID() }, header: { 'If-Match': '"0"' } } } : of(entry);
    return said(api.PUT('/api/calendar/{entry_id}', { ...at, body: wanted }));
  },
  cancel: (entry) => said(api.POST('/api/calendar/{entry_id}/cancel', of(entry))),
  restore: (entry) => said(api.POST('/api/calendar/{entry_id}/restore', of(entry))),
  changes: ({ id }) => said(api.GET('/api/calendar/{entry_id}/changes', { params: { path: { entry_id: id } } })),
};
