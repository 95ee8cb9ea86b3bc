/** What the page keeps in its address: tab, filter and the opened recording. Pure. */
import type { AlarmKind, Mode, RecordingFilter, RecordingState } from './recordings_api';

export const STATES: readonly RecordingState[] = ['packed', 'closed', 'recording', 'failed', 'missing', 'destroyed', 'expired'];
export const MODES: readonly Mode[] = ['opt_in', 'on_demand', 'statutory'];
export const ALARMS: readonly AlarmKind[] = ['none', 'empty', 'short', 'one_sided', 'late', 'missing', 'foreign', 'changed'];
export const TABS = ['recordings', 'alarms', 'rules'] as const;
export type Tab = (typeof TABS)[number];

export const EVERYTHING: RecordingFilter = {
  from: '',
  to: '',
  office: '',
  agent: '',
  topic: '',
  call: '',
  state: '',
  mode: '',
  least: '',
  alarm: '',
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const ID = /^[A-Za-z0-9._-]{1,64}$/;
const FITS: Record<keyof RecordingFilter, (value: string) => boolean> = {
  from: (value) => DAY.test(value),
  to: (value) => DAY.test(value),
  office: (value) => /^\d{5}$/.test(value),
  agent: (value) => ID.test(value),
  topic: (value) => ID.test(value),
  call: (value) => ID.test(value),
  state: (value) => STATES.some((each) => each === value),
  mode: (value) => MODES.some((each) => each === value),
  least: (value) => /^\d{1,5}$/.test(value) && Number(value) <= 86_400,
  alarm: (value) => value === 'any' || ALARMS.some((each) => each === value),
};
const NAMES = Object.keys(FITS) as (keyof RecordingFilter)[];

/** Of an address that somebody may have typed: what fits none is left out. */
export function filterOf(address: URLSearchParams): RecordingFilter {
  const found: Record<string, string> = { ...EVERYTHING };
  for (const name of NAMES) {
    const value = address.get(name)?.trim() ?? '';
    if (FITS[name](value)) found[name] = value;
  }
  return found as unknown as RecordingFilter;
}

export function tabOf(address: URLSearchParams): Tab {
  const tab = address.get('tab');
  return TABS.find((each) => each === tab) ?? 'recordings';
}

export function addressOf(filter: RecordingFilter, recording: string | null, tab: Tab = 'recordings'): string {
  const address = new URLSearchParams();
  if (tab !== 'recordings') address.set('tab', tab);
  for (const name of NAMES) {
    const value = filter[name].trim();
    if (FITS[name](value)) address.set(name, value);
  }
  if (recording !== null) address.set('recording', recording);
  const query = address.toString();
  return query ? `/recordings?${query}` : '/recordings';
}
