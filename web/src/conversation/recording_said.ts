/** What is so with the recording of a call at this moment: a key of `t.colleague.recording.states`. Pure. */
import { milliseconds } from '../time/format';
import type { AgentCall } from '../live/protocol';

export type RecordingSaid = 'none' | 'asking' | 'agreed' | 'told' | 'coming' | 'on' | 'paused' | 'withdrawn' | 'failed';

const BEGUN_WITHIN_MS = 10_000; // of a conversation: what has not begun by then does not come by itself

/** `isAsking`: the consultant asks the caller just now. `now` in milliseconds. */
export function recordingSaid(call: AgentCall, isAsking: boolean, now: number): RecordingSaid {
  if (call.recording) return call.recording;
  if (isAsking) return 'asking';
  if (!call.consent) return 'none';
  // By which rule it is recorded is known when both are connected.
  if (!call.recording_mode) return call.consent === 'statutory' ? 'told' : 'agreed';
  const isFresh = call.answered === undefined || call.answered === null || now - milliseconds(call.answered) < BEGUN_WITHIN_MS;
  return beginsByItself(call) && isFresh ? 'coming' : 'none';
}

/** As `recordings/consent.py` has it. */
function beginsByItself({ recording_mode: mode, consent }: AgentCall): boolean {
  if (mode === 'opt_in') return consent === 'key' || consent === 'spoken';
  if (mode === 'on_demand') return consent === 'spoken';
  return mode === 'statutory';
}
