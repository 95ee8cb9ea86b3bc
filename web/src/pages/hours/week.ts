/** The hours of days and of a week, as people type and read them. Pure. */
import { hourOf } from '../../time/wall';
import type { Plan, Span, Week } from './hours_api';

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const plain = (time: string) => time.replace(/^0(\d)/, '$1');

/** "7:30–15:30, 16:00–18:00"; "" when it is closed. */
export function spansSaid(spans: readonly Span[]): string {
  return spans.map(({ begin, end }) => `${plain(begin)}–${plain(end)}`).join(', ');
}

/** The hours of "7:30-15:30, 16-18"; none of an empty text; null: they cannot be read. */
export function spansOf(typed: string): Span[] | null {
  const texts = typed.split(/[,;]/).filter((each) => each.trim() !== '');
  const found = texts.map((text) => {
    const [begin, end, ...more] = text.split(/[-–—]/).map(hourOf);
    return begin && end && begin < end && more.length === 0 ? { begin, end } : null;
  });
  const spans = found.filter((each) => each !== null).sort((a, b) => a.begin.localeCompare(b.begin));
  const isApart = spans.every(({ begin }, at) => at === 0 || (spans[at - 1]?.end ?? '') <= begin);
  return spans.length === texts.length && spans.length <= 6 && isApart ? spans : null;
}

/** Days with the same hours together: [["monday", "friday"], "7:30–15:30"]. What is closed is left out. */
export function weekLines(week: Week | null): { from: Weekday; to: Weekday; hours: string }[] {
  const lines: { from: Weekday; to: Weekday; hours: string }[] = [];
  let before = '';
  for (const day of WEEKDAYS) {
    const hours = spansSaid(week?.[day] ?? []);
    const last = lines.at(-1);
    if (hours !== '' && last && hours === before) last.to = day;
    else if (hours !== '') lines.push({ from: day, to: day, hours });
    before = hours;
  }
  return lines;
}

export interface Difference {
  day: Weekday;
  before: string;
  after: string;
}

/** On which weekdays the hours are others. */
export function differences(before: Week | null, after: Week | null): Difference[] {
  return WEEKDAYS.map((day) => ({ day, before: spansSaid(before?.[day] ?? []), after: spansSaid(after?.[day] ?? []) })).filter(
    (each) => each.before !== each.after,
  );
}

/** The plan of that purpose that holds on a day, by the rows as they are now. */
export function planOn(plans: readonly Plan[], purpose: string, day: string): Plan | null {
  const holds = (plan: Plan) => plan.purpose === purpose && plan.valid_from <= day && (plan.last_day === null || plan.last_day >= day);
  return plans.find(holds) ?? null;
}

/** What held for the day on which a plan begins when it was written down: the newest of the plans written before it. */
export function planBefore(plans: readonly Plan[], plan: Plan): Plan | null {
  const older = plans.filter(
    (each) => each.purpose === plan.purpose && each.id !== plan.id && each.changed_at < plan.changed_at && each.valid_from <= plan.valid_from,
  );
  return older.sort((a, b) => b.changed_at.localeCompare(a.changed_at))[0] ?? null;
}
