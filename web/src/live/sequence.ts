/** Which messages are taken over, and what is known to be complete. Pure. */
import type { ToPage } from './protocol';

export interface Place {
  epoch: string | null;
  /** Nothing up to it is missing. */
  complete: number | null;
}

export const NOWHERE: Place = { epoch: null, complete: null };

export type Step =
  | { does: 'replace'; place: Place }
  | { does: 'apply'; place: Place }
  | { does: 'note'; place: Place }
  /** What is shown belongs to another process: only a snapshot helps. */
  | { does: 'ask'; place: Place }
  | { does: 'nothing'; place: Place };

/** One piece of news may come as several events of the same `seq`: only what follows proves it complete. */
export function step(place: Place, message: ToPage): Step {
  switch (message.type) {
    case 'snapshot':
      return { does: 'replace', place: { epoch: message.epoch, complete: message.seq } };
    case 'event': {
      if (message.epoch !== place.epoch || place.complete === null) return { does: 'ask', place: NOWHERE };
      if (message.seq <= place.complete) return { does: 'nothing', place };
      return { does: 'apply', place: { ...place, complete: Math.max(place.complete, message.seq - 1) } };
    }
    case 'beat':
      if (place.epoch === null) return { does: 'note', place };
      if (message.epoch !== place.epoch) return { does: 'ask', place: NOWHERE };
      return { does: 'note', place: { ...place, complete: Math.max(place.complete ?? 0, message.seq) } };
    default:
      return { does: 'nothing', place };
  }
}
