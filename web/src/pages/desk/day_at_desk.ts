/** The middle of the idle desk, with its words: it comes once the desk is there, which must not wait for it. */
import { loadWords } from '../../words';

export async function loadDay() {
  return (await Promise.all([import('./DayAtDesk.svelte'), loadWords(['blocks', 'calendar', 'work'])]))[0].default;
}
