/** Days, weeks and exceptions of opening hours in words. Pure. */
import { day as dayOfMoment, dayOnly, hour, isoDay } from '../../time/format';
import { language, t } from '../../words';
import type { Exception, Plan, State, Week } from './hours_api';
import { spansSaid, weekLines, WEEKDAYS } from './week';

const nameIn = (locale: string, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
const weekdays = { pl: nameIn('pl-PL', { weekday: 'long' }), en: nameIn('en-GB', { weekday: 'long' }), uk: nameIn('uk-UA', { weekday: 'long' }) };
const months = {
  pl: nameIn('pl-PL', { month: 'long', year: 'numeric' }),
  en: nameIn('en-GB', { month: 'long', year: 'numeric' }),
  uk: nameIn('uk-UA', { month: 'long', year: 'numeric' }),
};
const at = (day: string) => Date.parse(`${day}T12:00:00Z`);

/** "wtorek, 24.11.2026" */
export const dayNamed = (day: string): string => `${weekdays[language()].format(at(day))}, ${dayOnly(day)}`;

/** "listopad 2026" of "2026-11" */
export const monthNamed = (month: string): string => months[language()].format(at(`${month}-01`));

/** "24.11.2026" or "24.11.2026 – 26.11.2026" */
export function daysSaid({ first_day, last_day }: { first_day: string; last_day: string }): string {
  return first_day === last_day ? dayOnly(first_day) : `${dayOnly(first_day)} – ${dayOnly(last_day)}`;
}

/** "pn.–pt. 7:30–15:30; sob. 9:00–12:00" */
export function weekSaid(week: Week | null): string {
  const short = t.hours.short;
  const lines = weekLines(week).map(({ from, to, hours }) => `${from === to ? short[from] : `${short[from]}–${short[to]}`} ${hours}`);
  return lines.join('; ') || t.hours.closed;
}

/** For whom a plan or an exception is. */
export function purposeSaid(purpose: string, topic: (id: string) => string): string {
  if (purpose === 'all') return t.hours.plan.all;
  return purpose === 'evening' ? t.hours.plan.eveningPool : t.hours.plan.topic(topic(purpose));
}

/** "inne godziny 8:00–12:00", "nieczynne", "dzień wolny … za 15.08.2026" */
export function exceptionSaid({ days }: Pick<Exception, 'days'>): string {
  const w = t.hours.exceptions;
  if (days === null) return w.unreadable;
  if (days.closed_from) return [w.closedFrom(days.closed_from.replace(/^0/, '')), spansSaid(days.spans)].filter(Boolean).join(': ');
  const more = days.kind === 'other_hours' ? spansSaid(days.spans) : days.in_lieu_of ? w.inLieuOf(dayOnly(days.in_lieu_of)) : '';
  return [w.kinds[days.kind], more].filter(Boolean).join(' ');
}

/** "jutro" is no word here: day and hour of a moment, the day only where it is another one. */
export function momentSaid(moment: string, today: string): string {
  return isoDay(moment) === today ? hour(moment) : `${dayOfMoment(moment)}, ${hour(moment)}`;
}

export function stateSaid(state: State, today: string, office: (code: string) => string): string {
  const w = t.hours.now;
  const until = state.closes_at === null ? '' : momentSaid(state.closes_at, today);
  if (state.outcome === 'open') return w.open(until);
  if (state.outcome === 'evening') return w.evening(office(state.queue ?? ''), until);
  return w[state.outcome](nextSaid(state));
}

/** When somebody is there again. */
export function nextSaid({ opening }: State): string {
  return opening === null ? t.hours.noNext : t.hours.next(dayNamed(isoDay(opening.begins)), hour(opening.begins));
}

/** Lines such as "wtorek: 7:30–15:30 → 8:00–16:00". */
export function planChange(plan: Plan, before: Plan | null): string {
  const w = t.hours.plan;
  if (before === null) return w.first;
  const lines = WEEKDAYS.flatMap((day) => {
    const [was, is] = [spansSaid(before.week?.[day] ?? []), spansSaid(plan.week?.[day] ?? [])];
    return was === is ? [] : [`${t.hours.short[day]} ${w.from(was, is)}`];
  });
  return lines.join('; ') || w.same;
}
