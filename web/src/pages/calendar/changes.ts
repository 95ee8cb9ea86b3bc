/** What a change of an entry has changed, in lines for people. Pure. */
import { day, dayOnly } from '../../time/format';
import { shortHour } from '../../todo/calendar_days';
import { t, word } from '../../words';
import type { EntryChange } from './calendar_api';

type Field = keyof typeof t.calendar.fields;

export function linesOf({ before, after }: EntryChange, officeName: (code: string) => string): string[] {
  const w = t.calendar;
  if (before === null) return [w.made];
  const changed = (Object.keys(w.fields) as Field[]).filter((field) => field in after || field in before);
  return changed.map((field) => w.fromTo(w.fields[field], shown(field, before[field], officeName), shown(field, after[field], officeName)));
}

function shown(field: Field, value: unknown, officeName: (code: string) => string): string {
  if (Array.isArray(value)) {
    const codes = value as string[];
    if (codes.length === 0) return t.calendar.all;
    return codes.map((code) => (field === 'offices' ? officeName(code) : word(t.roles, code))).join(', ');
  }
  if (typeof value !== 'string') return '';
  switch (field) {
    case 'kind':
      return word(t.calendar.kinds, value);
    case 'first_day':
    case 'last_day':
      return dayOnly(value);
    case 'begins':
    case 'ends':
      return shortHour(value);
    case 'cancelled_at':
      return day(value);
    default:
      return value;
  }
}
