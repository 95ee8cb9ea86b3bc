/** What the page keeps in its address: tab, filter and the opened recording. None says who called. */
import { RecordingSearch } from '../../api/values';
import { count, day, id, office, oneOf, query, text } from '../../navigation/query';
import type { AlarmKind } from './recordings_api';

export const STATES = RecordingSearch.state;
export const MODES = RecordingSearch.mode;
/** `any`: with an open alarm of any kind. */
export const ALARMS: readonly (AlarmKind | 'any')[] = ['any', ...RecordingSearch.alarm.filter((kind) => kind !== 'none' && kind !== 'any')];
export const TABS = ['recordings', 'alarms'] as const;
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
