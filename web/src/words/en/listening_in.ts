import type { listeningIn as pl } from '../pl/listening_in';

export const listeningIn: typeof pl = {
  act: 'Listen in',
  actOf: (consultant) => `Listen in: ${consultant}`,
  end: 'Stop listening',
  title: (consultant) => `Listening in: ${consultant}`,
  says: 'Your telephone will ring. Once you answer, you hear the consultant and the caller, and nobody hears you. It is written into the access log with the reason that you give.',
  reason: 'Reason',
  help: 'At least 5 characters. No data of the client, please.',
  tooShort: 'The reason takes at least 5 characters.',
  failed: 'Listening in could not be begun.',
  cancel: 'Cancel',
  confirm: 'Ring me',
  states: {
    none: '',
    ringing: 'Your telephone rings',
    listening: 'You hear this conversation',
    silent: 'Silence: the caller is on hold, or keys a secret',
  },
  byOther: (listener) => `Heard by: ${listener}`,
};
