/** Calls as the web service tells them. */
import type { Call, CallDetail } from '../../../src/pages/calls/calls_api';
import type { Step } from '../../../src/pages/calls/steps';

export const BEGAN = '2026-11-24T08:00:00Z';

/** Answered after five minutes of waiting. */
export function call(change: Partial<Call> = {}): Call {
  return {
    id: 'call-1',
    dialled_number: '9510',
    is_free: true,
    scenario: 'linia-9510',
    scenario_version: 1,
    started_at: BEGAN,
    ended_at: '2026-11-24T08:07:00Z',
    end_reason: 'completed',
    duration_time: 420,
    verification_level: 2,
    office: '20060',
    queue: '20060',
    queued_at: '2026-11-24T08:00:30Z',
    queue_left_reason: 'connected',
    wait_time: 305.4,
    agent: 'k20060-1',
    connected_at: '2026-11-24T08:05:36Z',
    talk_time: 60,
    hold_time: 0,
    is_recording_allowed: true,
    direction: 'inbound',
    dial_outcome: null,
    callback_id: null,
    origin_call_id: null,
    topic: 'employer',
    resumed_time: 0,
    answered_by_office: '20060',
    is_own_office: true,
    overflow_reason: null,
    estimated_low_time: null,
    estimated_high_time: null,
    estimate_error_time: null,
    agent_name: 'Maria Nowak',
    rating: null,
    has_recording: false,
    path: 'queue',
    ...change,
  };
}

/** Of who hung up in the queue. */
export const ABANDONED: Partial<Call> = {
  queue_left_reason: 'abandoned',
  wait_time: 130,
  end_reason: 'caller_hung_up',
  agent: null,
  agent_name: null,
  connected_at: null,
  talk_time: null,
};

/** Of whom nobody has come to a queue. */
export const NO_QUEUE: Partial<Call> = { ...ABANDONED, queue: null, queued_at: null, queue_left_reason: null, wait_time: null };

/** Of who waits still. */
export const WAITS: Partial<Call> = { ...ABANDONED, ended_at: null, end_reason: null, queue_left_reason: null, wait_time: null, path: null };

type Told = readonly [offset: number, kind: string, details?: Record<string, unknown>, text?: string];

export function steps(...told: Told[]): Step[] {
  return told.map(([offset, kind, details = {}, text = kind]) => ({
    at: new Date(Date.parse(BEGAN) + offset * 1000).toISOString(),
    offset,
    kind,
    text,
    details,
  }));
}

export function detail(timeline: Step[], change: Partial<CallDetail> = {}): CallDetail {
  return { ...call(), caller_number: null, client_id: null, timeline, agent_names: { 'k20060-1': 'Maria Nowak' }, wrap_up_time: null, ...change };
}
