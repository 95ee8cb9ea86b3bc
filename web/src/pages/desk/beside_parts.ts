/** What the desk loads after itself, with its words: a call must not wait for it. */
import { loadWords } from '../../words';

/** Raises when it cannot be loaded; it may be asked for again. */
export async function besideParts() {
  return (await Promise.all([import('./beside_panels'), loadWords(['blocks', 'client', 'knowledge', 'note'])]))[0];
}
