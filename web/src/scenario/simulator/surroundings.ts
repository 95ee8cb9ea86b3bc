/** Who calls, when, and what the centre is like then. Pure. */
import { hour, isoDay } from '../../time/format';
import type { Surroundings } from './simulator_api';

/** The person whom a simulated call knows (`ivr/simulator/case.py`): made up, since real cards have no place here. */
export const KNOWN = { card: '123456782', pin: '739206', code: '246810' } as const;

/** `number`: the first by which the scenario is called. `at`: a moment, in milliseconds. */
export function usualSurroundings(number: string | undefined, at: number): Surroundings {
  return {
    number: number ?? '9510',
    caller_number: '600100200',
    card_office: null,
    is_data_away: false,
    is_sms_away: false,
    answers_until: null,
    recording: 'opt_in',
    emergency: null,
    offices_away: [],
    is_queue_full: false,
    draw: 0,
    at: wallOf(isoDay(at), hour(at).padStart(5, '0')),
  };
}

/** "2026-11-24T10:00:00": what the clock in Poland shows, which is how tests are written. */
export const wallOf = (day: string, time: string): string => `${day}T${time}:00`;

/** The day and the hour of it, "2026-11-24" and "10:00", also of a moment that is written with its zone. */
export function dayAndHour(at: string): { day: string; time: string } {
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/.test(at);
  if (hasZone) return { day: isoDay(at), time: hour(at).padStart(5, '0') };
  return { day: at.slice(0, 10), time: at.slice(11, 16) || '00:00' };
}
