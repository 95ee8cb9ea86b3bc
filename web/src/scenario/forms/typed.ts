/** Between what is typed and what is kept: numbers with a comma, days as the offices write them. Pure. */
import { numberOf } from '../../blocks/form/fields.svelte';
import type { Shape } from './shape';

/** As it stands in a field. */
export function shown(value: unknown, shape: Shape): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return String(value).replace('.', ',');
  if (typeof value !== 'string') return typeof value === 'object' ? JSON.stringify(value) : String(value as boolean);
  if (shape.means === 'day')
    return value.replace(
      /^(?:(\d{4})-)?(\d\d)-(\d\d)$/,
      (_, year: string | undefined, month: string, day: string) => `${day}.${month}${year ? `.${year}` : ''}`,
    );
  return value;
}

/** What is kept of it. What is no number or day is kept as it was typed, so that nothing is lost: the server says what is wrong with it. */
export function kept(typed: string, shape: Shape): unknown {
  if (typed.trim() === '') return shape.none;
  if (shape.type === 'number') {
    const number = numberOf(typed);
    return Number.isNaN(number) ? typed : number;
  }
  if (shape.means === 'day') {
    const [, day = '', month = '', year] = /^(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?$/.exec(typed.trim()) ?? [];
    return day === '' ? typed : `${year ? `${year}-` : ''}${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  }
  return shape.means === 'expression' ? typed : typed.trim();
}

/** „12 s”, „1 min 5 s”. */
export function told(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min${whole % 60 > 0 ? ` ${whole % 60} s` : ''}`;
}
