/** What the page keeps in its address: tab, filter and the opened recording. None says who called. */
import { count, day, id, office, oneOf, query, text } from '../navigation/query';
import type { AlarmKind, Mode, RecordingState } from './recordings_api';

export const STATES: readonly RecordingState[] = ['packed', 'closed', 'recording', 'failed', 'missing', 'destroyed', 'expired'];
export const MODES: readonly Mode[] = ['opt_in', 'on_demand', 'statutory'];
/** `any`: with an open alarm of any kind. */
export const ALARMS: readonly (AlarmKind | 'any')[] = ['any', 'empty', 'short', 'one_sided', 'late', 'missing', 'foreign', 'changed'];
export const TABS = ['recordings', 'alarms', 'rules'] as const;
export type Tab = (typeof TABS)[number];

export const address = query('/recordings', {
  tab: oneOf(TABS, 'recordings'),
  from: day(),
  to: day(),
  office: office(),
  agent: text(),
  topic: text(),
  call: text(),
  state: oneOf(STATES, ''),
  mode: oneOf(MODES, ''),
  least: count(),
  alarm: oneOf(ALARMS, ''),
  recording: id(),
});
