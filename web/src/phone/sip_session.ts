/**
 * A session of JsSIP, kept from ending for small reasons.
 *
 * JsSIP 3.13.8 ends a session by itself when ICE has failed, when a re-INVITE gets an error, and when the socket is lost while one is under
 * way. A gap of the network must not cost the call, so these ends are turned into failed attempts of `Healing`; a dialog that the server no
 * longer knows (408, 481) still ends it.
 */
import type { RTCSession, TerminateOptions } from 'jssip/lib/RTCSession';
import type { EndCause } from './phone';
import type { Timers } from './timers';

/** The causes of `terminate` that are gaps, as `JsSIP.C.causes` says them. */
const GAPS = ['RTP Timeout', 'WebRTC Error', 'Connection Error', 'Request Timeout'];

/** Candidates after the first are waited for this long (ms): a TURN server that does not answer would hold the call up for ten seconds. */
const LATER_CANDIDATES = 500;

/** Milliseconds: a tone of a key, and the silence after it. */
export const KEY_TIMES = { duration: 100, gap: 100 };

/**
 * `survives`: is this the time to go on; `gap`: told instead of the end. What comes back ends the session whatever the cause.
 * JsSIP ends a session by its own `terminate` in all cases, so this is the one place.
 */
export function guard(session: RTCSession, survives: () => boolean, gap: () => void): (options: TerminateOptions) => void {
  const end = session.terminate.bind(session);
  session.terminate = (options) => {
    if (survives() && GAPS.includes(options?.cause ?? '')) gap();
    else end(options);
  };
  return (options) => {
    if (!session.isEnded()) end(options);
  };
}

/** After a re-INVITE that failed: takes the offer back, else the next one from the other side is refused. */
export async function takeOfferBack(connection: RTCPeerConnection): Promise<void> {
  if (connection.signalingState !== 'have-local-offer') return;
  try {
    await connection.setLocalDescription({ type: 'rollback' });
  } catch {
    // it was answered or closed at this moment
  }
}

/** Sends what is known a moment after the first candidate. */
export function boundGathering(session: RTCSession, timers: Timers): void {
  session.on('icecandidate', ({ ready }) => void timers.after(LATER_CANDIDATES, ready));
}

/** Our word for an end that came from JsSIP (`causes` of its constants). */
export function endCause(originator: string, cause: string, direction: string, isAccepted: boolean): EndCause {
  if (cause === 'User Denied Media Access') return 'no_microphone';
  if (['Connection Error', 'RTP Timeout', 'Request Timeout', 'Dialog Error', 'No ACK'].includes(cause)) return 'lost';
  if (isAccepted) return originator === 'remote' ? 'there' : originator === 'local' ? 'here' : 'failed';
  if (direction === 'incoming' && ['Canceled', 'Expires', 'No Answer', 'Terminated'].includes(cause)) return 'withdrawn';
  if (direction === 'outgoing' && originator === 'remote') return 'refused';
  return 'failed';
}
