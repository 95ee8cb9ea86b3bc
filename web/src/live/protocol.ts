/** The live protocol, as docs/live.md and core/live/live.py say it. Moments are ISO texts in UTC; absent = its default. */

export type Topic = 'agent' | 'queue' | 'centre' | 'office_figures' | 'flow' | 'alarm';
export type Telephone = 'sip' | 'browser';
export type Trouble =
  | 'no_telephone'
  | 'no_page'
  | 'no_microphone'
  | 'no_sound'
  | 'page_frozen'
  | 'in_another_call';
export type CallPhase = 'offered' | 'talking' | 'held' | 'page_lost';

/** `paused`: the file goes on with silence. `withdrawn`: what there was is destroyed, nothing is recorded any more. */
export type RecordingNow = '' | 'on' | 'paused' | 'withdrawn' | 'failed';
export type RecordingMode = 'off' | 'opt_in' | 'on_demand' | 'statutory';

/** The call that a consultant is offered or has. Its story has more, which the web service makes sentences of. */
export interface AgentCall {
  id: string;
  phase: CallPhase;
  since: string;
  dialled_number?: string;
  office?: string;
  queue?: string;
  topic?: string | null;
  language?: string;
  verified_by?: 'card' | 'code' | '';
  is_callback?: boolean;
  recording?: RecordingNow;
  /** By which rule the conversation is recorded, or not; empty before it. */
  recording_mode?: RecordingMode | '';
  /** Somebody listens in, and the office's rule is that the consultant is told. */
  is_listened?: boolean;
  joined?: string | null;
  offered?: string | null;
  ring_until?: string | null;
  answered?: string | null;
  /** Seconds, without a hold in progress. */
  hold_time?: number;
  /** Why this consultant: a plain Polish clause. */
  reason?: string;
  /** What the caller did, as short Polish phrases, oldest first. */
  path?: string[];
  transferred_by?: string;
}

/** A consultant. `state` is one of `acd.live.agent_state.AgentState`. */
export interface AgentLive {
  office: string;
  state: string;
  since: string;
  telephone?: Telephone;
  trouble?: Trouble | null;
  pause_reason?: string | null;
  wrap_up_until?: string | null;
  /** How often its time may still begin anew. */
  wrap_up_extensions_left?: number;
  wish?: 'pause' | 'log_out' | '';
  call?: AgentCall | null;
}

/** An office's queue. */
export interface QueueLive {
  waiting?: number;
  oldest?: string | null;
  working?: number;
  free?: number;
  there?: number;
}

/** The centre as a whole. */
export interface CentreLive {
  is_asterisk_there?: boolean;
  /** Since when more calls come than the machine carries. */
  calls_shed_since?: string | null;
  shed_calls?: number;
}

/** The value, null if there is nothing to say it of; and of how many cases it is. */
export type BoardFigure = [number | null, number];

/** Figures since a quarter of an hour, or midnight in Poland, began; by key of the dictionary. */
export interface FigureWindow {
  since: string;
  figures: Record<string, BoardFigure>;
}

/** How an office's day goes, from everything that stood in the database at `complete_until`. */
export interface OfficeFigures {
  complete_until: string;
  /** The number of the last fact that is in it. */
  facts_to: number;
  /** The quarter of an hour that goes on, and the one before. */
  now: FigureWindow;
  /** The quarter of an hour that goes on, and the three before. */
  hour: FigureWindow;
  /** Since midnight in Poland. */
  day: FigureWindow;
}

/** Callers of one office's queue whom another office's consultants have answered. */
export interface Flow {
  day?: number;
  hour?: number;
  /** When the newest of today left the queue. */
  last?: string | null;
}

export type AlarmKind =
  | 'asterisk_away'
  | 'calls_shed'
  | 'nobody_there'
  | 'long_wait'
  | 'service_level_low'
  | 'figures_late'
  | 'looks_at_ceiling'
  | 'recording_failed'
  | 'glass_broken'
  | 'second_person';

/** `office` empty: the centre. `value` is compared with `limit`; null where it is the age of `since`. */
export interface Alarm {
  kind: AlarmKind;
  since: string;
  office?: string;
  value?: number | null;
  limit?: number | null;
}

export interface Values {
  agent: AgentLive;
  queue: QueueLive;
  centre: CentreLive;
  office_figures: OfficeFigures;
  flow: Flow;
  alarm: Alarm;
}

export type FromPage =
  | { type: 'watch'; topics: Topic[]; epoch: string | null; seq: number | null }
  | { type: 'desk'; page: string; telephone: Telephone; trouble: Trouble | null }
  | { type: 'take_over'; page: string }
  | { type: 'leaving'; page: string };

export interface Snapshot {
  type: 'snapshot';
  epoch: string;
  seq: number;
  at: string;
  values: { [T in Topic]?: Record<string, Values[T]> };
}

export interface LiveEvent {
  type: 'event';
  epoch: string;
  seq: number;
  at: string;
  topic: Topic;
  key: string;
  value: Values[Topic] | null;
}

export interface Beat {
  type: 'beat';
  epoch: string;
  seq: number;
  at: string;
  /** Seconds since the centre was heard. */
  age: number;
}

export interface DeskSaid {
  type: 'desk';
  is_own: boolean;
  may_take_over: boolean;
}

export interface LiveError {
  type: 'error';
  code: string;
  message: string;
}

export type ToPage = Snapshot | LiveEvent | Beat | DeskSaid | LiveError;
