/** What each kind of things says of itself; what all of them say is in `words/…/things`. */
import type { Empty } from '../ui/empty';

interface ActWords {
  act: string;
  title: (name: string) => string;
  /** Said before it is done. */
  consequence: string;
  confirm: string;
  done: (name: string) => string;
  failed: string;
}

export type StandingWords = Record<'close' | 'restore', ActWords>;

export interface ThingWords extends StandingWords {
  title: string;
  intro: string;
  none: Empty;
  /** The head of the column with its name. */
  name: string;
  make: string;
  change: string;
  confirmMake: string;
  made: (name: string) => string;
  failed: string;
}
