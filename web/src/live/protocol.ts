/** The live protocol (docs/live.md), by the types that are made of `core/live/live.py` and `api/live/messages.py`. Moments
 * are ISO texts in UTC; absent = its default. */
import type { components } from './messages';

type Live = components['schemas'];

export type Topic = Live['LiveObject'][0];

/** The call that a consultant is offered or has. Its story has more than pages show. */
export type AgentCall = Live['AgentCall'];
export type CallPhase = AgentCall['phase'];
/** `paused`: the file goes on with silence. `withdrawn`: what there was is destroyed, nothing is recorded any more. */
export type RecordingNow = NonNullable<AgentCall['recording']>;
/** By which rule the conversation is recorded, or not. */
export type RecordingMode = Exclude<NonNullable<AgentCall['recording_mode']>, ''>;

/** A consultant. `state` is one of `acd.live.agent_state.AgentState`. */
export type AgentLive = Live['AgentLive'];
export type Telephone = NonNullable<AgentLive['telephone']>;
export type Trouble = NonNullable<AgentLive['trouble']>;

export type ListeningLive = Live['Listening'];
/** A consultant asks for help: `office` is the consultant's, `home` the caller's. */
export type HelpLive = Live['HelpWanted'];
export type QueueLive = Live['QueueLive'];
export type CentreLive = Live['CentreLive'];
/** A place in a queue, until a consultant answers. */
export type WaitingLive = Live['WaitingLive'];

/** Figures since a quarter of an hour, or midnight in Poland, began; by key of the dictionary. */
export type FigureWindow = Live['Window'];
/** The value, null if there is nothing to say it of; and of how many cases it is. */
export type BoardFigure = FigureWindow['figures'] extends Record<string, infer Figure> | undefined ? Figure : never;
/** How an office's day goes, from everything that stood in the database at `complete_until`. */
export type OfficeFigures = Live['OfficeFigures'];
/** Callers of one office's queue whom another office's consultants have answered. */
export type Flow = Live['Flow'];
/** `office` empty: the centre. `value` is compared with `limit`; null where it is the age of `since`. */
export type Alarm = Live['Alarm'];
export type AlarmKind = Alarm['kind'];
/** The day by quarters of an hour. */
export type DayLine = Live['DayLine'];
export type CallbackOrders = Live['CallbackOrders'];
export type BoardLimits = Live['BoardLimits'];
/** What people have written to an office and nobody has answered. */
export type MatterOrders = Live['MatterOrders'];

/** Each topic of the server is one of these, or this does not compile. */
export interface Values extends Record<Topic, object> {
  agent: AgentLive;
  listening: ListeningLive;
  help: HelpLive;
  queue: QueueLive;
  waiting: WaitingLive;
  centre: CentreLive;
  office_figures: OfficeFigures;
  flow: Flow;
  alarm: Alarm;
  day_line: DayLine;
  callbacks: CallbackOrders;
  limits: BoardLimits;
  matters: MatterOrders;
}

export type FromPage = Live['WatchTopics'] | Live['DeskSays'] | Live['TakeOver'] | Live['Leaving'];

export type Snapshot = Omit<Live['Snapshot'], 'values'> & { values: { [T in Topic]?: Record<string, Values[T]> } };
export type Beat = Live['Beat'];
export type DeskSaid = Live['DeskNote'];
export type LiveError = Live['ErrorNote'];

/** It is put together from stored bytes, so no struct of the server says it. */
export interface LiveEvent {
  type: 'event';
  epoch: string;
  seq: number;
  at: string;
  topic: Topic;
  key: string;
  value: Values[Topic] | null;
}

export type ToPage = Snapshot | LiveEvent | Beat | DeskSaid | LiveError;
