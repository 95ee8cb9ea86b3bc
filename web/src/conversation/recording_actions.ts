/** What can be done with the recording of a call. Pure. */
import { isConversation } from '../live/agent_states';
import type { AgentCall } from '../live/protocol';

/** What a provision wants cannot be withdrawn, and a hold is silent by itself. */
export function recordingActions(call: AgentCall | null): Record<'start' | 'pause' | 'resume' | 'withdraw', boolean> {
  const isTalking = call?.phase === 'talking';
  const recording = call?.recording ?? '';
  const isThere = recording === 'on' || recording === 'paused';
  return {
    start: isTalking && (recording === '' || recording === 'failed') && call?.recording_mode === 'on_demand',
    pause: isTalking && recording === 'on',
    resume: isTalking && recording === 'paused',
    withdraw: isConversation(call) && isThere && call?.recording_mode !== 'statutory',
  };
}

/** What the one key does now, or would do if it could. */
export function recordingActionOf(call: AgentCall | null): 'start' | 'pause' | 'resume' {
  if (call?.recording === 'on') return 'pause';
  return call?.recording === 'paused' ? 'resume' : 'start';
}
